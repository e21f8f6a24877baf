import type { Pool } from "@plumbline/db/pool";
import type { Query } from "@plumbline/query/query";
import { hasContentClause, relax } from "@plumbline/query/relax";
import { checkRange } from "../read/trace-filter";
import type { TraceFilter } from "../read/types";
import { findFewTraces } from "./search-traces";

export interface CountableFilter {
  readonly filter: TraceFilter;
  /** Counts are of more traces than those of the query, and must be shown as such. */
  readonly isUpperBound: boolean;
}

/** So many traces are found and counted exactly. A page that counts must not take the time of the list beside it. */
const countedMax = 1_000;
const budgetMs = 400;

/**
 * What SQL can count: the filter itself, or where its query asks about contents, the traces for which it holds, if these are few;
 * else a filter that holds wherever it does.
 */
export async function countableFilter(pool: Pool, projectId: string, filter: TraceFilter): Promise<CountableFilter> {
  const { query, ...range } = filter;
  if (query === undefined || !hasContentClause(query)) return { filter, isUpperBound: false };
  checkRange(filter);
  const traceIds = await findOnce(pool, projectId, { ...range, query });
  if (traceIds !== undefined) return { filter: { ...range, traceIds }, isUpperBound: false };
  const bound = relax(query);
  return { filter: bound === undefined ? range : { ...range, query: bound }, isUpperBound: true };
}

type Found = Promise<readonly string[] | undefined>;

/** Searches that are under way: a page asks for facets, ranges and the strip of one query at the same time. */
const running = new WeakMap<Pool, Map<string, Found>>();

function findOnce(pool: Pool, projectId: string, filter: TraceFilter & { readonly query: Query }): Found {
  const ofPool = running.get(pool) ?? new Map<string, Found>();
  running.set(pool, ofPool);
  const key = JSON.stringify([projectId, filter]);
  const known = ofPool.get(key);
  if (known !== undefined) return known;
  const found = findIds(pool, projectId, filter).finally(() => ofPool.delete(key));
  ofPool.set(key, found);
  return found;
}

async function findIds(pool: Pool, projectId: string, filter: TraceFilter & { readonly query: Query }): Found {
  const found = await findFewTraces(pool, projectId, {
    fromUs: filter.from.getTime() * 1000,
    toUs: filter.to.getTime() * 1000,
    query: filter.query,
    limit: countedMax,
    budgetMs,
  });
  return found?.map(({ candidate }) => candidate.traceId);
}
