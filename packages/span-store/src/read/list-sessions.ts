import { PlumblineError } from "@plumbline/base/errors";
import { unixNanoToIso } from "@plumbline/base/time";
import type { Pool } from "@plumbline/db/pool";
import { hasContentClause } from "@plumbline/query/relax";
import { listFoundSessions } from "../search/list-found-sessions";
import { formatCursor, parseCursor, type TracePosition } from "./cursor";
import { listLimitMax } from "./list-traces";
import { readSessionFigures } from "./session-figures";
import type { SessionPage, SessionQuery } from "./session-types";
import { newParameterList, readRows, type Statement } from "./statement";
import { traceConditions } from "./trace-filter";
import { traceIdFromUuid } from "./trace-row";
import type { TraceFilter } from "./types";

/** The newest matching trace of a session: what the list is sorted by. */
interface Activity {
  readonly sessionId: string;
  readonly position: TracePosition;
}

interface ActivityRow {
  readonly session_id: string;
  readonly trace_id: string;
  readonly start_time_us: bigint;
}

/**
 * Rows of one look back in time. The next one takes four times as many where few of them led to a session that was not met:
 * long sessions; but no more where rows are rare, because finding more of them than the page needs is what costs then.
 */
const firstRows = 400;
const rowsMax = 12_800;
/** Sessions of more traces than this are long. */
const rowsPerSessionMax = 20;

/**
 * One page of sessions, by their newest matching trace. Walks traces from the newest backwards and leaves out those of
 * sessions that it has met: a page of short sessions is one look, and a session of a million traces is passed in an index.
 * A query that asks about contents is searched, as far back as its time reaches (`searchedBackTo`).
 * Throws `request.invalid` for a bad cursor, range or limit.
 */
export async function listSessions(pool: Pool, projectId: string, query: SessionQuery): Promise<SessionPage> {
  checkLimit(query.limit);
  const { query: asked } = query;
  if (asked !== undefined && hasContentClause(asked)) {
    return listFoundSessions(pool, projectId, { ...query, query: asked });
  }
  const found = await findActivities(pool, projectId, query);
  const page = found.slice(0, query.limit);
  const last = found.length > query.limit ? page.at(-1) : undefined;
  return {
    items: await readSessionFigures(
      pool,
      projectId,
      page.map(({ sessionId }) => sessionId),
    ),
    nextCursor: last === undefined ? null : formatCursor(last.position, projectId, query),
  };
}

export function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= listLimitMax) return;
  throw new PlumblineError("request.invalid", {
    field: "limit",
    message: `limit must be a whole number from 1 to ${listLimitMax}.`,
  });
}

/** Up to one more than the limit, to know whether another page follows. */
async function findActivities(pool: Pool, projectId: string, query: SessionQuery): Promise<Activity[]> {
  const start = query.cursor === undefined ? undefined : parseCursor(query.cursor, projectId, query);
  const found: Activity[] = [];
  const met = new Set<string>();
  let position = start;
  for (let rowsPerLook = firstRows; ; ) {
    const statement = activityStatement(projectId, query, position, [...met], rowsPerLook);
    const rows = await readRows<ActivityRow>(pool, statement);
    const fresh = firstOfEach(rows, met);
    const shownBefore =
      start === undefined || fresh.length === 0
        ? new Set<string>()
        : await sessionsFrom(pool, projectId, query, start, fresh);
    found.push(...fresh.filter(({ sessionId }) => !shownBefore.has(sessionId)));
    const last = rows.at(-1);
    if (found.length > query.limit || last === undefined || rows.length < rowsPerLook)
      return found.slice(0, query.limit + 1);
    position = positionOf(last);
    if (fresh.length < firstRows / rowsPerSessionMax) rowsPerLook = Math.min(rowsPerLook * 4, rowsMax);
  }
}

function firstOfEach(rows: readonly ActivityRow[], met: Set<string>): Activity[] {
  return rows.flatMap((row) => {
    if (met.has(row.session_id)) return [];
    met.add(row.session_id);
    return [{ sessionId: row.session_id, position: positionOf(row) }];
  });
}

function positionOf(row: ActivityRow): TracePosition {
  return { key: Number(row.start_time_us), traceId: traceIdFromUuid(row.trace_id) };
}

/** Traces with a session, newest first, from a position on, without the sessions that were met. */
export function activityStatement(
  projectId: string,
  filter: TraceFilter,
  position: TracePosition | undefined,
  met: readonly string[],
  limit: number,
): Statement {
  const parameters = newParameterList();
  const conditions = [...traceConditions(projectId, filter, parameters), "trace.session_id IS NOT NULL"];
  if (position !== undefined) {
    const time = parameters.value(isoOf(position));
    conditions.push(`(trace.start_time, trace.trace_id) < (${time}, ${parameters.value(position.traceId)})`);
  }
  if (met.length > 0) conditions.push(`trace.session_id <> ALL (${parameters.value([...met])}::text[])`);
  return {
    text: `SELECT trace.session_id, trace.trace_id, (extract(epoch FROM trace.start_time) * 1000000)::bigint AS start_time_us
FROM trace
WHERE ${conditions.join("\n  AND ")}
ORDER BY trace.start_time DESC, trace.trace_id DESC
LIMIT ${parameters.value(limit)}`,
    values: parameters.values,
  };
}

/**
 * Which of the sessions have a matching trace at the position or after it: they stand on a page before. One look into an index
 * for each; as a plain EXISTS the planner may read all traces after the position instead.
 */
async function sessionsFrom(
  pool: Pool,
  projectId: string,
  filter: TraceFilter,
  position: TracePosition,
  sessions: readonly Activity[],
): Promise<Set<string>> {
  const parameters = newParameterList();
  const conditions = traceConditions(projectId, filter, parameters);
  const time = parameters.value(isoOf(position));
  conditions.push(`(trace.start_time, trace.trace_id) >= (${time}, ${parameters.value(position.traceId)})`);
  const ids = parameters.value(sessions.map(({ sessionId }) => sessionId));
  const rows = await readRows<{ session_id: string }>(pool, {
    text: `SELECT page.session_id
FROM unnest(${ids}::text[]) AS page (session_id)
CROSS JOIN LATERAL (
  SELECT FROM trace WHERE trace.session_id = page.session_id AND ${conditions.join("\n    AND ")}
  LIMIT 1
) AS shown`,
    values: parameters.values,
  });
  return new Set(rows.map((row) => row.session_id));
}

function isoOf(position: TracePosition): string {
  return unixNanoToIso(BigInt(position.key) * 1000n);
}
