/**
 * Span kinds of an LLM application, after OpenInference, with the number that the span table stores. Numbers are assigned
 * once and never reused. "UNKNOWN" is a span that no convention describes (plain HTTP, SQL): infrastructure.
 */
export const kindNumbers = {
  UNKNOWN: 0,
  LLM: 1,
  AGENT: 2,
  CHAIN: 3,
  TASK: 4,
  RETRIEVER: 5,
  RERANKER: 6,
  EMBEDDING: 7,
  TOOL: 8,
  GUARDRAIL: 9,
  EVALUATOR: 10,
} as const;

export type LlmKind = keyof typeof kindNumbers;

export const kindNames = Object.keys(kindNumbers) as readonly LlmKind[];

const names = new Map<number, LlmKind>(Object.entries(kindNumbers).map(([name, number]) => [number, name as LlmKind]));

export function kindFromNumber(number: number): LlmKind {
  return names.get(number) ?? "UNKNOWN";
}
