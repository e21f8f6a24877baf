import { parsePath } from "@plumbline/span/extraction/path";
import {
  type ExtractionConfig,
  type ExtractionField,
  type ExtractionRule,
  extractionFields,
} from "@plumbline/span/extraction/types";

export const metricChoices = ["correctness", "faithfulness", "retrieval"] as const;
export type MetricChoice = (typeof metricChoices)[number];

/** One rule as it is being typed: every part is text, and an empty part is "not given". */
export interface RuleDraft {
  readonly spanName: string;
  readonly jsonPathInSpan: string;
  readonly jsonPathInSpanValue: string;
  readonly pick: "" | "first" | "last" | "all";
}

/** The panel's form. `rules` has at least one rule per field, so that there is always something to type into. */
export interface EvaluationDraft {
  readonly metrics: readonly MetricChoice[];
  /** Text of the K field. */
  readonly k: string;
  readonly judgeModelId: string | null;
  readonly rules: Readonly<Record<ExtractionField, readonly RuleDraft[]>>;
}

/** The settings of an evaluation as the API takes and gives them. */
export interface EvaluationSettings {
  readonly metrics: readonly MetricChoice[];
  readonly k: number;
  readonly relevanceThreshold: number;
  readonly extraction: ExtractionConfig;
}

export const rulesPerFieldMax = 5;

/** What is wrong with one input. `position` is the caret's place in a path, from 0. */
export interface DraftProblem {
  readonly message: string;
  readonly position?: number;
}

/** Keyed like the API's error fields: `extraction.query.0.jsonPathInSpan`, `metrics`, `k`, `judgeModelId`. */
export type DraftProblems = ReadonlyMap<string, DraftProblem>;

export const emptyRule: RuleDraft = { spanName: "", jsonPathInSpan: "", jsonPathInSpanValue: "", pick: "" };

export const emptyDraft: EvaluationDraft = {
  metrics: metricChoices,
  k: "5",
  judgeModelId: null,
  rules: { query: [emptyRule], answer: [emptyRule], context: [emptyRule] },
};

export function ruleDraftFrom(rule: ExtractionRule): RuleDraft {
  return {
    spanName: rule.spanName,
    jsonPathInSpan: rule.jsonPathInSpan,
    jsonPathInSpanValue: rule.jsonPathInSpanValue ?? "",
    pick: rule.pick ?? "",
  };
}

/** Fills the rules in, and leaves the rest as it is. A field without rules keeps one empty one. */
export function withExtraction(draft: EvaluationDraft, extraction: ExtractionConfig): EvaluationDraft {
  const rulesOf = (field: ExtractionField) => {
    const given = extraction[field].map(ruleDraftFrom);
    return given.length === 0 ? [emptyRule] : given;
  };
  return { ...draft, rules: { query: rulesOf("query"), answer: rulesOf("answer"), context: rulesOf("context") } };
}

export function draftFrom(settings: EvaluationSettings, judgeModelId: string | null): EvaluationDraft {
  const base = { ...emptyDraft, metrics: settings.metrics, k: String(settings.k), judgeModelId };
  return withExtraction(base, settings.extraction);
}

export function replaceRule(
  draft: EvaluationDraft,
  field: ExtractionField,
  index: number,
  rule: RuleDraft,
): EvaluationDraft {
  const rules = draft.rules[field].map((old, at) => (at === index ? rule : old));
  return { ...draft, rules: { ...draft.rules, [field]: rules } };
}

export function addRule(draft: EvaluationDraft, field: ExtractionField, rule: RuleDraft = emptyRule): EvaluationDraft {
  const rules = draft.rules[field];
  return rules.length >= rulesPerFieldMax ? draft : { ...draft, rules: { ...draft.rules, [field]: [...rules, rule] } };
}

export function removeRule(draft: EvaluationDraft, field: ExtractionField, index: number): EvaluationDraft {
  const left = draft.rules[field].filter((_, at) => at !== index);
  return { ...draft, rules: { ...draft.rules, [field]: left.length === 0 ? [emptyRule] : left } };
}

