import type { JsonValue } from "@plumbline/base/json";
import type { ReadSpan } from "../document/types";
import { findValues, type LocatedValue } from "./find-values";
import { describeMiss, type MissCause, missProgress, noRule } from "./miss";
import { type Path, parsePath } from "./path";
import { suggestNames, suggestPaths } from "./suggest";
import { isEmptyValue, toExtractedText } from "./to-text";
import type {
  ExtractedValue,
  Extraction,
  ExtractionConfig,
  ExtractionField,
  ExtractionMiss,
  ExtractionRule,
  FieldResult,
} from "./types";
import { foundMax } from "./walk";

const defaultPick: Readonly<Record<ExtractionField, "first" | "last" | "all">> = {
  query: "first",
  answer: "last",
  context: "all",
};

/**
 * Reads Query, Answer and Context of one trace. The preview, the single evaluation and the worker all call this one. A miss is
 * a miss: nothing stands in for it, neither a raw value nor an empty text, so that no judge ever scores what was not asked for.
 */
export function extract(spans: readonly ReadSpan[], config: ExtractionConfig): Extraction {
  const inOrder = [...spans].sort(byStart);
  return {
    query: extractField(inOrder, "query", config.query),
    answer: extractField(inOrder, "answer", config.answer),
    context: extractField(inOrder, "context", config.context),
  };
}

/** Whether a rule's paths can be read at all; the errors that a form shows under its fields. */
export function parseRule(field: ExtractionField, rule: ExtractionRule): { path: Path; valuePath?: Path } | MissCause {
  const allowWildcard = field === "context";
  const path = parsePath(rule.jsonPathInSpan, { allowWildcard });
  if (!path.ok) return { status: "path_invalid", error: path.error, which: "JsonPathInSpan" };
  if (rule.jsonPathInSpanValue === undefined || rule.jsonPathInSpanValue === "") return { path: path.path };
  const valuePath = parsePath(rule.jsonPathInSpanValue, { allowWildcard, base: "value" });
  if (!valuePath.ok) return { status: "path_invalid", error: valuePath.error, which: "JsonPathInSpanValue" };
  return { path: path.path, valuePath: valuePath.path };
}

function byStart(a: ReadSpan, b: ReadSpan): number {
  const left = a.document.start_time;
  const right = b.document.start_time;
  if (left !== right) return left < right ? -1 : 1;
  return a.document.span_id < b.document.span_id ? -1 : a.document.span_id > b.document.span_id ? 1 : 0;
}

/** The first rule that finds a value wins; if none does, the miss of the rule that came furthest is told. */
function extractField(
  spans: readonly ReadSpan[],
  field: ExtractionField,
  rules: readonly ExtractionRule[],
): FieldResult {
  let furthest: { progress: number; miss: () => ExtractionMiss } | undefined;
  for (const [ruleIndex, rule] of rules.entries()) {
    const named = spans.filter((span) => span.document.name === rule.spanName);
    const picked = pickSpans(named, rule.pick ?? defaultPick[field]);
    const outcome = applyRule(field, rule, picked);
    if (!("status" in outcome)) return { status: "ok", ruleIndex, values: outcome.values, spansNamed: named.length };
    const progress = missProgress[outcome.status];
    if (furthest !== undefined && furthest.progress >= progress) continue;
    furthest = {
      progress,
      miss: () => describeMiss(field, rule, named.length, outcome, suggestionsFor(outcome, rule, field, spans, picked)),
    };
  }
  return { status: "missed", miss: furthest?.miss() ?? noRule(field) };
}

function pickSpans(named: readonly ReadSpan[], pick: "first" | "last" | "all"): readonly ReadSpan[] {
  if (pick === "all") return named;
  return pick === "first" ? named.slice(0, 1) : named.slice(-1);
}

function applyRule(
  field: ExtractionField,
  rule: ExtractionRule,
  picked: readonly ReadSpan[],
): { values: readonly ExtractedValue[] } | MissCause {
  const parsed = parseRule(field, rule);
  if ("status" in parsed) return parsed;
  if (picked.length === 0) return { status: "span_missing" };

  const found: { span: ReadSpan; located: LocatedValue }[] = [];
  let notJson: string | undefined;
  for (const span of picked) {
    const result = findValues(span, parsed.path, parsed.valuePath);
    if (result.isCut || found.length + result.values.length > foundMax) return { status: "many_matches", isCut: true };
    notJson ??= result.notJson;
    const values = field === "context" ? result.values.flatMap(spreadList) : result.values;
    found.push(...values.map((located) => ({ span, located })));
    if (found.length > foundMax) return { status: "many_matches", isCut: true };
  }
  if (found.length === 0)
    return notJson === undefined ? { status: "path_missing" } : { status: "not_json", text: notJson };
  if (found.every(({ located }) => isEmptyValue(located.value))) return { status: "empty" };
  if (field !== "context" && found.length > 1) return { status: "many_matches", isCut: false };
  return { values: found.map(({ span, located }) => toValue(span, located)) };
}

/** Context is a list of documents: a list at the end of the path is that list. Nulls are holes, not documents. */
function spreadList(located: LocatedValue): readonly LocatedValue[] {
  if (!Array.isArray(located.value)) return [located];
  const isInValue = located.valuePath !== undefined;
  return located.value.flatMap((value: JsonValue, index) => {
    if (value === null) return [];
    const path = isInValue ? located.path : `${located.path}[${index}]`;
    return [{ value, path, ...(isInValue ? { valuePath: `${located.valuePath}[${index}]` } : {}) }];
  });
}

function toValue(span: ReadSpan, located: LocatedValue): ExtractedValue {
  return {
    ...toExtractedText(located.value ?? ""),
    source: {
      spanId: span.document.span_id,
      spanName: span.document.name,
      path: located.path,
      ...(located.valuePath === undefined ? {} : { valuePath: located.valuePath }),
    },
  };
}

function suggestionsFor(
  cause: MissCause,
  rule: ExtractionRule,
  field: ExtractionField,
  spans: readonly ReadSpan[],
  picked: readonly ReadSpan[],
): string[] {
  if (cause.status === "span_missing")
    return suggestNames(
      spans.map((span) => span.document.name),
      rule.spanName,
    );
  const first = picked[0];
  if (cause.status !== "path_missing" || first === undefined) return [];
  const path = parsePath(rule.jsonPathInSpan, { allowWildcard: field === "context" });
  return path.ok ? suggestPaths(first, path.path.steps) : [];
}
