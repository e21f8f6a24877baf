import type { Pool } from "@plumbline/db/pool";
import { readRows, type Statement } from "./statement";
import type { Freshness } from "./types";

const tracesLookedAt = 200;

export async function readFreshness(pool: Pool, projectId: string): Promise<Freshness> {
  const [row] = await readRows<{ newest: string | null; age_ms: number | null }>(pool, freshnessStatement(projectId));
  const ageMs = row?.age_ms ?? null;
  return { newestReceivedAt: row?.newest ?? null, ageMs: ageMs === null ? null : Math.max(0, ageMs) };
}

/**
 * Looks at the 200 traces that began last, because an index on last_received_at would be written with every chunk. Only
 * where 200 newer traces came first and since then nothing but spans of an older one does the answer lag.
 */
export function freshnessStatement(projectId: string): Statement {
  return {
    text: `SELECT to_char(max(last_received_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS newest,
  (extract(epoch FROM clock_timestamp() - max(last_received_at)) * 1000)::float8 AS age_ms
FROM (
  SELECT last_received_at FROM trace
  WHERE project_id = $1
  ORDER BY start_time DESC, trace_id DESC
  LIMIT ${tracesLookedAt}
) AS newest_traces`,
    values: [projectId],
  };
}
