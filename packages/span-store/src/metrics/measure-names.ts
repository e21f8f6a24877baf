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
