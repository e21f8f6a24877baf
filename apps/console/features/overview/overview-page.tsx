"use client";

import type { ErrorGroupsResponse } from "@plumbline/public-api/routes/list-error-groups";
import { Notice } from "@plumbline/ui/notice";
import { useMemo, useState } from "react";
import { AddressNotice } from "~/lib/address-notice";
import { useClock } from "~/lib/clock";
import { FirstTrace } from "~/lib/first-trace";
import { formatMinute, formatPlural } from "~/lib/format";
import { PageBar } from "~/lib/page-bar";
import { useShortcuts } from "~/lib/shortcuts";
import { timeRangeProblem } from "~/lib/time-range";
import { TimeRangePicker } from "~/lib/time-range-picker";
import { useSearchState } from "~/lib/use-search-state";
import { chartModels, isUnreported } from "./chart-model";
import { ChartPanel } from "./chart-panel";
import type { ChartSeries } from "./chart-series";
import { ChartTable } from "./chart-table";
import type { OverviewData } from "./load-overview";
import styles from "./overview.module.css";
import { OverviewFilters } from "./overview-filters";
import { OverviewLists } from "./overview-lists";
import { formatOverviewParams, type OverviewParams, parseOverviewParams } from "./overview-params";
import { filterItems, tracesHref } from "./traces-query";
import { type Figures, useFigures } from "./use-figures";
import { useList } from "./use-list";

type Project = { readonly id: string; readonly name: string; readonly slug: string };

/** Is it worse than usual, since when, and where? */
export function OverviewPage({ project, data }: { readonly project: Project; readonly data: OverviewData }) {
  const { search, write } = useSearchState();
  const [isPicking, setPicking] = useState(false);
  const params = parseOverviewParams(search);
  const rangeProblem = timeRangeProblem(search);
  const figures = useFigures(project.id, params, data);
  const change = (next: Partial<OverviewParams>) => write(formatOverviewParams({ ...params, ...next }), "push");
  useShortcuts("Overview", [{ key: "t", label: "Change the time range", run: () => setPicking(true) }]);
  return (
    <div className={styles.page}>
      <PageBar
        title="Overview"
        actions={
          <TimeRangePicker
            range={params.range}
            onRange={(range) => change({ range })}
            open={isPicking}
            onOpenChange={setPicking}
          />
        }
      />
      {data.isEmptyProject ? (
        <FirstTrace project={project} otlpHttpUrl={data.otlpHttpUrl} />
      ) : (
        <>
          <OverviewFilters project={project} params={params} onChange={change} />
          <div className="page-body">
            <AddressNotice
              sentences={rangeProblem === undefined ? [] : [rangeProblem.sentence]}
              onDismiss={() => write(formatOverviewParams(params), "replace")}
            />
            {figures.error === null ? null : (
              <Notice tone="warn" className="m-3" title="These figures are not current">
                {figures.error.message}
              </Notice>
            )}
            {figures.uncountedMinutes === 0 ? null : (
              <Notice className="m-3" title={`Counting: ${formatPlural(figures.uncountedMinutes, "minute")} left`}>
                Traces of this period that came in a moment ago are missing in the figures until then. The page follows
                by itself.
              </Notice>
            )}
            <Charts project={project} figures={figures} params={params} onChange={change} />
            <OverviewLists project={project} params={params} />
          </div>
        </>
      )}
    </div>
  );
}

function Charts({
  project,
  figures: { sources, isStale },
  params,
  onChange,
}: {
  readonly project: Project;
  readonly figures: Figures;
  readonly params: OverviewParams;
  readonly onChange: (next: Partial<OverviewParams>) => void;
}) {
  const [hovered, setHovered] = useState<number>();
  const models = useStable(sources === undefined ? undefined : chartModels(sources));
  const marks = useNewErrors(project, params);
  if (sources === undefined || models === undefined) return <div className={styles.charts} aria-busy="true" />;
  const { startTimes, stepMs } = sources.all;
  const shown = models.filter((model) => !isUnreported(model));
  const unreported = models.filter(isUnreported).map(({ id, title, note }) => (
    <p key={id} className={styles.unreported}>
      {title}: {note}
    </p>
  ));
  if (params.view === "table")
    return (
      <>
        <ChartTable models={shown} startTimes={startTimes} />
        {unreported}
      </>
    );
  const only = ({ value }: ChartSeries) => (value === undefined ? {} : { [value.dimension]: value.value });
  return (
    <>
      <div className={styles.charts} data-stale={isStale ? "" : undefined}>
        {shown.map((model) => (
          <ChartPanel
            key={model.id}
            model={model}
            startTimes={startTimes}
            stepMs={stepMs}
            hovered={hovered}
            onHover={setHovered}
            onZoom={({ fromMs, toMs }) => onChange({ range: { kind: "between", fromMs, toMs } })}
            // One value of a cut is no cut any more: its own quantiles and kinds of tokens are shown.
            onPick={(series) =>
              onChange({ ...only(series), by: series.value?.dimension === params.by ? undefined : params.by })
            }
            tracesHref={(series) => tracesHref(project.slug, params, filterItems({ ...params, ...only(series) }))}
            {...(model.id === "errors" ? { marks } : {})}
          />
        ))}
      </div>
      {unreported}
    </>
  );
}

/** A drawing is made again for other models only: every refresh makes new ones that mostly say the same. */
function useStable<T>(value: T): T {
  const text = JSON.stringify(value);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the value.
  return useMemo(() => value, [text]);
}

const marksMax = 5;

/** When an error group was seen for the first time. */
function useNewErrors(project: Project, params: OverviewParams) {
  const clock = useClock();
  const list = useList<ErrorGroupsResponse>({ project, params }, "metrics/error-groups", [
    "application",
    "environment",
  ]);
  const marks = (list.data?.items ?? [])
    .filter((group) => group.isNew)
    .slice(0, marksMax)
    .map((group) => ({
      timeMs: Date.parse(group.firstSeen),
      label: `new ${group.errorType ?? "error"} at ${formatMinute(group.firstSeen, clock)}`,
    }));
  return useStable(marks);
}
