import { createHash } from "node:crypto";
import { PlumblineError } from "@plumbline/base/errors";
import type { Pool } from "@plumbline/db/pool";
import { hasContentClause } from "@plumbline/query/relax";
import { searchBudgetMs, searchTraces } from "../search/search-traces";
import { isoOfUs } from "../search/stored-chunks";
import { checkLimit } from "./list-sessions";
import type { UserPage, UserQuery, UserSort, UserSummary } from "./session-types";
import { newParameterList, readRows, type Statement } from "./statement";
import { checkRange, traceConditions } from "./trace-filter";
import { isoMicroseconds } from "./trace-row";
import type { TraceFilter } from "./types";

interface UserRow {
  readonly user_id: string;
  readonly traces: number;
  readonly sessions: number;
  readonly errors: number;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cost: number | null;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly sort_key: string;
  readonly total_users: number;
  readonly total_traces: number;
  readonly total_cost: number | null;
}

/** Whole numbers, so that they add up to the same in every order; what is missing counts as less than everything. */
const sortKeys: Readonly<Record<UserSort, string>> = {
  cost: "coalesce(cost_parts, -1)",
  tokens: "coalesce(input_tokens + output_tokens, input_tokens, output_tokens, -1)",
  traces: "traces::numeric",
  lastSeen: "trunc(extract(epoch FROM last_seen) * 1000000)",
};

/** A millionth of a millionth of a dollar: a price of a token is some of these. */
const costParts = 1e12;

/**
 * One page of users. For a query that asks about contents, the traces that a search finds are added up, as far back as its time
 * reaches (`searchedBackTo`); the next page adds up the same. Throws `request.invalid` for a bad cursor, range or limit.
 */
export async function listUsers(pool: Pool, projectId: string, query: UserQuery): Promise<UserPage> {
  checkLimit(query.limit);
  const place = query.cursor === undefined ? undefined : parsePlace(query.cursor, projectId, query.sort);
  const { filter, searchedBackToUs } = await addedUp(pool, projectId, query, place?.searchedBackToUs);
  const rows = await readRows<UserRow>(
    pool,
    usersStatement(projectId, { ...filter, sort: query.sort, limit: query.limit }, place),
  );
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  const total = rows[0];
  return {
    items: page.map(userFromRow),
    total: {
      users: total?.total_users ?? 0,
      traces: total?.total_traces ?? 0,
      cost: total?.total_cost ?? null,
    },
    nextCursor: last === undefined ? null : formatPlace(last, projectId, query.sort, searchedBackToUs),
    ...(searchedBackToUs === undefined ? {} : { searchedBackTo: isoOfUs(searchedBackToUs) }),
  };
}

/** More traces are not added up one by one. */
const foundMax = 10_000;

/** What SQL adds up. @param endedUs Where the search of the page before ended. */
async function addedUp(
  pool: Pool,
  projectId: string,
  { query, from, to }: UserQuery,
  endedUs: number | undefined,
): Promise<{ readonly filter: TraceFilter; readonly searchedBackToUs: number | undefined }> {
  const range = { from, to };
  if (query === undefined || !hasContentClause(query)) {
    return { filter: { ...range, ...(query === undefined ? {} : { query }) }, searchedBackToUs: undefined };
  }
  checkRange(range);
  const page = await searchTraces(pool, projectId, {
    fromUs: Math.max(from.getTime() * 1000, endedUs ?? 0),
    toUs: to.getTime() * 1000,
    query: { type: "and", items: [query, { type: "clause", field: "user", operator: "exists", values: [] }] },
    limit: foundMax,
    // What was found in the time of the page before must be found again, whatever else the machine does.
    ...(endedUs === undefined ? {} : { budgetMs: searchBudgetMs * 3 }),
  });
  return {
    filter: { ...range, traceIds: page.found.map(({ candidate }) => candidate.traceId) },
    searchedBackToUs: page.searchedBackToUs ?? page.next?.startUs ?? endedUs,
  };
}

function userFromRow(row: UserRow): UserSummary {
  return {
    userId: row.user_id,
    traces: row.traces,
    sessions: row.sessions,
    errors: row.errors,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cost: row.cost,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
  };
}

