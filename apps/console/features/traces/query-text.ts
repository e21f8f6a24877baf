import { parseQuery, type QueryParse } from "@plumbline/query/parse";
import { printQuery } from "@plumbline/query/print";
import type { Query } from "@plumbline/query/query";

let last: { readonly text: string; readonly parse: QueryParse } | undefined;

/** Every part of the page asks about the same text, so the last answer is kept. */
export function readQueryText(text: string): QueryParse {
  if (last?.text !== text) last = { text, parse: parseQuery(text) };
  return last.parse;
}

/** The canonical text; what cannot be read is kept as it is, so that it can be put right. */
export function canonicalText(text: string): string {
  const parse = parseQuery(text);
  return parse.ok ? printQuery(parse.query) : text.trim();
}

/** The tree; undefined without a query and for a text that cannot be read. */
export function treeOf(text: string): Query | undefined {
  const parse = readQueryText(text);
  return parse.ok ? parse.query : undefined;
}
