import { PlumblineError } from "@plumbline/base/errors";
import type { Pool } from "@plumbline/db/pool";
import type { Query } from "@plumbline/query/query";
import { formatCursor, parseCursor, type TracePosition } from "../read/cursor";
import { asReadError } from "../read/statement";
import { checkRange } from "../read/trace-filter";
import { traceFromRow } from "../read/trace-row";
import type { TracePage, TraceQuery } from "../read/types";
import type { SearchPosition } from "./candidate-rows";
import { searchTraces, type TraceSearchPage } from "./search-traces";
import { isoOfUs } from "./stored-chunks";
import type { VerifiedTrace } from "./verify-traces";

/** So many traces are looked for behind a page to find those just before it. */
const backwardMax = 2_000;

/**
 * One page of a list whose query asks about contents. Newest first only: contents are compared in the order of time, and any
 * other order would mean comparing all of them for the first page. Throws `request.invalid` for another order, and as
 * `listTraces` does.
 */
export async function listFoundTraces(
  pool: Pool,
  projectId: string,
  query: TraceQuery & { readonly query: Query },
  budgetMs?: number,
): Promise<TracePage> {
  checkRange(query);
  if (query.sort !== undefined && (query.sort.field !== "time" || !query.sort.isDescending))
    throw wrongOrder(query.query);
  const position = query.cursor === undefined ? undefined : parseCursor(query.cursor, projectId, query);
  try {
    const read = query.isBackward === true && position !== undefined ? readBefore : readAfter;
    const page = await read(pool, projectId, query, position, budgetMs);
    const cursorAt = (trace: VerifiedTrace | SearchPosition | undefined) => {
      const at = trace !== undefined && "candidate" in trace ? trace.candidate : trace;
      if (at === undefined) return null;
      const key: TracePosition = { key: at.startUs, traceId: at.traceId as TracePosition["traceId"] };
      return formatCursor(key, projectId, query);
    };
    return {
      items: page.found.map(({ candidate, hits }) => ({ ...traceFromRow(candidate.row), hits })),
      nextCursor: cursorAt(page.next),
      prevCursor: cursorAt(page.found[0]),
      hasPrevious: page.hasPrevious,
      ...(page.searchedBackToUs === undefined ? {} : { searchedBackTo: isoOfUs(page.searchedBackToUs) }),
    };
  } catch (error) {
    throw asReadError(error);
  }
}

interface FoundPage extends TraceSearchPage {
  readonly hasPrevious: boolean;
}

type ReadPage = (
  pool: Pool,
  projectId: string,
  query: TraceQuery & { readonly query: Query },
  position: TracePosition | undefined,
  budgetMs: number | undefined,
) => Promise<FoundPage>;

const readAfter: ReadPage = async (pool, projectId, query, position, budgetMs) => {
  const page = await searchTraces(pool, projectId, {
    ...rangeOf(query),
    query: query.query,
    limit: query.limit,
    ...(position === undefined ? {} : { after: { startUs: position.key, traceId: position.traceId } }),
    ...(budgetMs === undefined ? {} : { budgetMs }),
  });
  return { ...page, hasPrevious: position !== undefined };
};

/**
 * The page before a position: everything from the newest trace down to it is found, and the last of that is the page. It is what
 * a live list asks for, where little lies in between. Throws `query.too_slow` where the time does not suffice.
 */
const readBefore: ReadPage = async (pool, projectId, query, position, budgetMs) => {
  const startUs = position?.key ?? 0;
  const traceId = position?.traceId ?? "";
  const range = rangeOf(query);
  const page = await searchTraces(pool, projectId, {
    fromUs: Math.max(range.fromUs, startUs),
    toUs: range.toUs,
    query: query.query,
    limit: backwardMax,
    ...(budgetMs === undefined ? {} : { budgetMs }),
  });
  if (page.next !== undefined) throw new PlumblineError("query.too_slow");
  const before = page.found.filter(({ candidate }) =>
    candidate.startUs === startUs ? candidate.traceId > traceId : candidate.startUs > startUs,
  );
  const found = before.slice(-query.limit);
  return { found, next: found.at(-1)?.candidate, hasPrevious: before.length > found.length };
};

function rangeOf({ from, to }: TraceQuery): { fromUs: number; toUs: number } {
  return { fromUs: from.getTime() * 1000, toUs: to.getTime() * 1000 };
}

function wrongOrder(query: Query): PlumblineError {
  const clause = query.type === "clause" ? ` (${query.field})` : "";
  return new PlumblineError("request.invalid", {
    field: "sort",
    message: `A query about attributes or text${clause} is listed newest first only. Sort by -time, or leave these clauses out.`,
  });
}
