import type { Pool } from "@plumbline/db/pool";
import { countableFilter } from "../search/countable-filter";
import { type DurationBin, durationBinSql, quantileMs } from "./duration-histogram";
import { readRolledPulse, toRolledFilter } from "./rolled-pulse";
import { newParameterList, readRows, type Statement } from "./statement";
import { rangeConditions, traceConditions } from "./trace-filter";
import type { Pulse, PulseBucket, PulseFigures, TraceFilter } from "./types";

const stepsSeconds = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800,
];
const bucketsWanted = 60;

/** The traces of one bucket whose durations fall into one bin; `bin` is null for running ones. */
interface PulseRow {
  readonly bucket_ms: number;
  readonly bin: number | null;
  readonly traces: number;
  readonly errors: number;
  readonly min_ns: number;
  readonly max_ns: number;
}

/** All buckets of the range, empty ones included; the first begins at or before `from`. */
export async function readPulse(pool: Pool, projectId: string, filter: TraceFilter): Promise<Pulse> {
  const stepMs = pulseStepMs(filter);
  const rolled = stepMs % 60_000 === 0 ? toRolledFilter(filter.query) : undefined;
  if (rolled !== undefined) {
    return { stepMs, isUpperBound: false, ...(await readRolledPulse(pool, projectId, filter, stepMs, rolled)) };
  }
  const { isUpperBound, filter: countable } = await countableFilter(pool, projectId, filter);
  const rows = await readRows<PulseRow>(pool, pulseStatement(projectId, countable, stepMs));
  const found = new Map<number, PulseRow[]>();
  for (const row of rows) {
    const known = found.get(row.bucket_ms);
    if (known === undefined) found.set(row.bucket_ms, [row]);
    else known.push(row);
  }
  const first = Math.floor(filter.from.getTime() / stepMs) * stepMs;
  const buckets: PulseBucket[] = [];
  for (let startMs = first; startMs < filter.to.getTime(); startMs += stepMs) {
    buckets.push({ startTime: new Date(startMs).toISOString(), ...figuresOf(found.get(startMs) ?? []) });
  }
  return { stepMs, isUpperBound, total: figuresOf(rows), buckets };
}

/** Bins of several buckets join, so that the whole range has quantiles of its own: they cannot be had from the buckets'. */
function figuresOf(rows: readonly PulseRow[]): PulseFigures {
  const bins: DurationBin[] = rows.flatMap(({ bin, traces, min_ns, max_ns }) =>
    bin === null ? [] : [{ bin, count: traces, minNs: min_ns, maxNs: max_ns }],
  );
  return {
    traces: rows.reduce((sum, { traces }) => sum + traces, 0),
    errors: rows.reduce((sum, { errors }) => sum + errors, 0),
    p50Ms: quantileMs(bins, 0.5),
    p95Ms: quantileMs(bins, 0.95),
  };
}

/** The smallest of a few steps that people read easily with which the range has at most 60 whole buckets. */
export function pulseStepMs(range: { readonly from: Date; readonly to: Date }): number {
  const lengthSeconds = (range.to.getTime() - range.from.getTime()) / 1000;
  return (stepsSeconds.find((step) => lengthSeconds / step <= bucketsWanted) ?? 604_800) * 1000;
}

/** Running traces are counted; their durations are not final and stay out of the quantiles. */
export function pulseStatement(projectId: string, filter: TraceFilter, stepMs: number): Statement {
  const parameters = newParameterList();
  // A whole trace id is found outside of the range in a list; a strip over the range shows only what lies in it.
  const conditions = [...traceConditions(projectId, filter, parameters), ...rangeConditions(filter, parameters)];
  const step = `${parameters.value(stepMs)}::float8`;
  return {
    text: `SELECT bucket_ms, bin,
  count(*)::int AS traces,
  count(*) FILTER (WHERE status = 2)::int AS errors,
  min(duration_ns)::float8 AS min_ns,
  max(duration_ns)::float8 AS max_ns
FROM (
  SELECT status, duration_ns, floor(date_part('epoch', start_time) * 1000 / ${step}) * ${step} AS bucket_ms,
    ${durationBinSql} AS bin
  FROM trace
  WHERE ${[...new Set(conditions)].join("\n    AND ")}
) AS binned
GROUP BY bucket_ms, bin`,
    values: parameters.values,
  };
}
