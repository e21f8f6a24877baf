import { newParameterList, type ParameterList, type Statement } from "./statement";
import {
  type Branch,
  branchesOf,
  type ClassWalk,
  classRangeConditions,
  classWalkOf,
  inTimeIndex,
  isNarrowedByArray,
} from "./trace-branches";
import { traceConditions } from "./trace-filter";
import { keyColumns, newestFirst, orderByKeys, orderByRows, positionConditions, type ReadOrder } from "./trace-order";
import type { TraceFilter, TraceQuery } from "./types";

/** The newest traces of a filter by their ids alone (`trace_id`), in the order of the list. */
export function newestIdsStatement(projectId: string, filter: TraceFilter, limit: number): Statement {
  const parameters = newParameterList();
  const order: ReadOrder = { sort: newestFirst, isBackward: false, after: undefined };
  const branches = keyBranches(projectId, { ...filter, limit }, order, parameters);
  return { text: keysOf(branches, order, parameters.value(limit)), values: parameters.values };
}

export function conditionsOf(
  projectId: string,
  query: TraceQuery,
  order: ReadOrder,
  parameters: ParameterList,
): string[] {
  return [...traceConditions(projectId, query, parameters), ...positionConditions(order, parameters)];
}

/** One of the alternatives of a query, each of which walks an index of its own. */
export interface KeyBranch {
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
export function keyBranches(
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

/** SQL of the keys (`sort_key`, `trace_id`) of one page. */
export function keysOf(branches: readonly KeyBranch[], order: ReadOrder, limit: string): string {
  const selects = branches.map((branch) => keySelect(branch, order, limit));
  if (selects.length === 1) return selects.join("");
  return `SELECT sort_key, trace_id FROM (\n${selects.map((select) => `(${select})`).join("\nUNION\n")}\n) AS alternatives\n${orderByKeys(order)}\nLIMIT ${limit}`;
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
