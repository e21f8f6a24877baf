import type { JsonValue } from "@plumbline/base/json";

export const correctnessLabels = ["correct", "partially_correct", "incorrect", "abstained"] as const;
export type CorrectnessLabel = (typeof correctnessLabels)[number];

/** An answer that says it does not know did not address the question: 0, with its own label. */
export const correctnessScores: Readonly<Record<CorrectnessLabel, number>> = {
  correct: 1,
  partially_correct: 0.5,
  incorrect: 0,
  abstained: 0,
};

export const claimVerdicts = ["supported", "contradicted", "not_found"] as const;
export type ClaimVerdict = (typeof claimVerdicts)[number];

const correctnessWords: Record<string, CorrectnessLabel> = {
  correct: "correct",
  正确: "correct",
  "partially correct": "partially_correct",
  "partly correct": "partially_correct",
  partial: "partially_correct",
  部分正确: "partially_correct",
  incorrect: "incorrect",
  wrong: "incorrect",
  错误: "incorrect",
  不正确: "incorrect",
  abstained: "abstained",
  abstain: "abstained",
  未作答: "abstained",
  未回答: "abstained",
  拒绝回答: "abstained",
  无法回答: "abstained",
};

const verdictWords: Record<string, ClaimVerdict> = {
  supported: "supported",
  支持: "supported",
  contradicted: "contradicted",
  矛盾: "contradicted",
  "not found": "not_found",
  未找到: "not_found",
  未提及: "not_found",
};

/**
 * A label's fixed map: case, spaces, `_`, `-`, quotes, Markdown stars and a final stop do not matter; anything else does.
 * "mostly correct", "not correct" and "correct | incorrect" are no labels.
 */
export function readCorrectnessLabel(value: JsonValue): CorrectnessLabel | undefined {
  return lookUp(correctnessWords, value);
}

export function readClaimVerdict(value: JsonValue): ClaimVerdict | undefined {
  return lookUp(verdictWords, value);
}

/** 0 to 3, as a number or as exactly that digit, full-width ones included. */
export function readGrade(value: JsonValue): number | undefined {
  const single = unwrapSingle(value);
  const text = typeof single === "string" ? single.normalize("NFKC").trim() : undefined;
  const grade = text !== undefined && /^[0-3]$/.test(text) ? Number(text) : single;
  return typeof grade === "number" && Number.isInteger(grade) && grade >= 0 && grade <= 3 ? grade : undefined;
}

function lookUp<T>(words: Record<string, T>, value: JsonValue): T | undefined {
  const single = unwrapSingle(value);
  if (typeof single !== "string") return undefined;
  const key = normaliseLabel(single);
  return Object.hasOwn(words, key) ? words[key] : undefined;
}

export function normaliseLabel(text: string): string {
  return text
    .trim()
    .replace(/^[\s"'“”‘’`*_]+|[\s"'“”‘’`*_.。!！]+$/gu, "")
    .replace(/[\s_-]+/g, " ")
    .toLowerCase();
}

function unwrapSingle(value: JsonValue): JsonValue {
  return Array.isArray(value) && value.length === 1 ? (value[0] ?? null) : value;
}
