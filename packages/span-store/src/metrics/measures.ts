import { type MetricFigures, sumOrNull } from "./metric-row";

export const measureNames = [
  "requests",
  "errors",
  "errorRate",
  "p50Ms",
  "p95Ms",
  "p99Ms",
  "ttftP50Ms",
  "ttftP95Ms",
  "inputTokens",
  "outputTokens",
  "cachedTokens",
  "reasoningTokens",
  "tokens",
  "cost",
  "unpricedCalls",
] as const;
/**
 * - `requests`: traces; in series by span name spans, in series by model calls
 * - `p50Ms` to `p99Ms`: durations of those, exact to 5 %; null where none has ended
 * - `ttftP50Ms`, `ttftP95Ms`: time to the first token of model calls; null where none reported it
 * - tokens: null where none were reported. `cachedTokens` are part of `inputTokens`, `reasoningTokens` of `outputTokens`
 * - `cost`: US dollars; null where no call has a price. `unpricedCalls` says how many calls are missing in it
 */
export type Measure = (typeof measureNames)[number];

/** Measures of several rows add up; quantiles and rates do not. */
const additive: ReadonlySet<Measure> = new Set<Measure>([
  "requests",
  "errors",
  "inputTokens",
  "outputTokens",
  "cachedTokens",
  "reasoningTokens",
  "tokens",
  "cost",
  "unpricedCalls",
]);

/** The histograms that the measures are read from: they are most of what a chart reads. */
export function histogramsFor(measures: readonly Measure[]): ("durations" | "ttfts")[] {
  const isOf = (names: readonly Measure[]) => measures.some((measure) => names.includes(measure));
  return [
    ...(isOf(["p50Ms", "p95Ms", "p99Ms"]) ? (["durations"] as const) : []),
    ...(isOf(["ttftP50Ms", "ttftP95Ms"]) ? (["ttfts"] as const) : []),
  ];
}

export function isAdditive(measure: Measure): boolean {
  return additive.has(measure);
}

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
