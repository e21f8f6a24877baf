import type { Grant } from "@plumbline/base/grant";
import type { Pool } from "@plumbline/db/pool";
import { type ErrorGroupSummary, type ErrorGroupsQuery, readErrorGroups } from "./error-groups";
import { type MetricValues, readMetricValues } from "./metric-values";
import { readSlowestSpans, readUsualDurations, type SlowSpan, type UsualDuration } from "./span-durations";
import { type MetricsSummary, readSummary } from "./summary";
import { type MetricFilter, readTimeseries, type Timeseries, type TimeseriesQuery } from "./timeseries";

type ReadGrant = Grant<"trace:read">;

/**
 * Figures over time, from roll-ups. Minutes that were never counted are read from the traces themselves; others are as they
 * were counted last, which is some 10 s ago where spans come in (two minutes at most under heavy load). Times are those at
 * which traces began: a span that runs in the next hour counts where its trace does. Every member throws `request.invalid`
 * for a range that is empty or longer than 400 days, `query.too_slow` and `store.unavailable`.
 */
export interface MetricsReader {
  readTimeseries(grant: ReadGrant, query: TimeseriesQuery): Promise<Timeseries>;
  /** Totals of the range, and of the equally long one before it. */
  readSummary(grant: ReadGrant, filter: MetricFilter): Promise<MetricsSummary>;
  readSlowestSpans(grant: ReadGrant, filter: MetricFilter): Promise<SlowSpan[]>;
  readErrorGroups(grant: ReadGrant, query: ErrorGroupsQuery): Promise<ErrorGroupSummary[]>;
  /** What the figures of a range can be filtered by. */
  readMetricValues(grant: ReadGrant, range: { readonly from: Date; readonly to: Date }): Promise<MetricValues>;
  /** Of the last seven days, by span name and model. */
  readUsualDurations(grant: ReadGrant, names: readonly string[]): Promise<UsualDuration[]>;
}

export function createMetricsReader({ pool }: { readonly pool: Pool }): MetricsReader {
  return {
    readTimeseries: (grant, query) => readTimeseries(pool, grant.projectId, query),
    readSummary: (grant, filter) => readSummary(pool, grant.projectId, filter),
    readSlowestSpans: (grant, filter) => readSlowestSpans(pool, grant.projectId, filter),
    readErrorGroups: (grant, query) => readErrorGroups(pool, grant.projectId, query),
    readMetricValues: (grant, range) => readMetricValues(pool, grant.projectId, range),
    readUsualDurations: (grant, names) => readUsualDurations(pool, grant.projectId, names),
  };
}
