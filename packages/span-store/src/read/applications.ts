import type { Pool } from "@plumbline/db/pool";
import { msFromNs } from "./pulse";
import { readRows, type Statement } from "./statement";
import { checkRange } from "./trace-filter";
import type { ApplicationSummary } from "./types";

export const applicationsMax = 500;
const pulseBuckets = 24;

interface Range {
  readonly from: Date;
  readonly to: Date;
}

interface ApplicationRow {
  readonly application: string;
  readonly traces: number;
  readonly errors: number;
  readonly input_tokens: string | null;
  readonly output_tokens: string | null;
  readonly quantiles_ns: number[] | null;
  readonly last_seen: string;
}

interface BucketRow {
  readonly application: string;
  readonly bucket: number;
  readonly traces: number;
  readonly errors: number;
}

/** Applications with a trace in the range, most traces first; at most `applicationsMax`. */
export async function listApplications(pool: Pool, projectId: string, range: Range): Promise<ApplicationSummary[]> {
  checkRange(range);
  const [applications, buckets] = await Promise.all([
    readRows<ApplicationRow>(pool, applicationsStatement(projectId, range)),
    readRows<BucketRow>(pool, applicationPulseStatement(projectId, range)),
  ]);
  const pulses = new Map(applications.map((row) => [row.application, emptyPulse()]));
  for (const { application, bucket, traces, errors } of buckets) {
    const pulse = pulses.get(application);
    if (pulse !== undefined && bucket < pulseBuckets) pulse[bucket] = { traces, errors };
  }
  return applications.map((row) => ({
    application: row.application,
    traces: row.traces,
    errors: row.errors,
    inputTokens: row.input_tokens === null ? null : Number(row.input_tokens),
    outputTokens: row.output_tokens === null ? null : Number(row.output_tokens),
    p50Ms: msFromNs(row.quantiles_ns?.[0]),
    p95Ms: msFromNs(row.quantiles_ns?.[1]),
    lastSeen: row.last_seen,
    pulse: pulses.get(row.application) ?? emptyPulse(),
  }));
}

function emptyPulse(): { traces: number; errors: number }[] {
  return Array.from({ length: pulseBuckets }, () => ({ traces: 0, errors: 0 }));
}

export function applicationsStatement(projectId: string, range: Range): Statement {
  return {
    text: `SELECT application,
  count(*)::int AS traces,
  count(*) FILTER (WHERE status = 2)::int AS errors,
  sum(input_tokens) AS input_tokens,
  sum(output_tokens) AS output_tokens,
  percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY duration_ns) FILTER (WHERE NOT is_running) AS quantiles_ns,
  to_char(max(last_received_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS last_seen
FROM trace
WHERE project_id = $1 AND start_time >= $2 AND start_time < $3
GROUP BY application
ORDER BY traces DESC, application
LIMIT ${applicationsMax}`,
    values: [projectId, range.from.toISOString(), range.to.toISOString()],
  };
}

export function applicationPulseStatement(projectId: string, range: Range): Statement {
  return {
    text: `SELECT application,
  floor(extract(epoch FROM start_time - $2::timestamptz) / extract(epoch FROM $3::timestamptz - $2::timestamptz) * ${pulseBuckets})::int AS bucket,
  count(*)::int AS traces,
  count(*) FILTER (WHERE status = 2)::int AS errors
FROM trace
WHERE project_id = $1 AND start_time >= $2 AND start_time < $3
GROUP BY application, bucket`,
    values: [projectId, range.from.toISOString(), range.to.toISOString()],
  };
}
