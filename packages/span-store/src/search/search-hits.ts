import type { SpanId } from "@plumbline/base/ids";
import type { JsonValue } from "@plumbline/base/json";
import { compileText, findText, type TextRange } from "@plumbline/query/find-text";
import { holdsValue } from "@plumbline/query/matches";
import type { Clause, Query, TextClause } from "@plumbline/query/query";
import { parsePath } from "@plumbline/span/extraction/path";
import { concreteSteps, renderPath } from "@plumbline/span/extraction/render-path";
import { walk } from "@plumbline/span/extraction/walk";
import type { ContentSpan } from "./content-span";

/** Where a query is true: the span, the value in it, and some of the text around. */
export interface SearchHit {
  readonly spanId: SpanId;
  readonly spanName: string;
  /** In the span document; it may go on inside of JSON text. */
  readonly path: string;
  readonly snippet: Snippet;
}

export interface Snippet {
  /** Begins with … where text was left out. */
  readonly before: string;
  readonly match: string;
  /** Ends with … where text was left out. */
  readonly after: string;
}

export const hitsPerTraceMax = 3;
const charsBeforeMax = 60;
const charsAfterMax = 120;
const matchCharsMax = 200;

/** The content clauses that make a query true rather than false: those under an even number of `not`. */
export function positiveClauses(query: Query, isPositive = true): (Clause | TextClause)[] {
  switch (query.type) {
    case "and":
    case "or":
      return query.items.flatMap((item) => positiveClauses(item, isPositive));
    case "not":
      return positiveClauses(query.item, !isPositive);
    case "has":
      return positiveClauses(query.item, isPositive);
    case "text":
      return isPositive ? [query] : [];
    case "clause":
      return isPositive && /^(attributes|resource)[.[]/.test(query.field) ? [query] : [];
  }
}

/** The first place in a span where the clause is true; undefined where it is not. */
export function findHit(clause: Clause | TextClause, span: ContentSpan): SearchHit | undefined {
  const found = clause.type === "text" ? findTextIn(clause, span) : findValueIn(clause, span);
  return found === undefined ? undefined : { spanId: span.spanId, spanName: span.name, ...found };
}

type Place = Pick<SearchHit, "path" | "snippet">;

function findTextIn(clause: TextClause, span: ContentSpan): Place | undefined {
  const pattern = compileText(clause.text);
  for (const { text, path } of span.located()) {
    const range = findText(pattern, text);
    if (range !== undefined) return { path, snippet: snippetOf(text, range) };
  }
  return undefined;
}

function findValueIn(clause: Clause, span: ContentSpan): Place | undefined {
  const parsed = parsePath(clause.field, { allowWildcard: true });
  if (!parsed.ok) return undefined;
  const { steps } = parsed.path;
  const root = { attributes: span.attributes, resource: span.resource } as unknown as JsonValue;
  const found = walk(root, steps, "document").found.find(({ value }) => value !== null && holdsValue(clause, value));
  if (found === undefined) return undefined;
  const text = typeof found.value === "string" ? found.value : JSON.stringify(found.value);
  const range = rangeOfContained(clause, text) ?? { start: 0, end: text.length };
  return { path: renderPath(concreteSteps(steps, found.picks)), snippet: snippetOf(text, range) };
}

function rangeOfContained({ operator, values }: Clause, text: string): TextRange | undefined {
  const wanted = String(values[0] ?? "").toLowerCase();
  const start = operator === "~" ? text.toLowerCase().indexOf(wanted) : -1;
  return start === -1 ? undefined : { start, end: start + wanted.length };
}

function snippetOf(text: string, { start, end }: TextRange): Snippet {
  const from = Math.max(0, start - charsBeforeMax);
  const matchEnd = Math.min(end, start + matchCharsMax);
  const to = Math.min(text.length, matchEnd + charsAfterMax);
  return {
    before: `${from > 0 ? "…" : ""}${oneLine(text.slice(from, start))}`,
    match: oneLine(text.slice(start, matchEnd)),
    after: `${oneLine(text.slice(matchEnd, to))}${to < text.length ? "…" : ""}`,
  };
}

/** A cut may have gone through a character of two code units. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "");
}
