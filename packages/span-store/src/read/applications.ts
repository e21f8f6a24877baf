import type { Pool } from "@plumbline/db/pool";
import { type DurationBin, durationBinSql, quantileMs } from "./duration-histogram";
import { readRows, type Statement } from "./statement";
import { checkRange } from "./trace-filter";
import type { ApplicationSummary } from "./types";

export const applicationsMax = 500;
const pulseBuckets = 24;

interface Range {
  readonly from: Date;
  readonly to: Date;
}

/** One group: of the spark line, or of the durations, where `bin` is null for running traces. */
interface GroupRow {
  readonly application: string;
  readonly is_bucket: boolean;
  readonly bucket: number | null;
  readonly bin: number | null;
  readonly traces: number;
  readonly errors: number;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly min_ns: number;
  readonly max_ns: number;
  readonly last_seen: string;
}

/** Applications with a trace in the range, most traces first; at most `applicationsMax`. */
export async function listApplications(pool: Pool, projectId: string, range: Range): Promise<ApplicationSummary[]> {
  checkRange(range);
  const rows = await readRows<GroupRow>(pool, applicationsStatement(projectId, range));
  const byApplication = new Map<string, GroupRow[]>();
  for (const row of rows) {
    const known = byApplication.get(row.application);
    if (known === undefined) byApplication.set(row.application, [row]);
    else known.push(row);
  }
  return [...byApplication]
    .map(([application, groups]) => summaryOf(application, groups))
    .sort((a, b) => b.traces - a.traces || (a.application < b.application ? -1 : 1))
    .slice(0, applicationsMax);
}

function summaryOf(application: string, groups: readonly GroupRow[]): ApplicationSummary {
  const buckets = groups.filter((group) => group.is_bucket);
  const bins: DurationBin[] = groups.flatMap(({ is_bucket, bin, traces, min_ns, max_ns }) =>
    is_bucket || bin === null ? [] : [{ bin, count: traces, minNs: min_ns, maxNs: max_ns }],
  );
  const pulse = Array.from({ length: pulseBuckets }, () => ({ traces: 0, errors: 0 }));
  for (const { bucket, traces, errors } of buckets) {
    // Rounding can lift a trace at the very end of the range into a bucket behind the last.
    const place = pulse[Math.min(bucket ?? 0, pulseBuckets - 1)];
    if (place === undefined) continue;
    place.traces += traces;
    place.errors += errors;
  }
  return {
    application,
    traces: buckets.reduce((sum, { traces }) => sum + traces, 0),
    errors: buckets.reduce((sum, { errors }) => sum + errors, 0),
    inputTokens: sumOrNull(buckets.map((group) => group.input_tokens)),
    outputTokens: sumOrNull(buckets.map((group) => group.output_tokens)),
    p50Ms: quantileMs(bins, 0.5),
    p95Ms: quantileMs(bins, 0.95),
    lastSeen:
      buckets
        .map((group) => group.last_seen)
        .sort()
        .at(-1) ?? "",
    pulse,
  };
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/**
 * Two passes over trace_list_idx, which holds every column that this reads. Each groups by few keys, so that its table of
 * groups stays in memory; one pass for both would sort a million traces, or hash them into more groups than fit.
 */
export function applicationsStatement(projectId: string, range: Range): Statement {
  const rows = "FROM trace\nWHERE project_id = $1 AND start_time >= $2 AND start_time < $3";
  return {
    text: `SELECT application, floor(date_part('epoch', start_time - $2::timestamptz) * $4)::int AS bucket, NULL::int AS bin,
  true AS is_bucket, count(*)::int AS traces, count(*) FILTER (WHERE status = 2)::int AS errors,
  sum(input_tokens::float8) AS input_tokens, sum(output_tokens::float8) AS output_tokens,
  NULL::float8 AS min_ns, NULL::float8 AS max_ns,
  to_char(max(last_received_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS last_seen
${rows}
GROUP BY application, bucket
UNION ALL
SELECT application, NULL, ${durationBinSql} AS bin,
  false, count(*)::int, 0, NULL, NULL, min(duration_ns)::float8, max(duration_ns)::float8, ''
${rows}
GROUP BY application, bin`,
    values: [
      projectId,
      range.from.toISOString(),
      range.to.toISOString(),
      (pulseBuckets * 1000) / (range.to.getTime() - range.from.getTime()),
    ],
  };
}