/**
 * One walk over trace_user_idx, which holds everything that is added up. Sessions are counted for the users of the page only:
 * counting them for all would sort all traces.
 */
export function usersStatement(
  projectId: string,
  query: Pick<UserQuery, "sort" | "limit"> & TraceFilter,
  place?: Place,
): Statement {
  const parameters = newParameterList();
  const conditions = traceConditions(projectId, query, parameters).join("\n    AND ");
  const after =
    place === undefined
      ? ""
      : `WHERE (${sortKeys[query.sort]}, user_id) < (${parameters.value(place.key)}::numeric, ${parameters.value(place.userId)})`;
  return {
    text: `WITH by_user AS MATERIALIZED (
  SELECT trace.user_id, count(*)::int AS traces, (count(*) FILTER (WHERE trace.status = 2))::int AS errors,
    sum(trace.input_tokens) AS input_tokens, sum(trace.output_tokens) AS output_tokens,
    sum((trace.cost * ${costParts})::bigint) AS cost_parts,
    min(trace.start_time) AS first_seen, max(trace.start_time) AS last_seen
  FROM trace
  WHERE ${conditions}
    AND trace.user_id IS NOT NULL
  GROUP BY trace.user_id
), page AS (
  SELECT *, ${sortKeys[query.sort]} AS sort_key FROM by_user ${after}
  ORDER BY sort_key DESC, user_id DESC
  LIMIT ${parameters.value(query.limit + 1)}
), total AS (
  SELECT count(*)::int AS users, coalesce(sum(traces), 0)::int AS traces, sum(cost_parts) AS cost_parts FROM by_user
)
SELECT page.user_id, page.traces, sessions.count AS sessions, page.errors, page.input_tokens::float8, page.output_tokens::float8,
  (page.cost_parts / ${costParts})::float8 AS cost,
  ${isoMicroseconds("page.first_seen")} AS first_seen, ${isoMicroseconds("page.last_seen")} AS last_seen,
  page.sort_key::text AS sort_key, total.users AS total_users, total.traces AS total_traces,
  (total.cost_parts / ${costParts})::float8 AS total_cost
FROM page
CROSS JOIN total
CROSS JOIN LATERAL (
  SELECT count(DISTINCT trace.session_id)::int AS count FROM trace WHERE ${conditions} AND trace.user_id = page.user_id
) AS sessions
ORDER BY page.sort_key DESC, page.user_id DESC`,
    values: parameters.values,
  };
}

interface Place {
  readonly key: string;
  readonly userId: string;
  readonly searchedBackToUs?: number;
}

function formatPlace(row: UserRow, projectId: string, sort: UserSort, searchedBackToUs: number | undefined): string {
  const key = searchedBackToUs === undefined ? row.sort_key : `${row.sort_key} ${searchedBackToUs}`;
  const body = JSON.stringify([key, row.user_id]);
  return Buffer.from(JSON.stringify([digestOf(body, projectId, sort), body])).toString("base64url");
}

function parsePlace(cursor: string, projectId: string, sort: UserSort): Place {
  const parsed = readPair(Buffer.from(cursor, "base64url").toString());
  const body =
    parsed !== undefined && parsed[0] === digestOf(parsed[1], projectId, sort) ? readPair(parsed[1]) : undefined;
  const match = body && /^(-?\d{1,40}(?:\.\d{1,20})?)(?: (\d{1,16}))?$/.exec(body[0]);
  if (!body || !match?.[1]) {
    throw new PlumblineError("request.invalid", {
      field: "cursor",
      message:
        "The cursor is not one that this list gave. Send nextCursor of the page before, unchanged, with the same order; or leave it out to start at the first page.",
    });
  }
  return { key: match[1], userId: body[1], ...(match[2] === undefined ? {} : { searchedBackToUs: Number(match[2]) }) };
}

/** Not a secret: it tells a cursor of another project or order from one of this list. */
function digestOf(body: string, projectId: string, sort: UserSort): string {
  return createHash("sha256").update(`${projectId} ${sort} ${body}`).digest("base64url").slice(0, 8);
}

function readPair(text: string): [string, string] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    const [first, second] = value as unknown[];
    return typeof first === "string" && typeof second === "string" ? [first, second] : undefined;
  } catch {
    // Not JSON: not ours, which the caller says in words.
    return undefined;
  }
}
