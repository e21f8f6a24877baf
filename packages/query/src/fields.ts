import { kindNames } from "@plumbline/span/kind";
import type { Operator } from "./query";

/**
 * What a field's values are.
 * - `duration`: milliseconds, written with a unit (`1.5s`)
 * - `score`: 0 to 1
 * - `any`: an attribute, whose type the value in the query decides
 */
export type FieldType = "text" | "choice" | "duration" | "count" | "cost" | "score" | "id" | "any";

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** What a person reads in the suggestions. */
  readonly summary: string;
  /** The values of a choice. */
  readonly choices?: readonly string[];
  /** A trace may hold several: a clause holds when one of them satisfies it. */
  readonly isList?: boolean;
}

const scores: readonly (readonly [name: string, summary: string])[] = [
  ["correctness", "how well the answer addresses the question"],
  ["faithfulness", "how far the answer is made from the context"],
  ["ndcg", "how well the retrieved documents are ordered"],
  ["hit_rate", "whether a relevant document was retrieved"],
  ["precision", "the relevant share of the first K documents"],
  ["reciprocal_rank", "how early the first relevant document stands"],
];

/** Fields of a trace. */
export const traceFields: readonly Field[] = [
  { name: "application", type: "text", summary: "service.name of the root" },
  { name: "name", type: "text", summary: "name of the root span" },
  {
    name: "status",
    type: "choice",
    summary: "how the trace ended",
    choices: ["ok", "error", "incomplete", "running", "unset"],
  },
  { name: "duration", type: "duration", summary: "from the first start to the last end" },
  { name: "tokens", type: "count", summary: "input and output tokens" },
  { name: "input_tokens", type: "count", summary: "tokens of the prompts" },
  { name: "output_tokens", type: "count", summary: "tokens of the completions" },
  { name: "cost", type: "cost", summary: "of all model calls that have a price" },
  { name: "spans", type: "count", summary: "number of spans" },
  { name: "errors", type: "count", summary: "number of failed spans" },
  { name: "model", type: "text", summary: "a model that was called", isList: true },
  { name: "span", type: "text", summary: "the name of a span in it (of its first 200 names)", isList: true },
  { name: "session", type: "text", summary: "session or conversation id" },
  { name: "user", type: "text", summary: "user id" },
  { name: "environment", type: "text", summary: "deployment environment" },
  { name: "error", type: "text", summary: "the error message of the trace" },
  { name: "trace", type: "id", summary: "trace id, or its beginning" },
  {
    name: "evaluation",
    type: "choice",
    summary: "state of the newest evaluation",
    choices: [
      "queued",
      "running",
      "delayed",
      "not_extracted",
      "succeeded",
      "partly",
      "failed",
      "cancelled",
      "superseded",
    ],
  },
  ...scores.map(([name, summary]): Field => ({ name: `score.${name}`, type: "score", summary })),
];

/** Fields of a span, for use inside `has(…)`. */
export const spanFields: readonly Field[] = [
  { name: "name", type: "text", summary: "span name" },
  { name: "kind", type: "choice", summary: "what the span does", choices: kindNames },
  { name: "status", type: "choice", summary: "how the span ended", choices: ["ok", "error", "unset", "running"] },
  { name: "duration", type: "duration", summary: "from start to end" },
  { name: "service", type: "text", summary: "service.name of the span" },
  { name: "model", type: "text", summary: "model that answered, else the one asked for" },
  { name: "provider", type: "text", summary: "provider of the model" },
  { name: "input_tokens", type: "count", summary: "tokens of the prompt" },
  { name: "output_tokens", type: "count", summary: "tokens of the completion" },
  { name: "cached_tokens", type: "count", summary: "prompt tokens read from a cache" },
  { name: "reasoning_tokens", type: "count", summary: "completion tokens spent on reasoning" },
  { name: "ttft", type: "duration", summary: "time to the first token" },
  { name: "cost", type: "cost", summary: "of this model call" },
  { name: "error_type", type: "text", summary: "type of the exception or error" },
  { name: "error", type: "text", summary: "status or exception message" },
];

/** Prefixes of paths into a span, as in JsonPathInSpan; a number may be `[*]`. */
export const pathPrefixes = ["attributes.", "resource."] as const;

/** Where a clause stands: it speaks of the trace, or inside `has(…)` of one span. */
export type Scope = "trace" | "span";

const pathField = { type: "any", summary: "an attribute of a span" } as const;

/** The field of that name, or undefined. A path is a field everywhere: outside of `has` it means any span. */
export function findField(name: string, scope: Scope): Field | undefined {
  if (isPathField(name)) return { name, ...pathField };
  return (scope === "trace" ? traceFields : spanFields).find((field) => field.name === name);
}

export function isPathField(name: string): boolean {
  return /^(?:attributes|resource)[.[]/.test(name);
}

/** The operators that make sense for a type; the text form adds `!=`, `!~`, `not in` and `not exists` to them. */
export const operatorsOf: Readonly<Record<FieldType, readonly Operator[]>> = {
  text: ["=", "~", "in", "exists"],
  choice: ["=", "in", "exists"],
  duration: ["=", ">", ">=", "<", "<=", "exists"],
  count: ["=", ">", ">=", "<", "<=", "exists"],
  cost: ["=", ">", ">=", "<", "<=", "exists"],
  score: ["=", ">", ">=", "<", "<=", "exists"],
  id: ["=", "in"],
  any: ["=", "~", ">", ">=", "<", "<=", "in", "exists"],
};
