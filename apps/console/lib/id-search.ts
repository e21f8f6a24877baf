import { printQuery } from "@plumbline/query/print";
import type { Query } from "@plumbline/query/query";

/** What no id search holds and every query does: an operator, a bracket or a quote. */
const querySigns = /[=<>~()"]/;

/**
 * What somebody typed into the search of a list, as the query that the API takes: a query stays one, anything else is looked for
 * in these fields. Undefined where nothing was typed.
 */
export function idSearch(text: string, fields: readonly string[]): string | undefined {
  const typed = text.trim();
  if (typed === "") return undefined;
  if (querySigns.test(typed)) return typed;
  const items = fields.map((field): Query => ({ type: "clause", field, operator: "~", values: [typed] }));
  const [only] = items;
  return printQuery(items.length === 1 && only !== undefined ? only : { type: "or", items });
}
