import type { Pool } from "@plumbline/db/pool";
import { newParameterList, readRows, type Statement } from "./statement";
import { traceConditions } from "./trace-filter";
import type { Pulse, PulseFigures, TraceFilter } from "./types";

const stepsMs = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800,
].map((seconds) => seconds * 1000);
const bucketsWanted = 60;

interface PulseRow {
  /** Null: the whole range. */
  readonly bucket_ms: bigint | null;
  readonly traces: number;
  readonly errors: number;
  readonly quantiles_ns: number[] | null;
}

/** All buckets of the range, empty ones included; the first begins at or before `from`. */
export async function readPulse(pool: Pool, projectId: string, filter: TraceFilter): Promise<Pulse> {
  const stepMs = pulseStepMs(filter);
  const rows = await readRows<PulseRow>(pool, pulseStatement(projectId, filter, stepMs));
  const found = new Map(rows.map((row) => [row.bucket_ms === null ? null : Number(row.bucket_ms), row]));
  const first = Math.floor(filter.from.getTime() / stepMs) * stepMs;
  const buckets: Pulse["buckets"][number][] = [];
  for (let startMs = first; startMs < filter.to.getTime(); startMs += stepMs) {
    buckets.push({ startTime: new Date(startMs).toISOString(), ...figuresOf(found.get(startMs)) });
  }
  return { stepMs, total: figuresOf(found.get(null)), buckets };
}

function figuresOf(row: PulseRow | undefined): PulseFigures {
  return {
    traces: row?.traces ?? 0,
    errors: row?.errors ?? 0,
    p50Ms: msFromNs(row?.quantiles_ns?.[0]),
    p95Ms: msFromNs(row?.quantiles_ns?.[1]),
  };
}

/** The smallest of a few steps that people read easily with which the range has at most 60 whole buckets. */
export function pulseStepMs(range: { readonly from: Date; readonly to: Date }): number {
  const lengthMs = range.to.getTime() - range.from.getTime();
  return stepsMs.find((step) => lengthMs / step <= bucketsWanted) ?? 604_800_000;
}

/**
 * Running traces are counted; their durations are not final and stay out of the quantiles. The second grouping set is the
 * whole range: a quantile of all traces cannot be had from those of the buckets.
 */
export function pulseStatement(projectId: string, filter: TraceFilter, stepMs: number): Statement {
  const parameters = newParameterList();
  // A whole trace id is found outside of the range in a list; a strip over the range shows only what lies in it.
  const conditions = traceConditions(projectId, filter, parameters);
  const range = `start_time >= ${parameters.value(filter.from.toISOString())} AND start_time < ${parameters.value(filter.to.toISOString())}`;
  const step = parameters.value(stepMs);
  return {
    text: `SELECT floor(extract(epoch FROM start_time) * 1000 / ${step})::bigint * ${step} AS bucket_ms,
  count(*)::int AS traces,
  count(*) FILTER (WHERE status = 2)::int AS errors,
  percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY duration_ns) FILTER (WHERE NOT is_running) AS quantiles_ns
FROM trace
WHERE ${[...conditions, range].join("\n  AND ")}
GROUP BY GROUPING SETS ((1), ())`,
    values: parameters.values,
  };
}

export function msFromNs(ns: number | undefined | null): number | null {
  return ns === undefined || ns === null ? null : ns / 1e6;
}
