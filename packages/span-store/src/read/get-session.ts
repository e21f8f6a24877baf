import { PlumblineError } from "@plumbline/base/errors";
import { storableText } from "@plumbline/base/json";
import { unixNanoToIso } from "@plumbline/base/time";
import type { Pool } from "@plumbline/db/pool";
import type { Clause } from "@plumbline/query/query";
import { formatCursor, parseCursor } from "./cursor";
import { checkLimit } from "./list-sessions";
import { readSessionFigures } from "./session-figures";
import type { SessionDetail } from "./session-types";
import { newParameterList, readRows } from "./statement";
import { type TraceRow, traceColumns, traceFromRow, traceIdFromUuid } from "./trace-row";

/** A session with a page of its traces in order of time. Throws `resource.not_found` where no trace names it. */
export async function getSession(
  pool: Pool,
  projectId: string,
  text: string,
  page: { readonly cursor?: string; readonly limit: number },
): Promise<SessionDetail> {
  checkLimit(page.limit);
  const sessionId = storableText(text);
  const [figures, slowest, rows] = await Promise.all([
    readSessionFigures(pool, projectId, [sessionId]),
    readSlowest(pool, projectId, sessionId),
    readTraceRows(pool, projectId, sessionId, page),
  ]);
  const [session] = figures;
  if (session === undefined || slowest === undefined) {
    throw new PlumblineError("resource.not_found", {
      field: "sessionId",
      message: "No trace of this project names this session, or its traces have been removed.",
    });
  }
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  return {
    session,
    slowestTraceId: slowest,
    traces: shown.map(traceFromRow),
    nextCursor:
      last === undefined
        ? null
        : formatCursor(
            { key: Number(last.start_time_us), traceId: traceIdFromUuid(last.trace_id) },
            projectId,
            scopeOf(sessionId),
          ),
  };
}

async function readSlowest(pool: Pool, projectId: string, sessionId: string) {
  const [row] = await readRows<{ trace_id: string }>(pool, {
    text: `SELECT trace_id FROM trace WHERE project_id = $1 AND session_id = $2
ORDER BY duration_ns DESC, start_time, trace_id
LIMIT 1`,
    values: [projectId, sessionId],
  });
  return row === undefined ? undefined : traceIdFromUuid(row.trace_id);
}

async function readTraceRows(
  pool: Pool,
  projectId: string,
  sessionId: string,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<TraceRow[]> {
  const parameters = newParameterList();
  const conditions = [
    `trace.project_id = ${parameters.value(projectId)}`,
    `trace.session_id = ${parameters.value(sessionId)}`,
  ];
  if (cursor !== undefined) {
    const { key, traceId } = parseCursor(cursor, projectId, scopeOf(sessionId));
    const time = parameters.value(unixNanoToIso(BigInt(key) * 1000n));
    conditions.push(`(trace.start_time, trace.trace_id) > (${time}, ${parameters.value(traceId)})`);
  }
  return readRows<TraceRow>(pool, {
    text: `SELECT ${traceColumns}
FROM trace
WHERE ${conditions.join("\n  AND ")}
ORDER BY trace.start_time, trace.trace_id
LIMIT ${parameters.value(limit + 1)}`,
    values: parameters.values,
  });
}

/** A cursor of one session is none of another. */
function scopeOf(sessionId: string) {
  const clause: Clause = { type: "clause", field: "session", operator: "=", values: [sessionId] };
  return { query: clause, sort: { field: "time", isDescending: false } as const };
}
