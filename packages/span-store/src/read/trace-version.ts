import type { TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { locateTrace, type TraceBounds } from "./get-trace";
import { readRows, type Statement } from "./statement";

/**
 * Names the content of a trace: it changes with every chunk that arrives, and says the same as long as none does. Chunks
 * never change, so their hashes are enough. Throws `resource.not_found`.
 */
export async function readTraceVersion(pool: Pool, projectId: string, traceId: TraceId): Promise<string> {
  const { bounds } = await locateTrace(pool, projectId, traceId);
  const [row] = await readRows<{ version: string | null }>(pool, versionStatement(projectId, traceId, bounds));
  return row?.version ?? "empty";
}

/** The chunks that a reader of the whole trace would get (payload-chunks.ts), by their key alone. */
export function versionStatement(projectId: string, traceId: TraceId, bounds: TraceBounds): Statement {
  return {
    text: `SELECT count(*) || '-' || encode(sha256(string_agg(int8send(content_hash), '' ORDER BY start_time, content_hash)), 'hex')
  AS version
FROM trace_payload
WHERE project_id = $1 AND trace_id = $2
  AND start_time BETWEEN $3::timestamptz - interval '1 day' AND $4`,
    values: [projectId, traceId, bounds.startIso, bounds.endIso],
  };
}
