"use client";

import type { ListApplicationsResponse } from "@plumbline/public-api/routes/list-applications";
import { Button } from "@plumbline/ui/button";
import { EmptyState } from "@plumbline/ui/empty-state";
import { Notice } from "@plumbline/ui/notice";
import { StatusIcon } from "@plumbline/ui/status-icon";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AddressNotice } from "~/lib/address-notice";
import { callApi } from "~/lib/api-client";
import { useClock } from "~/lib/clock";
import { FirstTrace } from "~/lib/first-trace";
import { PageBar } from "~/lib/page-bar";
import { useShortcuts } from "~/lib/shortcuts";
import {
  describeTimeRange,
  formatTimeRange,
  parseTimeRange,
  resolveTimeRange,
  type TimeRange,
  timeRangeProblem,
} from "~/lib/time-range";
import { TimeRangePicker } from "~/lib/time-range-picker";
import { useSearchState } from "~/lib/use-search-state";
import { type ApplicationOrder, formatApplicationOrder, parseApplicationOrder } from "./application-order";
import { ApplicationsTable } from "./applications-table";
import type { ApplicationsData } from "./load-applications";

const refreshMs = 30_000;

export function ApplicationsPage({
  project,
  loadedRange,
  data,
}: {
  readonly project: { readonly id: string; readonly name: string; readonly slug: string };
  readonly loadedRange: TimeRange;
  readonly data: ApplicationsData;
}) {
  const { search, write } = useSearchState();
  const [isPicking, setPicking] = useState(false);
  const range = parseTimeRange(search);
  const order = parseApplicationOrder(search);
  const show = (next: { readonly range?: TimeRange; readonly order?: ApplicationOrder }, how: "push" | "replace") =>
    write([...formatTimeRange(next.range ?? range), ...formatApplicationOrder(next.order ?? order)], how);
  const problem = timeRangeProblem(search);
  useShortcuts("Applications", [{ key: "t", label: "Change the time range", run: () => setPicking(true) }]);
  const isLoadedRange = keyOf(range) === keyOf(loadedRange);
  const query = useQuery({
    queryKey: ["applications", project.id, keyOf(range)],
    queryFn: ({ signal }) => fetchApplications(project.id, range, signal),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
    ...(isLoadedRange && data.applications.ok
      ? { initialData: data.applications.value, initialDataUpdatedAt: data.loadedAtMs }
      : {}),
  });
  return (
    <div className="apps-page">
      <PageBar
        title="Applications"
        actions={
          <TimeRangePicker
            range={range}
            onRange={(next) => show({ range: next }, "push")}
            open={isPicking}
            onOpenChange={setPicking}
          />
        }
      />
      <div className="page-body">
        <AddressNotice
          sentences={problem === undefined ? [] : [problem.sentence]}
          onDismiss={() => show({}, "replace")}
        />
        {query.isError && query.data !== undefined ? (
          <Notice tone="warn" className="m-3" title="These figures are no longer current">
            {query.error.message}
          </Notice>
        ) : null}
        <ApplicationsBody
          project={project}
          range={range}
          answer={query.data}
          order={order}
          onOrder={(next) => show({ order: next }, "replace")}
          problem={query.error?.message}
          isStale={query.isPlaceholderData}
          isEmptyProject={data.isEmptyProject && query.data?.items.length === 0}
          otlpHttpUrl={data.otlpHttpUrl}
          onRetry={() => void query.refetch()}
          onRange={(next) => show({ range: next }, "push")}
        />
      </div>
    </div>
  );
}

function ApplicationsBody({
  project,
  range,
  answer,
  order,
  onOrder,
  problem,
  isStale,
  isEmptyProject,
  otlpHttpUrl,
  onRetry,
  onRange,
}: {
  readonly project: { readonly id: string; readonly name: string; readonly slug: string };
  readonly range: TimeRange;
  readonly answer: ListApplicationsResponse | undefined;
  readonly order: ApplicationOrder;
  readonly onOrder: (order: ApplicationOrder) => void;
  readonly problem: string | undefined;
  readonly isStale: boolean;
  readonly isEmptyProject: boolean;
  readonly otlpHttpUrl: string;
  readonly onRetry: () => void;
  readonly onRange: (range: TimeRange) => void;
}) {
  const clock = useClock();
  if (isEmptyProject) return <FirstTrace project={project} otlpHttpUrl={otlpHttpUrl} />;
  if (answer === undefined && problem !== undefined)
    return (
      <EmptyState title="The applications were not listed" icon={<StatusIcon status="error" />}>
        <p>{problem} The time range is kept.</p>
        <Button look="primary" onClick={onRetry}>
          Try again
        </Button>
      </EmptyState>
    );
  if (answer !== undefined && answer.items.length === 0)
    return (
      <EmptyState title={`No application sent a trace: ${describeTimeRange(range, clock).toLowerCase()}`}>
        <p>Traces of earlier days are kept. Look further back, or wait: this page refreshes by itself.</p>
        <Button look="primary" onClick={() => onRange({ kind: "last", preset: "30d" })}>
          Show the last 30 days
        </Button>
      </EmptyState>
    );
  return (
    <ApplicationsTable
      project={project}
      range={range}
      applications={answer?.items}
      order={order}
      onOrder={onOrder}
      isStale={isStale}
    />
  );
}

function keyOf(range: TimeRange): string {
  return formatTimeRange(range).join("&");
}

function fetchApplications(
  projectId: string,
  range: TimeRange,
  signal: AbortSignal,
): Promise<ListApplicationsResponse> {
  const window = resolveTimeRange(range, Date.now());
  return callApi(`/v1/projects/${projectId}/applications`, {
    query: { from: new Date(window.fromMs).toISOString(), to: new Date(window.toMs).toISOString() },
    signal,
  });
}
