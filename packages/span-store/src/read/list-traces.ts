import { PlumblineError } from "@plumbline/base/errors";
import type { Pool } from "@plumbline/db/pool";
import type { Query } from "@plumbline/query/query";
import { hasContentClause } from "@plumbline/query/relax";
import { listFoundTraces } from "../search/list-found-traces";
import { formatCursor, parseCursor } from "./cursor";
import { newParameterList, type ParameterList, readRows, type Statement } from "./statement";
import {
  type Branch,
  branchesOf,
  type ClassWalk,
  classRangeConditions,
  classWalkOf,
  inTimeIndex,
  isNarrowedByArray,
} from "./trace-branches";
import { namesOneTrace, traceConditions } from "./trace-filter";
import { keyColumns, newestFirst, orderByKeys, orderByRows, positionConditions, type ReadOrder } from "./trace-order";
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

function conditionsOf(projectId: string, query: TraceQuery, order: ReadOrder, parameters: ParameterList): string[] {
  return [...traceConditions(projectId, query, parameters), ...positionConditions(order, parameters)];
}

function rowsText(conditions: readonly string[], order: ReadOrder, limit: string): string {
  return `SELECT ${traceColumns}, ${keyColumns(order.sort)}\nFROM trace\nWHERE ${conditions.join("\n  AND ")}\n${orderByRows(order)}\nLIMIT ${limit}`;
}

interface KeyBranch {
  readonly conditions: readonly string[];
  readonly walk: ClassWalk | undefined;
  /** Set where an array narrows the branch. */
  readonly array?: {
    /** What an index in the order of time answers by itself. */
    readonly inTimeIndex: readonly string[];
    /** Classes of the numbers that are asked for, by which few may be found sooner than by the array. */
    readonly ofClasses: readonly string[];
  };
}

/** In the order of time, alternatives and classes are branches. Sorted by a number, one walk over its classes sees all. */
function keyBranches(
  projectId: string,
  query: TraceQuery,
  order: ReadOrder,
  parameters: ParameterList,
): readonly KeyBranch[] {
  if (order.sort.field !== "time") {
    return [{ conditions: conditionsOf(projectId, query, order, parameters), walk: undefined }];
  }
  return branchesOf(query.query).map((branch) => {
    const { query: _, ...whole } = query;
    const conditionsOfItems = (items: Branch) =>
      conditionsOf(projectId, { ...whole, ...queryOf(items) }, order, parameters);
    const conditions = conditionsOfItems(branch);
    if (!isNarrowedByArray(branch)) return { conditions, walk: classWalkOf(branch, parameters) };
    const array = {
      inTimeIndex: conditionsOfItems(inTimeIndex(branch)),
      ofClasses: classRangeConditions(branch, parameters),
    };
    return { conditions, walk: undefined, array };
  });
}

function queryOf(branch: Branch): Pick<TraceQuery, "query"> {
  const [first, ...others] = branch;
  if (first === undefined) return {};
  return { query: others.length === 0 ? first : { type: "and", items: branch } };
}

function keysText(branches: readonly KeyBranch[], order: ReadOrder, limit: string, projectId: string): string {
  const selects = branches.map((branch) => keySelect(branch, order, limit));
  const keys =
    selects.length === 1
      ? selects.join("")
      : `SELECT sort_key, trace_id FROM (\n${selects.map((select) => `(${select})`).join("\nUNION\n")}\n) AS alternatives\n${orderByKeys(order)}\nLIMIT ${limit}`;
  return [
    `SELECT ${traceColumns}, page.sort_key`,
    `FROM (\n${keys}\n) AS page`,
    `JOIN trace ON trace.project_id = ${projectId} AND trace.trace_id = page.trace_id`,
    orderByKeys(order, "page"),
  ].join("\n");
}

function keySelect(branch: KeyBranch, order: ReadOrder, limit: string): string {
  const { conditions, walk, array } = branch;
  const columns = `SELECT ${keyColumns(order.sort)}, trace.trace_id FROM trace`;
  if (array !== undefined) return arrayKeysText(conditions, array, order, limit);
  if (walk === undefined) {
    return `${columns}\nWHERE ${conditions.join("\n  AND ")}\n${orderByRows(order)}\nLIMIT ${limit}`;
  }
  return [
    `SELECT of_class.sort_key, of_class.trace_id FROM generate_series(${walk.first}, ${walk.last}) AS class(number), LATERAL (`,
    columns,
    `WHERE ${[...conditions, `${walk.class} = class.number`].join("\n  AND ")}`,
    orderByRows(order),
    `LIMIT ${limit}`,
    ") AS of_class",
    orderByKeys(order, "of_class"),
    `LIMIT ${limit}`,
  ].join("\n");
}

/** Traces that are looked at in the order of time before the GIN index is asked. */
const newestMax = 2_000;
/** Traces that the GIN index gives and are sorted; of more, 51 are found sooner in the order of time. */
const fewMax = 8_000;

/**
 * Keys of the traces whose array holds a value. How many those are the planner knows for the commonest values only, and a wrong
 * guess costs seconds. So it is found out: the newest traces fill the page where the value is common; else the GIN index
 * gives all of them, where they are few; else the range is walked. What is not needed is not run (a one-time filter).
 */
function arrayKeysText(
  conditions: readonly string[],
  array: NonNullable<KeyBranch["array"]>,
  order: ReadOrder,
  limit: string,
): string {
  const keys = `SELECT ${keyColumns(order.sort)}, trace.trace_id`;
  const where = `WHERE ${conditions.join("\n  AND ")}`;
  const isUnfilled = `(SELECT count(*) FROM newest) < ${limit}`;
  const isFew = `(SELECT count(*) FROM few) <= ${fewMax}`;
  return [
    "WITH newest AS MATERIALIZED (",
    `${keys} FROM (`,
    `SELECT trace.* FROM trace\nWHERE ${array.inTimeIndex.join("\n  AND ")}\n${orderByRows(order)}\nLIMIT ${newestMax}`,
    `) AS trace\n${where}\n${orderByRows(order)}\nLIMIT ${limit}`,
    "), few AS MATERIALIZED (",
    `${keys} FROM trace\n${[where, ...array.ofClasses, isUnfilled].join("\n  AND ")}\nLIMIT ${fewMax + 1}`,
    ")",
    `(SELECT sort_key, trace_id FROM newest WHERE NOT ${isUnfilled})`,
    "UNION ALL",
    `(SELECT sort_key, trace_id FROM few WHERE ${isFew} ${orderByKeys(order)} LIMIT ${limit})`,
    "UNION ALL",
    `(${keys} FROM trace\n${where}\n  AND NOT ${isFew}\n${orderByRows(order)}\nLIMIT ${limit})`,
  ].join("\n");
}