/** Faithfulness and the retrieval metrics read the context; correctness alone can do without it. */
export function needsContext(draft: EvaluationDraft): boolean {
  return draft.metrics.some((metric) => metric !== "correctness");
}

/** The rules as the API takes them. Rules that nobody began to fill in are left out. */
export function extractionOf(draft: EvaluationDraft): ExtractionConfig {
  const rulesOf = (field: ExtractionField) => draft.rules[field].filter((rule) => !isBlank(rule)).map(ruleFrom);
  return { query: rulesOf("query"), answer: rulesOf("answer"), context: rulesOf("context") };
}

export function settingsOf(draft: EvaluationDraft): EvaluationSettings {
  return { metrics: draft.metrics, k: Number(draft.k), relevanceThreshold: 0.5, extraction: extractionOf(draft) };
}

/** Only rules without a problem of their own, for the preview: one unfinished path must not hide what the others find. */
export function previewableExtraction(draft: EvaluationDraft): ExtractionConfig {
  const rulesOf = (field: ExtractionField) =>
    draft.rules[field].filter((rule) => !isBlank(rule) && problemsOfRule(field, rule).size === 0).map(ruleFrom);
  return { query: rulesOf("query"), answer: rulesOf("answer"), context: rulesOf("context") };
}

/** Everything that keeps the draft from being sent. `isComplete` false checks only what has been typed so far. */
export function problemsOf(draft: EvaluationDraft, isComplete: boolean): DraftProblems {
  const problems = new Map<string, DraftProblem>();
  const k = Number(draft.k);
  if (draft.metrics.length === 0) problems.set("metrics", { message: "Choose at least one metric." });
  if (!Number.isInteger(k) || k < 1 || k > 100) problems.set("k", { message: "K is a whole number from 1 to 100." });
  if (isComplete && draft.judgeModelId === null) problems.set("judgeModelId", { message: "Choose a judge." });
  for (const field of extractionFields) {
    const isRequired = field !== "context" || needsContext(draft);
    for (const [index, rule] of draft.rules[field].entries()) {
      const mustBeFilled = isComplete && isRequired && index === 0;
      if (isBlank(rule) && !mustBeFilled) continue;
      for (const [part, problem] of problemsOfRule(field, rule))
        problems.set(`extraction.${field}.${index}.${part}`, problem);
    }
  }
  return problems;
}

function problemsOfRule(field: ExtractionField, rule: RuleDraft): Map<keyof RuleDraft, DraftProblem> {
  const problems = new Map<keyof RuleDraft, DraftProblem>();
  if (rule.spanName.trim() === "") problems.set("spanName", { message: "SpanName is required." });
  if (rule.jsonPathInSpan.trim() === "") {
    problems.set("jsonPathInSpan", { message: "JsonPathInSpan is required, for example attributes.input.value." });
  } else {
    const problem = pathProblem(rule.jsonPathInSpan, field, "span");
    if (problem !== undefined) problems.set("jsonPathInSpan", problem);
  }
  if (rule.jsonPathInSpanValue.trim() !== "") {
    const problem = pathProblem(rule.jsonPathInSpanValue, field, "value");
    if (problem !== undefined) problems.set("jsonPathInSpanValue", problem);
  }
  return problems;
}

function pathProblem(text: string, field: ExtractionField, base: "span" | "value"): DraftProblem | undefined {
  const parsed = parsePath(text.trim(), { allowWildcard: field === "context", base });
  if (parsed.ok) return undefined;
  const { message, position } = parsed.error;
  return { message, position };
}

function isBlank(rule: RuleDraft): boolean {
  return rule.spanName.trim() === "" && rule.jsonPathInSpan.trim() === "" && rule.jsonPathInSpanValue.trim() === "";
}

function ruleFrom(rule: RuleDraft): ExtractionRule {
  const value = rule.jsonPathInSpanValue.trim();
  return {
    spanName: rule.spanName.trim(),
    jsonPathInSpan: rule.jsonPathInSpan.trim(),
    ...(value === "" ? {} : { jsonPathInSpanValue: value }),
    ...(rule.pick === "" ? {} : { pick: rule.pick }),
  };
}
