import { storableText } from "@plumbline/base/json";
import { Parser } from "./parser";
import { printQuery } from "./print";
import { type Query, queryLimits } from "./query";
import type { QueryError } from "./query-error";

export type QueryParse =
  | { readonly ok: true /** None where the text holds nothing. */; readonly query: Query | undefined }
  | { readonly ok: false; readonly errors: readonly QueryError[] };

/**
 * Reads the text form of a query (docs/query.md). The tree is normalised; every error that can be told apart is reported, at most
 * ten. Never throws, whatever the text, and takes time linear in its length.
 */
export function parseQuery(text: string): QueryParse {
  const { charsMax } = queryLimits;
  if (text.length > charsMax) {
    const message = `The query has ${text.length} characters; at most ${charsMax} are read. Shorten it.`;
    return { ok: false, errors: [{ message, start: charsMax, end: text.length }] };
  }
  const parser = new Parser(storableText(text));
  const query = parser.parse();
  if (parser.errors.length > 0) return { ok: false, errors: parser.errors };
  const canonicalLength = printQuery(query).length;
  if (canonicalLength <= charsMax) return { ok: true, query };
  const message = `Written out in full the query has ${canonicalLength} characters; at most ${charsMax} are kept. Shorten it.`;
  return { ok: false, errors: [{ message, start: 0, end: text.length }] };
}
