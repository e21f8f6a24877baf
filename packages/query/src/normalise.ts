import { storableText } from "@plumbline/base/json";
import { parsePath } from "@plumbline/span/extraction/path";
import { renderPath } from "@plumbline/span/extraction/render-path";
import { isPathField } from "./fields";
import type { Clause, FieldName, Query, Value } from "./query";

/**
 * The form in which two queries of the same build are the same tree: `and` in `and` and `or` in `or` flattened, a single item
 * for itself, no `not` of a `not`, every value of a list once, a list of one value as `=`, paths in one spelling.
 */
export function normaliseQuery(query: Query): Query {
  switch (query.type) {
    case "and":
    case "or":
      return joinItems(query.type, query.items) ?? query;
    case "not":
      return negate(normaliseQuery(query.item));
    case "has":
      return { type: "has", item: normaliseQuery(query.item) };
    case "text":
      return { type: "text", text: normaliseText(query.text) };
    case "clause":
      return normaliseClause(query);
  }
}

/** All or any of the items, normalised; undefined where there are none. */
export function joinItems(type: "and" | "or", items: readonly Query[]): Query | undefined {
  const flat = items.map(normaliseQuery).flatMap((item) => (item.type === type ? item.items : [item]));
  return flat.length > 1 ? { type, items: flat } : flat[0];
}

/** The opposite; of a `not`, its item. */
export function negate(query: Query): Query {
  return query.type === "not" ? query.item : { type: "not", item: query };
}

/** White space between words is one space: comparing looks at words only. */
export function normaliseText(text: string): string {
  return storableText(text).replace(/\s+/g, " ").trim();
}

/** Paths that mean the same steps have one text; one that cannot be read is kept. */
export function normaliseField(field: FieldName): FieldName {
  const path = isPathField(field) ? parsePath(field, { allowWildcard: true }) : undefined;
  return path?.ok ? renderPath(path.path.steps) : field;
}

function normaliseClause({ field, operator, values }: Clause): Clause {
  const unique = [...new Set(values.map(normaliseValue))];
  const isSingle = operator === "in" && unique.length === 1;
  return { type: "clause", field: normaliseField(field), operator: isSingle ? "=" : operator, values: unique };
}

function normaliseValue(value: Value): Value {
  if (typeof value === "string") return storableText(value);
  return value === 0 ? 0 : value;
}
