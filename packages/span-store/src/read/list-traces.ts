import { PlumblineError } from "@plumbline/base/errors";
import type { Pool } from "@plumbline/db/pool";
import type { Query } from "@plumbline/query/query";
import { hasContentClause } from "@plumbline/query/relax";
import { listFoundTraces } from "../search/list-found-traces";
import { formatCursor, parseCursor } from "./cursor";
import { newParameterList, readRows, type Statement } from "./statement";
import { type Branch, branchesOf } from "./trace-branches";
import { namesOneTrace } from "./trace-filter";
import { conditionsOf, type KeyBranch, keyBranches, keysOf } from "./trace-keys";
import { keyColumns, newestFirst, orderByKeys, orderByRows, type ReadOrder } from "./trace-order";
import { type ListedTraceRow, sortKeyOf, traceColumns, traceFromRow, traceIdFromUuid } from "./trace-row";
import type { TracePage, TraceQuery } from "./types";

export const listLimitMax = 200;

/**
 * One page by keyset. A query that asks about contents is searched: newest first only, and as far back as its time reaches
 * (`searchedBackTo`). Throws `request.invalid` for a bad cursor, range, limit or trace id.
 */
export async function listTraces(pool: Pool, projectId: string, query: TraceQuery): Promise<TracePage> {
  if (asksForContents(query)) return listFoundTraces(pool, projectId, query);
  const rows = await readRows<ListedTraceRow>(pool, traceListStatement(projectId, query));
  const page = rows.slice(0, query.limit);
  const isMore = rows.length > query.limit;
  const isBackward = query.isBackward === true;
  if (isBackward) page.reverse();
  const sort = query.sort ?? newestFirst;
  const cursorAt = (row: ListedTraceRow | undefined) =>
    row === undefined
      ? null
      : formatCursor({ key: sortKeyOf(row, sort.field), traceId: traceIdFromUuid(row.trace_id) }, projectId, query);
  return {
    items: page.map(traceFromRow),
    // A page that was read backwards has the page behind it from which it was asked for.
    nextCursor: isMore || isBackward ? cursorAt(page.at(-1)) : null,
    prevCursor: cursorAt(page[0]),
    hasPrevious: isBackward ? isMore : query.cursor !== undefined,
  };
}

function asksForContents(query: TraceQuery): query is TraceQuery & { readonly query: Query } {
  return query.query !== undefined && hasContentClause(query.query);
}

/** The statement of one page. It asks for one row more than the limit, to know whether another page follows. */
export function traceListStatement(projectId: string, query: TraceQuery): Statement {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > listLimitMax) {
    throw new PlumblineError("request.invalid", {
      field: "limit",
      message: `limit must be a whole number from 1 to ${listLimitMax}.`,
    });
  }
  const parameters = newParameterList();
  const order: ReadOrder = {
    sort: query.sort ?? newestFirst,
    isBackward: query.isBackward === true,
    after: query.cursor === undefined ? undefined : parseCursor(query.cursor, projectId, query),
  };
  const limit = parameters.value(query.limit + 1);
  const text = isRowsRead(query)
    ? rowsText(conditionsOf(projectId, query, order, parameters), order, limit)
    : keysText(keyBranches(projectId, query, order, parameters), order, limit, parameters.value(projectId));
  return { text, values: parameters.values };
}

/**
 * Whether rows are read as they are found. Otherwise their keys are found first, often in an index alone, and only the
 * rows of the page are read, with their previews.
 */
function isRowsRead(query: TraceQuery): boolean {
  if (namesOneTrace(query)) return true;
  const branches = branchesOf(query.query);
  const isTimeOrder = query.sort === undefined || query.sort.field === "time";
  return isTimeOrder && branches.length === 1 && branches[0]?.every(isFoundByIndex) === true;
}

const indexedFields: ReadonlySet<string> = new Set(["application", "session", "user", "evaluation"]);

function isFoundByIndex(item: Branch[number]): boolean {
  if (item.type !== "clause" || item.operator !== "=") return false;
  return indexedFields.has(item.field) || (item.field === "status" && item.values[0] !== "unset");
}

function rowsText(conditions: readonly string[], order: ReadOrder, limit: string): string {
  return `SELECT ${traceColumns}, ${keyColumns(order.sort)}\nFROM trace\nWHERE ${conditions.join("\n  AND ")}\n${orderByRows(order)}\nLIMIT ${limit}`;
}

function keysText(branches: readonly KeyBranch[], order: ReadOrder, limit: string, projectId: string): string {
  return [
    `SELECT ${traceColumns}, page.sort_key`,
    `FROM (\n${keysOf(branches, order, limit)}\n) AS page`,
    `JOIN trace ON trace.project_id = ${projectId} AND trace.trace_id = page.trace_id`,
    orderByKeys(order, "page"),
  ].join("\n");
}
