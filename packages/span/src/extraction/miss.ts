import { cutWellFormed } from "../preview";
import type { ExtractionField, ExtractionMiss, ExtractionRule, PathError } from "./types";
import { foundMax } from "./walk";

export const excerptCharsMax = 80;

const fieldNames: Readonly<Record<ExtractionField, string>> = { query: "Query", answer: "Answer", context: "Context" };

/** Why a rule found nothing, before it is put into words. */
export type MissCause =
  | {
      readonly status: "path_invalid";
      readonly error: PathError;
      readonly which: "JsonPathInSpan" | "JsonPathInSpanValue";
    }
  | { readonly status: "span_missing" }
  | { readonly status: "path_missing" }
  | { readonly status: "empty" }
  | { readonly status: "not_json"; readonly text: string }
  | { readonly status: "many_matches"; readonly isCut: boolean };

/** How far a rule came: the miss of the rule that came furthest is the one to report. */
export const missProgress: Readonly<Record<MissCause["status"], number>> = {
  span_missing: 0,
  path_invalid: 1,
  path_missing: 2,
  not_json: 3,
  empty: 4,
  many_matches: 5,
};

/** One miss in finished sentences: the same words in preview, evaluation and task. */
export function describeMiss(
  field: ExtractionField,
  rule: ExtractionRule,
  spansNamed: number,
  cause: MissCause,
  suggestions: readonly string[],
): ExtractionMiss {
  return {
    field,
    status: cause.status,
    message: `${fieldNames[field]}: ${sentence(field, rule, cause)}${didYouMean(suggestions)}`,
    spanName: rule.spanName,
    path: rule.jsonPathInSpan,
    spansNamed,
    suggestions,
    ...(cause.status === "not_json" ? { excerpt: cutWellFormed(cause.text, excerptCharsMax) } : {}),
  };
}

/** The miss of a field for which no rule was given. */
export function noRule(field: ExtractionField): ExtractionMiss {
  return {
    field,
    status: "path_invalid",
    message: `${fieldNames[field]}: it is not said where to find it. Name a span and a path.`,
    spanName: "",
    path: "",
    spansNamed: 0,
    suggestions: [],
  };
}

function sentence(field: ExtractionField, rule: ExtractionRule, cause: MissCause): string {
  const span = `the span “${rule.spanName}”`;
  const path = rule.jsonPathInSpanValue ? `${rule.jsonPathInSpan} › ${rule.jsonPathInSpanValue}` : rule.jsonPathInSpan;
  switch (cause.status) {
    case "path_invalid":
      return `${cause.which} cannot be read. Position ${cause.error.position + 1}: ${cause.error.message}`;
    case "span_missing":
      return `no span of this trace is named “${rule.spanName}”.`;
    case "path_missing":
      return `${span} has nothing at ${path}.`;
    case "empty":
      return `${span} has an empty value at ${path}.`;
    case "not_json":
      return `${span} has a value at ${rule.jsonPathInSpan} that is not JSON, or was cut off, so ${path} cannot be read in it.`;
    case "many_matches":
      return cause.isCut
        ? `${path} finds more than ${foundMax} values in ${span}. Name fewer.`
        : `${path} finds several values, but ${fieldNames[field]} needs exactly one. Pick the first or the last span.`;
  }
}

function didYouMean(suggestions: readonly string[]): string {
  return suggestions.length === 0 ? "" : ` Did you mean ${suggestions.join(" or ")}?`;
}
