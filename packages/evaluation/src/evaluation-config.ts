import { PlumblineError } from "@plumbline/base/errors";
import { issueWords } from "@plumbline/base/issue-words";
import { parsePath } from "@plumbline/span/extraction/path";
import { type ExtractionConfig, type ExtractionField, extractionFields } from "@plumbline/span/extraction/types";
import { z } from "zod";

export const evaluationMetrics = ["correctness", "faithfulness", "retrieval"] as const;
/** What a person chooses; `retrieval` yields four metrics from one set of grades. */
export type EvaluationMetric = (typeof evaluationMetrics)[number];

export interface EvaluationConfig {
  readonly metrics: readonly EvaluationMetric[];
  /** Documents that the retrieval metrics look at, from the top: 1 to 100. */
  readonly k: number;
  /** A document is relevant from this relevance on, 0 to 1 (grades 0 to 3 are 0, 1/3, 2/3, 1). */
  readonly relevanceThreshold: number;
  readonly extraction: ExtractionConfig;
}

export interface ConfigProblem {
  /** Dotted, as in the request: `extraction.query.0.jsonPathInSpan`. */
  readonly field: string;
  readonly message: string;
  /** For a path: where in the text, in UTF-16 units from 0. */
  readonly position?: number;
}

const text = (what: string, max: number) =>
  z
    .string({ error: ({ input }) => (input === undefined ? `${what} is required.` : undefined) })
    .trim()
    .min(1, `${what} is required.`)
    .max(max, `${what} is longer than ${max.toLocaleString("en-US")} characters. Shorten it.`);

const optionalPath = z
  .string()
  .trim()
  .max(1_000, "The path is longer than 1,000 characters. Shorten it.")
  .nullish()
  .transform((path) => (path === null || path === "" ? undefined : path));

const rule = z
  .object({
    spanName: text("The span name", 512),
    jsonPathInSpan: text("JsonPathInSpan", 1_000),
    jsonPathInSpanValue: optionalPath,
    pick: z.enum(["first", "last", "all"]).optional(),
  })
  .transform(({ jsonPathInSpanValue, pick, ...rest }) => ({
    ...rest,
    ...(jsonPathInSpanValue === undefined ? {} : { jsonPathInSpanValue }),
    ...(pick === undefined ? {} : { pick }),
  }));

const rules = z
  .array(rule, { error: ({ input }) => (input === undefined ? "At least one rule is required." : undefined) })
  .max(10, "A field takes at most ten rules. Leave the last ones out.");

/** The wire form of a config. `checkConfig` adds what a schema cannot say. */
export const evaluationConfigSchema = z.object({
  metrics: z
    .array(z.enum(evaluationMetrics))
    .min(1, "Choose at least one metric.")
    .transform((metrics) => evaluationMetrics.filter((metric) => metrics.includes(metric)))
    .default([...evaluationMetrics]),
  k: z.number().int().min(1, "K must be at least 1.").max(100, "K must be at most 100.").default(5),
  relevanceThreshold: z.number().min(0).max(1).default(0.5),
  extraction: z.object({
    query: rules.min(1, "Say where the query is."),
    answer: rules.min(1, "Say where the answer is."),
    context: rules.default([]),
  }),
});

const words = issueWords("The evaluation's configuration");

/** Checks a config as it came from outside and fills in defaults. Throws `request.invalid` with the first wrong field. */
export function checkConfig(input: unknown): EvaluationConfig {
  const result = readConfig(input);
  if (result.ok) return result.config;
  const [first] = result.problems;
  throw new PlumblineError("request.invalid", {
    message: first?.message ?? "The evaluation's settings are not valid.",
    ...(first === undefined ? {} : { field: first.field }),
    detail: result.problems,
  });
}

/** The same check with every problem at once, for a form. */
export function readConfig(
  input: unknown,
):
  | { readonly ok: true; readonly config: EvaluationConfig }
  | { readonly ok: false; readonly problems: ConfigProblem[] } {
  const parsed = evaluationConfigSchema.safeParse(input, { error: words.error });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      field: issue.path.join("."),
      message: words.sentence(issue),
    }));
    return { ok: false, problems };
  }
  const config: EvaluationConfig = parsed.data;
  const problems = [...contextProblems(config), ...extractionProblems(config.extraction)];
  return problems.length === 0 ? { ok: true, config } : { ok: false, problems };
}

/** For a preview, which has no metrics yet. */
export function checkExtraction(input: unknown): ExtractionConfig {
  const shape = z.object({ query: rules.default([]), answer: rules.default([]), context: rules.default([]) });
  const parsed = shape.safeParse(input, { error: words.error });
  const problems: ConfigProblem[] = parsed.success
    ? extractionProblems(parsed.data)
    : parsed.error.issues.map((issue) => ({
        field: `extraction.${issue.path.join(".")}`,
        message: words.sentence(issue),
      }));
  const [first] = problems;
  if (first !== undefined || !parsed.success) {
    throw new PlumblineError("request.invalid", {
      message: first?.message ?? "The extraction is not valid.",
      ...(first === undefined ? {} : { field: first.field }),
      detail: problems,
    });
  }
  return parsed.data;
}

function contextProblems({ metrics, extraction }: EvaluationConfig): ConfigProblem[] {
  const needsContext = metrics.some((metric) => metric !== "correctness");
  if (!needsContext || extraction.context.length > 0) return [];
  return [{ field: "extraction.context", message: "Say where the context is: faithfulness and retrieval need it." }];
}

function extractionProblems(extraction: ExtractionConfig): ConfigProblem[] {
  return extractionFields.flatMap((field) =>
    extraction[field].flatMap((given, index) => {
      const at = `extraction.${field}.${index}`;
      return [
        ...pathProblems(field, "span", `${at}.jsonPathInSpan`, given.jsonPathInSpan),
        ...pathProblems(field, "value", `${at}.jsonPathInSpanValue`, given.jsonPathInSpanValue),
        ...(given.pick === "all" && field !== "context"
          ? [{ field: `${at}.pick`, message: `Only the context may be read from all spans of a name.` }]
          : []),
      ];
    }),
  );
}

function pathProblems(
  field: ExtractionField,
  base: "span" | "value",
  at: string,
  path: string | undefined,
): ConfigProblem[] {
  if (path === undefined) return [];
  const parsed = parsePath(path, { allowWildcard: field === "context", base });
  return parsed.ok ? [] : [{ field: at, message: parsed.error.message, position: parsed.error.position }];
}
