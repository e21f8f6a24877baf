"use client";

import type { MetricsSummaryResponse } from "@plumbline/public-api/routes/get-metrics-summary";
import type { MetricsTimeseriesResponse } from "@plumbline/public-api/routes/get-metrics-timeseries";
import type { ListApplicationsResponse } from "@plumbline/public-api/routes/list-applications";
import { Notice } from "@plumbline/ui/notice";
import { Segmented } from "@plumbline/ui/segmented";
import { Select } from "@plumbline/ui/select";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { AddressNotice } from "~/lib/address-notice";
import { callApi } from "~/lib/api-client";
import { FirstTrace } from "~/lib/first-trace";
import { PageBar } from "~/lib/page-bar";
import { useShortcuts } from "~/lib/shortcuts";
import { timeRangeProblem } from "~/lib/time-range";
import { TimeRangePicker } from "~/lib/time-range-picker";
import { useSearchState } from "~/lib/use-search-state";
import { chartModels } from "./chart-model";
import { ChartPanel } from "./chart-panel";
import { ChartTable } from "./chart-table";
import type { OverviewData } from "./load-overview";
import styles from "./overview.module.css";
import { OverviewLists } from "./overview-lists";
import {
  formatOverviewParams,
  metricQuery,
  type OverviewParams,
  overviewKey,
  parseOverviewParams,
} from "./overview-params";

const refreshMs = 30_000;
const everyApplication = "";

/** Is it worse than usual, since when, and where? */
export function OverviewPage({
  project,
  data,
}: {
  readonly project: { readonly id: string; readonly name: string; readonly slug: string };
  readonly data: OverviewData;
}) {
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
          <Filters projectId={project.id} params={params} onChange={change} />
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
            <Charts figures={figures} view={params.view} onChange={change} />
            <OverviewLists project={project} params={params} />
          </div>
        </>
      )}
    </div>
  );
}

function Filters({
  projectId,
  params,
  onChange,
}: {
  readonly projectId: string;
  readonly params: OverviewParams;
  readonly onChange: (next: Partial<OverviewParams>) => void;
}) {
  const applications = useQuery({
    queryKey: ["overview", "application names", projectId, overviewKey({ ...params, application: undefined })],
    queryFn: ({ signal }) =>
      callApi<ListApplicationsResponse>(`/v1/projects/${projectId}/applications`, {
        query: metricQuery({ ...params, application: undefined }, Date.now()),
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const names = applications.data?.items.map((item) => item.application) ?? [];
  const all =
    params.application === undefined || names.includes(params.application) ? names : [params.application, ...names];
  return (
    <div className={styles.filters}>
      <span className="pl-label">Application</span>
      <Select
        aria-label="Application"
        value={params.application ?? everyApplication}
        onValueChange={(value) => onChange({ application: value === everyApplication ? undefined : value })}
        options={[
          { value: everyApplication, label: names.length === 0 ? "All" : `All ${names.length}` },
          ...all.map((name) => ({ value: name, label: name })),
        ]}
      />
      <span className="flex-1" />
      <Segmented
        label="Show figures as"
        size="small"
        value={params.view}
        onValueChange={(view) => onChange({ view })}
        options={[
          { value: "charts", label: "Charts" },
          { value: "table", label: "Table" },
        ]}
      />
    </div>
  );
}

interface Figures {
  readonly timeseries: MetricsTimeseriesResponse | undefined;
  readonly summary: MetricsSummaryResponse | undefined;
  readonly costs: MetricsTimeseriesResponse | undefined;
  readonly isStale: boolean;
  readonly error: Error | null;
}

function useFigures(projectId: string, params: OverviewParams, data: OverviewData): Figures {
  const key = overviewKey(params);
  const isLoaded = key === data.key;
  const read = <T,>(path: string, more: Record<string, string> = {}) => ({
    queryKey: ["overview", path, more, projectId, key],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      callApi<T>(`/v1/projects/${projectId}/metrics/${path}`, {
        query: { ...metricQuery(params, Date.now()), ...more },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });
  const timeseries = useQuery<MetricsTimeseriesResponse>({
    ...read<MetricsTimeseriesResponse>("timeseries"),
    ...(isLoaded && data.timeseries.ok
      ? { initialData: data.timeseries.value, initialDataUpdatedAt: data.loadedAtMs }
      : {}),
  });
  const summary = useQuery<MetricsSummaryResponse>({
    ...read<MetricsSummaryResponse>("summary"),
    ...(isLoaded && data.summary.ok ? { initialData: data.summary.value, initialDataUpdatedAt: data.loadedAtMs } : {}),
  });
  const costs = useQuery<MetricsTimeseriesResponse>(
    read<MetricsTimeseriesResponse>("timeseries", { by: "model", measures: "cost" }),
  );
  return {
    timeseries: timeseries.data,
    summary: summary.data,
    costs: costs.data,
    isStale: timeseries.isPlaceholderData,
    error: timeseries.error ?? summary.error,
  };
}

function Charts({
  figures: { timeseries, summary, costs, isStale },
  view,
  onChange,
}: {
  readonly figures: Figures;
  readonly view: OverviewParams["view"];
  readonly onChange: (next: Partial<OverviewParams>) => void;
}) {
  const [hovered, setHovered] = useState<number>();
  const models = useMemo(
    () => (timeseries === undefined ? [] : chartModels(timeseries, summary, sameBuckets(timeseries, costs))),
    [timeseries, summary, costs],
  );
  if (timeseries === undefined) return <div className={styles.charts} aria-busy="true" />;
  if (view === "table") return <ChartTable models={models} startTimes={timeseries.startTimes} />;
  return (
    <div className={styles.charts} data-stale={isStale ? "" : undefined}>
      {models.map((model) => (
        <ChartPanel
          key={model.id}
          model={model}
          startTimes={timeseries.startTimes}
          stepMs={timeseries.stepMs}
          hovered={hovered}
          onHover={setHovered}
          onZoom={({ fromMs, toMs }) => onChange({ range: { kind: "between", fromMs, toMs } })}
        />
      ))}
    </div>
  );
}

/** Two answers of one moving range may be a bucket apart for a moment; then the total is drawn alone. */
function sameBuckets(
  timeseries: MetricsTimeseriesResponse,
  costs: MetricsTimeseriesResponse | undefined,
): MetricsTimeseriesResponse | undefined {
  const isSame =
    costs?.startTimes[0] === timeseries.startTimes[0] && costs?.startTimes.length === timeseries.startTimes.length;
  return isSame ? costs : undefined;
}
