import { isPathField } from "./fields";
import type { HasSpan, Query } from "./query";

/** Whether a query asks about what only the contents of spans tell: attributes, resources, text. */
export function hasContentClause(query: Query): boolean {
  switch (query.type) {
    case "and":
    case "or":
      return query.items.some(hasContentClause);
    case "not":
    case "has":
      return hasContentClause(query.item);
    case "text":
      return true;
    case "clause":
      return isPathField(query.field);
  }
}

/**
 * A query without content clauses that holds wherever this one does, so that rows can narrow a search before contents are read.
 * Undefined where nothing is left to ask.
 */
export function relax(query: Query): Query | undefined {
  const bound = boundOf(query, true);
  return typeof bound === "boolean" ? undefined : bound;
}

/** A query, or what holds always (true) or never (false). */
type Bound = Query | boolean;

/** What holds wherever the query does (`isUpper`), or only where it does. They change places under `not`. */
function boundOf(query: Query, isUpper: boolean): Bound {
  switch (query.type) {
    case "and":
    case "or":
      return join(
        query.type,
        query.items.map((item) => boundOf(item, isUpper)),
      );
    case "not": {
      const item = boundOf(query.item, !isUpper);
      if (typeof item === "boolean") return !item;
      return item.type === "not" ? item.item : { type: "not", item };
    }
    case "has":
      return boundOfSpan(query, isUpper);
    case "text":
      return isUpper;
    case "clause":
      return isPathField(query.field) ? isUpper : query;
  }
}

/** Of "a span with these words and that kind" the upper bound is "a span of that kind". */
function boundOfSpan(query: HasSpan, isUpper: boolean): Bound {
  const item = boundOf(query.item, isUpper);
  return typeof item === "boolean" ? item : { type: "has", item };
}

function join(type: "and" | "or", bounds: readonly Bound[]): Bound {
  const isDecidedBy = type === "or";
  if (bounds.includes(isDecidedBy)) return isDecidedBy;
  const items = bounds.filter((bound) => typeof bound !== "boolean");
  const [first, ...others] = items.flatMap((item) => (item.type === type ? item.items : [item]));
  if (first === undefined) return !isDecidedBy;
  return others.length === 0 ? first : { type, items: [first, ...others] };
}
