import { placeOf } from "@plumbline/query/caret-place";
import { describeQuery } from "@plumbline/query/describe";
import { clausesOf } from "@plumbline/query/edit";
import { lex, type Token } from "@plumbline/query/lex";
import { parseQuery } from "@plumbline/query/parse";
import type { Query } from "@plumbline/query/query";
import type { QueryError } from "@plumbline/query/query-error";
import { canonicalText, readQueryText } from "./query-text";

/** A piece of the query that the bar shows as a chip. */
export interface Segment {
  readonly text: string;
  /** UTF-16 offsets in the whole text. */
  readonly start: number;
  readonly end: number;
  /** Undefined where it cannot be read. */
  readonly query: Query | undefined;
  readonly errors: readonly QueryError[];
  /** As it is read aloud. */
  readonly label: string;
}

/** The chips of a text. One that cannot be read as a whole is cut into clauses all the same, so that the wrong one stands out. */
export function segmentsOf(text: string): readonly Segment[] {
  const parse = readQueryText(text);
  if (parse.ok)
    return clausesOf(parse.query).map(({ query, text: part, range }) => ({
      text: part,
      ...range,
      query,
      errors: [],
      label: describeQuery(query),
    }));
  const ranges = cut(text);
  return ranges.map(({ start, end }, index) => {
    const part = text.slice(start, end);
    const alone = parseQuery(part);
    const next = ranges[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    const errors = parse.errors.filter(
      (error) => (index === 0 || error.start >= start) && error.start < Math.max(next, end),
    );
    const query = alone.ok && errors.length === 0 ? alone.query : undefined;
    return { text: part, start, end, query, errors, label: query === undefined ? part : describeQuery(query) };
  });
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function cut(text: string): readonly Range[] {
  const tokens = lex(text);
  const first = tokens[0];
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return [];
  const ranges: Range[] = [];
  let begun: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.type === "open") depth += 1;
    if (token.type === "close") depth = Math.max(0, depth - 1);
    const word = token.type === "word" ? token.text.toLowerCase() : "";
    // Alternatives at the top are one group.
    if (depth === 0 && word === "or") return [{ start: first.start, end: last.end }];
    if (word === "and" && begun.length === 0) continue;
    begun.push(token);
    if (depth > 0 || placeOf(begun).expects !== "connector") continue;
    ranges.push({ start: begun[0]?.start ?? token.start, end: token.end });
    begun = [];
  }
  const rest = begun[0];
  return rest === undefined ? ranges : [...ranges, { start: rest.start, end: last.end }];
}

/** The text with one segment replaced, or taken out where `part` is empty. */
export function replaceSegment(text: string, segment: Segment, part: string): string {
  return canonicalText(`${text.slice(0, segment.start)}${part}${text.slice(segment.end)}`);
}
