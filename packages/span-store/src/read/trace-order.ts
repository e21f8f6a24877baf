import { unixNanoToIso } from "@plumbline/base/time";
import type { TracePosition } from "./cursor";
import type { ParameterList } from "./statement";
import { magnitudes } from "./trace-magnitudes";
import type { TraceSort } from "./types";

export const newestFirst: TraceSort = { field: "time", isDescending: true };

/** The order of a page as it is read: a page that precedes is read backwards. */
export interface ReadOrder {
  readonly sort: TraceSort;
  readonly isBackward: boolean;
  readonly after: TracePosition | undefined;
}

/** Columns of a key row beside trace_id, each with the alias that the outer statement sorts by. */
export function keyColumns(sort: TraceSort): string {
  if (sort.field === "time") return "trace.start_time AS sort_key";
  const { sortKey } = magnitudes[sort.field];
  return `${sortKey} AS sort_key`;
}

function direction({ sort, isBackward }: ReadOrder): "ASC" | "DESC" {
  return sort.isDescending === isBackward ? "ASC" : "DESC";
}

/** ORDER BY of rows of `trace`. The class before the key lets PostgreSQL walk the index of classes and sort within one. */
export function orderByRows(order: ReadOrder): string {
  const way = direction(order);
  if (order.sort.field === "time") return `ORDER BY trace.start_time ${way}, trace.trace_id ${way}`;
  const { class: classSql, sortKey } = magnitudes[order.sort.field];
  return `ORDER BY ${classSql} ${way}, ${sortKey} ${way}, trace.trace_id ${way}`;
}

/** ORDER BY of key rows. */
export function orderByKeys(order: ReadOrder, table?: string): string {
  const way = direction(order);
  const prefix = table === undefined ? "" : `${table}.`;
  return `ORDER BY ${prefix}sort_key ${way}, ${prefix}trace_id ${way}`;
}

/** The rows that are read after a position. */
export function positionConditions(order: ReadOrder, parameters: ParameterList): string[] {
  const { after, sort } = order;
  if (after === undefined) return [];
  const beyond = direction(order) === "ASC" ? ">" : "<";
  const traceId = parameters.value(after.traceId);
  if (sort.field === "time") {
    const startTime = parameters.value(unixNanoToIso(BigInt(after.key) * 1000n));
    return [`(trace.start_time, trace.trace_id) ${beyond} (${startTime}, ${traceId})`];
  }
  const { sortKey, sortType, class: classSql, classOf } = magnitudes[sort.field];
  const key = `${parameters.value(after.key)}::${sortType}`;
  return [
    `(${sortKey}, trace.trace_id) ${beyond} (${key}, ${traceId})`,
    // Said again for the index. The class of a missing value stands apart, below all others.
    `${classSql} ${beyond}= ${after.key < 0 ? "-1" : classOf(key)}`,
  ];
}
