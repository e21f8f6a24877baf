import type { JsonObject, JsonValue } from "@plumbline/base/json";
import type { PathStep } from "@plumbline/span/extraction/path";
import { parsePath } from "@plumbline/span/extraction/path";
import { walk } from "@plumbline/span/extraction/walk";
import { equalsValue, numberOf } from "./equal-value";
import { findField, isPathField, type Scope } from "./fields";
import { compileText, findText, type TextPattern } from "./find-text";
import { lowerCase } from "./fold-text";
import type { Clause, Query, TextClause, Value } from "./query";

/** What a trace or span holds under a field's name: durations in milliseconds, scores from 0 to 1; absent, null or a list of none is missing. */
export type FieldValue = string | number | readonly string[] | null | undefined;

export interface MatchableTrace {
  /** By the names of `traceFields`. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly spans: readonly MatchableSpan[];
}

export interface MatchableSpan {
  /** By the names of `spanFields`. */
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** As in the span document: un-flattened. */
  readonly attributes: JsonObject;
  /** As in the span document. */
  readonly resource: { readonly attributes: JsonObject };
  /** The texts that a text clause searches: strings in attributes and events, names, the status message. */
  readonly texts: Iterable<string>;
}

/**
 * What a query means. Every other place where queries run is tested against this. Two-valued: a clause about a missing value is
 * false, so its negation is true. A query that is undefined asks for nothing and holds.
 */
export function matches(query: Query | undefined, trace: MatchableTrace): boolean {
  return query === undefined || holds(query, "trace", trace.fields, trace.spans);
}

/** Whether one span satisfies what stands inside `has(…)`. */
export function matchesSpan(query: Query, span: MatchableSpan): boolean {
  return holds(query, "span", span.fields, [span]);
}

function holds(query: Query, scope: Scope, fields: MatchableTrace["fields"], spans: readonly MatchableSpan[]): boolean {
  switch (query.type) {
    case "and":
      return query.items.every((item) => holds(item, scope, fields, spans));
    case "or":
      return query.items.some((item) => holds(item, scope, fields, spans));
    case "not":
      return !holds(query.item, scope, fields, spans);
    case "has":
      return spans.some((span) => matchesSpan(query.item, span));
    case "text":
      return spans.some((span) => holdsText(query, span));
    case "clause":
      if (isPathField(query.field)) return spans.some((span) => holdsPath(query, span));
      return holdsField(query, scope, Object.hasOwn(fields, query.field) ? fields[query.field] : undefined);
  }
}

/** A query is compared with thousands of spans; what is made of its nodes is made once. */
function remembered<K extends object, V>(known: WeakMap<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

const patterns = new WeakMap<TextClause, TextPattern>();

function holdsText(clause: TextClause, span: MatchableSpan): boolean {
  const pattern = remembered(patterns, clause, () => compileText(clause.text));
  for (const text of span.texts) {
    if (findText(pattern, text) !== undefined) return true;
  }
  return false;
}

/** A list holds when one of its values does. */
function holdsField(clause: Clause, scope: Scope, stored: FieldValue): boolean {
  const isId = findField(clause.field, scope)?.type === "id";
  const values = Array.isArray(stored) ? (stored as readonly string[]) : [stored as string | number | null | undefined];
  return values.some((value) => {
    if (value === undefined || value === null) return false;
    if (isId) return clause.values.some((wanted) => String(value).startsWith(String(wanted)));
    return holdsValue(clause, value);
  });
}

const paths = new WeakMap<Clause, readonly PathStep[]>();

/** Every value that the path leads to in the span; null is missing. */
function holdsPath(clause: Clause, { attributes, resource }: MatchableSpan): boolean {
  const steps = remembered(paths, clause, () => {
    const parsed = parsePath(clause.field, { allowWildcard: true });
    return parsed.ok ? parsed.path.steps : [];
  });
  if (steps.length === 0) return false;
  const { found } = walk({ attributes, resource } as unknown as JsonObject, steps, "document");
  return found.some(({ value }) => value !== null && holdsValue(clause, value));
}

/** One value that is there against the clause. Contains and equals look at text as it is, `~` without regard to case. */
export function holdsValue({ operator, values }: Clause, stored: JsonValue): boolean {
  const [first] = values;
  if (operator === "exists") return true;
  if (operator === "=" || operator === "in") return values.some((wanted) => equalsValue(stored, wanted));
  if (first === undefined) return false;
  if (operator === "~") return containsText(stored, first);
  const number = numberOf(stored);
  if (number === undefined || typeof first !== "number") return false;
  if (operator === ">") return number > first;
  if (operator === ">=") return number >= first;
  return operator === "<" ? number < first : number <= first;
}

/** Width and accents count, case does not. */
function containsText(stored: JsonValue, wanted: Value): boolean {
  if (typeof stored === "object") return false;
  return lowerCase(String(stored)).includes(lowerCase(String(wanted)));
}
