import { PlumblineError } from "@plumbline/base/errors";
import type { Pool } from "@plumbline/db/pool";
import type { Query } from "@plumbline/query/query";
import { formatCursor, parseCursor, type TracePosition } from "../read/cursor";
import { readSessionFigures } from "../read/session-figures";
import type { SessionPage, SessionQuery } from "../read/session-types";
import { asReadError } from "../read/statement";
import { checkRange } from "../read/trace-filter";
import { traceIdFromUuid } from "../read/trace-row";
import type { Candidate, SearchPosition } from "./candidate-rows";
import { searchBudgetMs, searchTraces } from "./search-traces";
import { isoOfUs } from "./stored-chunks";

/** A trace of a session for which the query holds: the newest that was met. */
interface FoundSession {
  readonly sessionId: string;
  readonly at: SearchPosition;
}

/** Traces of one look. A page of sessions takes several, until it is full. */
const tracesPerLook = 200;

/**
 * One page of sessions for a query that asks about contents: those of the traces that a search finds, newest first, each where its
 * newest such trace stands. Throws as `listSessions` does.
 */
export async function listFoundSessions(
  pool: Pool,
  projectId: string,
  query: SessionQuery & { readonly query: Query },
  budgetMs = searchBudgetMs,
): Promise<SessionPage> {
  checkRange(query);
  const start = query.cursor === undefined ? undefined : parseCursor(query.cursor, projectId, query);
  try {
    const { found, next, searchedBackToUs } = await findSessions(pool, projectId, query, start, budgetMs);
    const page = found.slice(0, query.limit);
    const last = found.length > query.limit ? page.at(-1)?.at : next;
    return {
      items: await readSessionFigures(
        pool,
        projectId,
        page.map(({ sessionId }) => sessionId),
      ),
      nextCursor: last === undefined ? null : formatCursor(positionOf(last), projectId, query),
      ...(searchedBackToUs === undefined || found.length > query.limit
        ? {}
        : { searchedBackTo: isoOfUs(searchedBackToUs) }),
    };
  } catch (error) {
    throw asReadError(error);
  }
}

interface FoundPage {
  readonly found: readonly FoundSession[];
  readonly next: SearchPosition | undefined;
  readonly searchedBackToUs: number | undefined;
}

/** Up to one more than the limit, to know whether another page follows. */
async function findSessions(
  pool: Pool,
  projectId: string,
  query: SessionQuery & { readonly query: Query },
  start: TracePosition | undefined,
  budgetMs: number,
): Promise<FoundPage> {
  const until = performance.now() + budgetMs;
  const met = new Set<string>();
  const found: FoundSession[] = [];
  let after: SearchPosition | undefined = start === undefined ? undefined : searchPositionOf(start);
  for (;;) {
    const page = await searchTraces(pool, projectId, {
      ...rangeOf(query),
      query: withSession(query.query),
      limit: tracesPerLook,
      budgetMs: Math.max(0, until - performance.now()),
      ...(after === undefined ? {} : { after }),
    });
    const fresh = firstOfEach(
      page.found.map(({ candidate }) => candidate),
      met,
    );
    const shown = start === undefined ? new Set<string>() : await sessionsBefore(pool, projectId, query, start, fresh);
    found.push(...fresh.filter(({ sessionId }) => !shown.has(sessionId)));
    if (found.length > query.limit || page.next === undefined || page.searchedBackToUs !== undefined) {
      return { found: found.slice(0, query.limit + 1), next: page.next, searchedBackToUs: page.searchedBackToUs };
    }
    after = page.next;
  }
}

function withSession(query: Query): Query {
  return { type: "and", items: [query, { type: "clause", field: "session", operator: "exists", values: [] }] };
}

function firstOfEach(candidates: readonly Candidate[], met: Set<string>): FoundSession[] {
  return candidates.flatMap((candidate) => {
    const sessionId = candidate.row.session_id;
    if (sessionId === null || met.has(sessionId)) return [];
    met.add(sessionId);
    return [{ sessionId, at: candidate }];
  });
}

/**
 * Which of the sessions have a matching trace at the position or after it: they stand on a page before. Throws `query.too_slow` where
 * the time does not suffice.
 */
async function sessionsBefore(
  pool: Pool,
  projectId: string,
  query: SessionQuery & { readonly query: Query },
  start: TracePosition,
  sessions: readonly FoundSession[],
): Promise<Set<string>> {
  const before = new Set<string>();
  let after: SearchPosition | undefined;
  for (;;) {
    const open = sessions.map(({ sessionId }) => sessionId).filter((sessionId) => !before.has(sessionId));
    if (open.length === 0) return before;
    const page = await searchTraces(pool, projectId, {
      ...rangeOf(query),
      fromUs: Math.max(rangeOf(query).fromUs, start.key),
      query: { type: "and", items: [query.query, { type: "clause", field: "session", operator: "in", values: open }] },
      limit: tracesPerLook,
      ...(after === undefined ? {} : { after }),
    });
    for (const { candidate } of page.found) {
      const { row, startUs, traceId } = candidate;
      const isBefore = startUs > start.key || (startUs === start.key && traceId >= start.traceId);
      if (isBefore && row.session_id !== null) before.add(row.session_id);
    }
    if (page.next === undefined) return before;
    if (page.searchedBackToUs !== undefined) throw new PlumblineError("query.too_slow");
    after = page.next;
  }
}

function rangeOf({ from, to }: SessionQuery): { fromUs: number; toUs: number } {
  return { fromUs: from.getTime() * 1000, toUs: to.getTime() * 1000 };
}

function positionOf({ startUs, traceId }: SearchPosition): TracePosition {
  return { key: startUs, traceId: traceIdFromUuid(traceId) };
}

function searchPositionOf({ key, traceId }: TracePosition): SearchPosition {
  return { startUs: key, traceId };
}
