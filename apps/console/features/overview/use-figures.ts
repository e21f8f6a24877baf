import type { MetricsSummaryResponse } from "@plumbline/public-api/routes/get-metrics-summary";
import type { MetricsTimeseriesResponse } from "@plumbline/public-api/routes/get-metrics-timeseries";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";
import { resolveTimeRange, type TimeRange } from "~/lib/time-range";
import type { ChartSources } from "./chart-model";
import type { OverviewData } from "./load-overview";
import { filterEntries, metricQuery, type OverviewParams, overviewKey, rangeQuery } from "./overview-params";

export interface Figures {
  /** Undefined while nothing is known. */
  readonly sources: ChartSources | undefined;
  readonly isStale: boolean;
  readonly uncountedMinutes: number;
  readonly error: Error | null;
}

export const refreshMs = 30_000;
/** While minutes are being counted, charts follow. */
const countingRefreshMs = 3_000;

/** What the charts draw of each value: other quantiles would be half of the work. */
const splitMeasures = "requests,errors,errorRate,p95Ms,ttftP95Ms,tokens,cost";

/** Every figure of the charts: of everything, cut by the chosen dimension, and of the time that is compared with. */
export function useFigures(projectId: string, params: OverviewParams, data: OverviewData): Figures {
  const key = overviewKey(params);
  const isLoaded = key === data.key;
  const read = <T extends { readonly uncountedMinutes: number }>(
    path: string,
    more: Record<string, string>,
    isWanted = true,
  ) => ({
    queryKey: ["overview", path, more, projectId, key],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      callApi<T>(`/v1/projects/${projectId}/metrics/${path}`, {
        query: { ...metricQuery(params, Date.now()), ...more },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: (query: { readonly state: { readonly data?: T | undefined } }) =>
      (query.state.data?.uncountedMinutes ?? 0) > 0 ? countingRefreshMs : refreshMs,
    enabled: isWanted,
  });
  const timeseries = useQuery<MetricsTimeseriesResponse>({
    ...read<MetricsTimeseriesResponse>("timeseries", {}),
    ...(isLoaded && data.timeseries.ok
      ? { initialData: data.timeseries.value, initialDataUpdatedAt: data.loadedAtMs }
      : {}),
  });
  const summary = useQuery<MetricsSummaryResponse>({
    ...read<MetricsSummaryResponse>("summary", {}),
    ...(isLoaded && data.summary.ok ? { initialData: data.summary.value, initialDataUpdatedAt: data.loadedAtMs } : {}),
  });
  const { by } = params;
  const split = useQuery<MetricsTimeseriesResponse>(
    read<MetricsTimeseriesResponse>("timeseries", { by: by ?? "", measures: splitMeasures }, by !== undefined),
  );
  const costs = useQuery<MetricsTimeseriesResponse>(
    read<MetricsTimeseriesResponse>("timeseries", { by: "model", measures: "cost" }, by === undefined),
  );
  const before = useEarlier(projectId, params, timeseries.data);
  return {
    sources: sourcesOf(params, timeseries.data, {
      summary: summary.data,
      split: by === undefined || split.isPlaceholderData ? undefined : split.data,
      costs: by === undefined ? costs.data : undefined,
      ...before,
    }),
    isStale: timeseries.isPlaceholderData || (by !== undefined && (split.isPending || split.isPlaceholderData)),
    uncountedMinutes: Math.max(timeseries.data?.uncountedMinutes ?? 0, summary.data?.uncountedMinutes ?? 0),
    error: timeseries.error ?? summary.error ?? split.error ?? before.error,
  };
}

const weekMs = 7 * 86_400_000;

/** By how much earlier the compared time lies: whole buckets, so that each stands over its counterpart. */
function shiftMs({ compare, range }: OverviewParams, stepMs: number): number {
  if (compare === "week") return Math.ceil(weekMs / stepMs) * stepMs;
  return Math.ceil(lengthMs(range) / stepMs) * stepMs;
}

/** The few moments that a moving range reaches ahead are no part of its length. */
function lengthMs(range: TimeRange): number {
  const { fromMs, toMs } = resolveTimeRange(range, 0);
  return range.kind === "last" ? -fromMs : toMs - fromMs;
}

function useEarlier(projectId: string, params: OverviewParams, all: MetricsTimeseriesResponse | undefined) {
  const key = overviewKey(params);
  const stepMs = all?.stepMs ?? 0;
  const read = <T>(path: string, more: Record<string, string>, earlierMs: number, isWanted: boolean) => ({
    queryKey: ["overview", "earlier", path, more, earlierMs, projectId, key],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      callApi<T>(`/v1/projects/${projectId}/metrics/${path}`, {
        query: {
          ...rangeQuery(params.range, Date.now(), earlierMs),
          ...Object.fromEntries(filterEntries(params)),
          ...more,
        },
        signal,
      }),
    refetchInterval: refreshMs,
    enabled: isWanted,
  });
  const isOn = params.compare !== "off" && stepMs > 0;
  const timeseries = useQuery<MetricsTimeseriesResponse>(
    read("timeseries", { step: String(stepMs / 1000) }, isOn ? shiftMs(params, stepMs) : 0, isOn),
  );
  const summary = useQuery<MetricsSummaryResponse>(read("summary", {}, weekMs, params.compare === "week"));
  return { before: timeseries.data, earlier: summary.data?.current, error: timeseries.error ?? summary.error };
}

/** Two answers of one moving range may be a bucket apart for a moment; then the others are left out. */
function sourcesOf(
  params: OverviewParams,
  all: MetricsTimeseriesResponse | undefined,
  found: {
    readonly summary: MetricsSummaryResponse | undefined;
    readonly split: MetricsTimeseriesResponse | undefined;
    readonly costs: MetricsTimeseriesResponse | undefined;
    readonly before: MetricsTimeseriesResponse | undefined;
    readonly earlier: MetricsSummaryResponse["current"] | undefined;
  },
): ChartSources | undefined {
  if (all === undefined) return undefined;
  const isSame = (answer: MetricsTimeseriesResponse | undefined) =>
    answer?.startTimes[0] === all.startTimes[0] && answer?.startTimes.length === all.startTimes.length;
  const isOverlaid = found.before?.stepMs === all.stepMs && found.before.startTimes.length === all.startTimes.length;
  const { by, compare, model, spanName } = params;
  return {
    all,
    summary: found.summary,
    earlier: compare === "week" ? found.earlier : undefined,
    split:
      by !== undefined && found.split !== undefined && isSame(found.split) ? { by, answer: found.split } : undefined,
    costs: isSame(found.costs) ? found.costs : undefined,
    before: isOverlaid ? found.before : undefined,
    filter: { model, spanName },
  };
}
