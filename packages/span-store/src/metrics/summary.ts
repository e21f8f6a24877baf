import type { Pool } from "@plumbline/db/pool";
import { checkRange } from "../read/trace-filter";
import { type DueUnits, liveMinutesOf, readDueUnits } from "./due-units";
import { type Measure, measureNames } from "./measure-names";
import { readMeasures } from "./measures";
import { MetricFigures } from "./metric-row";
import { readBuckets } from "./read-buckets";
import { type MetricFilter, selectionOf } from "./timeseries";

export interface MetricsSummary {
  readonly current: Record<Measure, number | null>;
  readonly previous: Record<Measure, number | null>;
  /** Where the range before begins; it ends where this one begins. */
  readonly previousFrom: string;
  /** Minutes of the range that were never counted and are missing in these figures; 0 but for a backlog. */
  readonly uncountedMinutes: number;
}

export async function readSummary(pool: Pool, projectId: string, filter: MetricFilter): Promise<MetricsSummary> {
  checkRange(filter);
  const due = await readDueUnits(pool, projectId);
  const previousFrom = new Date(2 * filter.from.getTime() - filter.to.getTime());
  const [current, previous] = await Promise.all([
    readTotal(pool, projectId, filter, due),
    readTotal(pool, projectId, { ...filter, from: previousFrom, to: filter.from }, due),
  ]);
  return {
    current: readMeasures(current, measureNames),
    previous: readMeasures(previous, measureNames),
    previousFrom: previousFrom.toISOString(),
    uncountedMinutes: liveMinutesOf(due, filter).missing,
  };
}

export async function readTotal(
  pool: Pool,
  projectId: string,
  filter: MetricFilter,
  due: DueUnits,
): Promise<MetricFigures> {
  const [entry] = await readBuckets(pool, projectId, {
    range: filter,
    buckets: { originMs: filter.from.getTime(), stepMs: filter.to.getTime() - filter.from.getTime(), count: 1 },
    selection: selectionOf(filter),
    histograms: ["durations", "ttfts"],
    live: "uncounted",
    due,
  });
  return entry?.buckets.get(0) ?? new MetricFigures();
}
