import type { Measure } from "./measure-names";
import { type MetricFigures, sumOrNull } from "./metric-row";

const readers: Readonly<Record<Measure, (figures: MetricFigures) => number | null>> = {
  requests: ({ count }) => count,
  errors: ({ errors }) => errors,
  errorRate: ({ count, errors }) => (count === 0 ? null : errors / count),
  p50Ms: ({ durations }) => durations.quantileMs(0.5),
  p95Ms: ({ durations }) => durations.quantileMs(0.95),
  p99Ms: ({ durations }) => durations.quantileMs(0.99),
  ttftP50Ms: ({ ttfts }) => ttfts.quantileMs(0.5),
  ttftP95Ms: ({ ttfts }) => ttfts.quantileMs(0.95),
  inputTokens: ({ inputTokens }) => inputTokens,
  outputTokens: ({ outputTokens }) => outputTokens,
  cachedTokens: ({ cacheReadTokens }) => cacheReadTokens,
  reasoningTokens: ({ reasoningTokens }) => reasoningTokens,
  tokens: ({ inputTokens, outputTokens }) => sumOrNull(inputTokens, outputTokens),
  cost: ({ cost }) => cost,
  unpricedCalls: ({ unpricedCalls }) => unpricedCalls,
};

export type MeasureValues = Partial<Record<Measure, number | null>>;

export function readMeasures<M extends Measure>(
  figures: MetricFigures,
  measures: readonly M[],
): Record<M, number | null> {
  const values = measures.map((measure) => [measure, readers[measure](figures)] as const);
  return Object.fromEntries(values) as Record<M, number | null>;
}

export function readMeasure(figures: MetricFigures, measure: Measure): number | null {
  return readers[measure](figures);
}
