import type { Pool } from "@plumbline/db/pool";
import type { Query } from "@plumbline/query/query";
import { readDueUnits } from "../metrics/due-units";
import { grains, MetricFigures } from "../metrics/metric-row";
import { readBuckets } from "../metrics/read-buckets";
import type { PulseBucket, PulseFigures } from "./types";

/** What roll-ups of whole traces are told apart by. */
export interface RolledFilter {
  readonly applications?: readonly string[];
  readonly environments?: readonly string[];
}

/** The query in words of the roll-ups; undefined where it asks for more than they know. */
export function toRolledFilter(query: Query | undefined): RolledFilter | undefined {
  const filter: { applications?: string[]; environments?: string[] } = {};
  for (const item of query === undefined ? [] : query.type === "and" ? query.items : [query]) {
    if (item.type !== "clause" || (item.operator !== "=" && item.operator !== "in")) return undefined;
    const name =
      item.field === "application" ? "applications" : item.field === "environment" ? "environments" : undefined;
    // Roll-ups keep traces without an environment under the empty text.
    const values = item.values.filter((value): value is string => typeof value === "string" && value !== "");
    if (name === undefined || values.length < item.values.length) return undefined;
    const known = filter[name];
    filter[name] = known === undefined ? values : known.filter((value) => values.includes(value));
  }
  return filter;
}

/** The pulse of the traces of a range, from roll-ups; of the traces themselves only what those do not say yet. */
export async function readRolledPulse(
  pool: Pool,
  projectId: string,
  range: { readonly from: Date; readonly to: Date },
  stepMs: number,
  { applications, environments }: RolledFilter,
): Promise<{ readonly total: PulseFigures; readonly buckets: PulseBucket[] }> {
  const originMs = Math.floor(range.from.getTime() / stepMs) * stepMs;
  const count = Math.ceil((range.to.getTime() - originMs) / stepMs);
  const [all] = await readBuckets(pool, projectId, {
    range,
    buckets: { originMs, stepMs, count },
    selection: {
      groupBy: [],
      ...(applications === undefined ? { grain: grains.total } : { grain: grains.application, names: applications }),
      ...(environments === undefined ? {} : { environments }),
    },
    histograms: ["durations"],
    live: "traces",
    due: await readDueUnits(pool, projectId),
  });
  const none = new MetricFigures();
  const total = new MetricFigures();
  for (const figures of all?.buckets.values() ?? []) total.add(figures);
  const buckets = Array.from({ length: count }, (_, index) => ({
    startTime: new Date(originMs + index * stepMs).toISOString(),
    ...figuresOf(all?.buckets.get(index) ?? none),
  }));
  return { total: figuresOf(total), buckets };
}

function figuresOf({ count, errors, durations }: MetricFigures): PulseFigures {
  return { traces: count, errors, p50Ms: durations.quantileMs(0.5), p95Ms: durations.quantileMs(0.95) };
}
