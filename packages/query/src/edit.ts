import type { TextRange } from "./find-text";
import { joinItems, negate, normaliseQuery } from "./normalise";
import { printItem, printQuery } from "./print";
import type { Clause, FieldName, Operator, Query, Value } from "./query";

/** One item of the top-level conjunction: what the filter bar shows as a chip. */
export interface Chip {
  readonly query: Query;
  readonly text: string;
  /** Where `text` stands in `printQuery` of the whole query. */
  readonly range: TextRange;
}

/** The chips of a query, in its order. None for no query; one for a query that is no conjunction. */
export function clausesOf(query: Query | undefined): readonly Chip[] {
  const items = itemsOf(query);
  const [only] = items;
  if (only !== undefined && items.length === 1) {
    const text = printQuery(only);
    return [{ query: only, text, range: { start: 0, end: text.length } }];
  }
  let start = 0;
  return printItems(items).map(([item, text]) => {
    const range = { start, end: start + text.length };
    start = range.end + 1;
    return { query: item, text, range };
  });
}

/** The query and this as well. What already stands there as an item is not added again. */
export function withClause(query: Query | undefined, clause: Query): Query {
  const added = normaliseQuery(clause);
  const known = new Set(itemsOf(query).map(printQuery));
  const fresh = itemsOf(added).filter((item) => !known.has(printQuery(item)));
  return joinItems("and", [...itemsOf(query), ...fresh]) ?? added;
}

/** The query without its item at that index; unchanged where there is none. */
export function withoutItem(query: Query | undefined, index: number): Query | undefined {
  return joinItems(
    "and",
    itemsOf(query).filter((_item, other) => other !== index),
  );
}

/** Another item in the place of one; an `and` puts all of its items there. */
export function replaceItem(query: Query | undefined, index: number, item: Query): Query | undefined {
  const items = itemsOf(query);
  return items[index] === undefined ? query : joinItems("and", items.with(index, item));
}

/** The item at that index turned into its opposite. */
export function negateItem(query: Query | undefined, index: number): Query | undefined {
  const items = itemsOf(query);
  const item = items[index];
  return item === undefined ? query : joinItems("and", items.with(index, negate(item)));
}

/** The values that a facet shows as chosen: of the first item that asks for this field with `=` or `in`. */
export function valuesOf(query: Query | undefined, field: FieldName): readonly Value[] {
  return membership(itemsOf(query), field, false)?.clause.values ?? [];
}

/** The values that a facet shows as excluded: of the first item `!=` or `not in`. */
export function excludedValuesOf(query: Query | undefined, field: FieldName): readonly Value[] {
  return membership(itemsOf(query), field, true)?.clause.values ?? [];
}

/** The query without what a facet shows as chosen and as excluded: what the facet's values are counted over. */
export function withoutValuesOf(query: Query | undefined, field: FieldName): Query | undefined {
  const items = itemsOf(query);
  const shown = [membership(items, field, false)?.index, membership(items, field, true)?.index];
  return shown.every((index) => index === undefined)
    ? query
    : joinItems(
        "and",
        items.filter((_item, index) => !shown.includes(index)),
      );
}

/** Adds the value to those chosen, or takes it away. One that was excluded is chosen and no longer excluded. */
export function toggleValue(query: Query | undefined, field: FieldName, value: Value): Query | undefined {
  return toggle(dropValue(query, field, value, true), field, value, false);
}

/** Adds the value to those excluded, or takes it away. One that was chosen is excluded and no longer chosen. */
export function toggleExcludedValue(query: Query | undefined, field: FieldName, value: Value): Query | undefined {
  return toggle(dropValue(query, field, value, false), field, value, true);
}

/**
 * Sets the bounds that a field has as items of its own, as a drag on a chart does; either may be left out. `from` is included and
 * `to` is not, so that neighbouring ranges share nothing.
 */
export function withRange(
  query: Query | undefined,
  field: FieldName,
  range: { readonly from?: number | undefined; readonly to?: number | undefined },
): Query | undefined {
  const bounds: readonly Operator[] = [">", ">=", "<", "<="];
  const kept = itemsOf(query).filter(
    (item) => !(item.type === "clause" && item.field === field && bounds.includes(item.operator)),
  );
  const from: Query[] = range.from === undefined ? [] : [newClause(field, ">=", [range.from])];
  const to: Query[] = range.to === undefined ? [] : [newClause(field, "<", [range.to])];
  return joinItems("and", [...kept, ...from, ...to]);
}

function itemsOf(query: Query | undefined): readonly Query[] {
  if (query === undefined) return [];
  const normal = normaliseQuery(query);
  return normal.type === "and" ? normal.items : [normal];
}

/** Each item as it stands in the text of all: whether text is quoted depends on its neighbours. */
function printItems(items: readonly Query[]): readonly (readonly [item: Query, text: string])[] {
  return items.map((item) => [item, printItem(item, items)]);
}

interface Membership {
  readonly index: number;
  readonly clause: Clause;
}

function membership(items: readonly Query[], field: FieldName, isExcluded: boolean): Membership | undefined {
  for (const [index, item] of items.entries()) {
    const clause = isExcluded ? (item.type === "not" ? item.item : undefined) : item;
    if (clause?.type !== "clause" || clause.field !== field) continue;
    if (clause.operator === "=" || clause.operator === "in") return { index, clause };
  }
  return undefined;
}

function toggle(query: Query | undefined, field: FieldName, value: Value, isExcluded: boolean): Query | undefined {
  const items = itemsOf(query);
  const found = membership(items, field, isExcluded);
  if (found?.clause.values.includes(value)) return dropValue(query, field, value, isExcluded);
  const clause = newClause(field, "in", [...(found?.clause.values ?? []), value]);
  const item = isExcluded ? negate(clause) : clause;
  return joinItems("and", found === undefined ? [...items, item] : items.with(found.index, item));
}

function dropValue(query: Query | undefined, field: FieldName, value: Value, isExcluded: boolean): Query | undefined {
  const items = itemsOf(query);
  const found = membership(items, field, isExcluded);
  if (!found?.clause.values.includes(value)) return query;
  const values = found.clause.values.filter((other) => other !== value);
  if (values.length === 0) return joinItems("and", items.toSpliced(found.index, 1));
  const clause = newClause(field, "in", values);
  return joinItems("and", items.with(found.index, isExcluded ? negate(clause) : clause));
}

function newClause(field: FieldName, operator: Operator, values: readonly Value[]): Clause {
  return { type: "clause", field, operator, values };
}
