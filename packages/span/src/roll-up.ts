import { buildForest } from "./forest";
import { kindFromNumber, kindNumbers } from "./kind";
import { countUsage } from "./usage";

/** The columns of a span row that its trace's row is made from. Span ids are unique among the rows of one trace. */
export interface RollUpSpan {
  /** Lower-case hex: ties are broken by it. */
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** Unix microseconds, and the nanoseconds below them (0 to 999). */
  readonly startUs: number;
  readonly startNs: number;
  /** Null while the span has not ended. */
  readonly durationNs: number | null;
  readonly name: string;
  readonly service: string;
  /** A number of kind.ts. */
  readonly kind: number;
  /** OTLP: 0 unset, 1 ok, 2 error. */
  readonly status: number;
  readonly model: string | null;
  readonly responseId: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars. */
  readonly cost: number | null;
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly errorMessage: string | null;
}

export interface TraceRollUp {
  readonly startUs: number;
  readonly endUs: number;
  readonly durationNs: number;
  /** Of the root; where there is none, of the earliest span whose parent has not arrived. */
  readonly application: string;
  readonly name: string;
  readonly rootKind: number;
  /** The root's; without a root 2 as soon as any span failed. */
  readonly status: number;
  readonly hasRoot: boolean;
  readonly isRunning: boolean;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly orphanCount: number;
  /** Null where no span reported any. */
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars, of the model calls that have a price and are counted; null where there is none. */
  readonly cost: number | null;
  /** Ids of model calls that repeat the usage of another one (wrappers, second records); sorted, the first 1,000. */
  readonly uncountedSpans: readonly string[];
  /** Of the model calls; distinct and sorted, so that the order of arrival leaves no mark. */
  readonly models: readonly string[];
  readonly spanNames: readonly string[];
  /** Of the span nearest the root that has one. */
  readonly sessionId: string | null;
  readonly userId: string | null;
  /** The root's own, else that of the failed span that ended first: causes end before what they bring down. */
  readonly errorMessage: string | null;
}

/** A wrapper repeats the requested model; only a call tells which model answered. */
const modelKinds: ReadonlySet<number> = new Set([kindNumbers.LLM, kindNumbers.EMBEDDING, kindNumbers.RERANKER]);
const modelsMax = 50;
const spanNamesMax = 200;
/** A trace beyond it is hostile or broken; its trace row stays small, and figures by model count what is over. */
const uncountedSpansMax = 1_000;

/**
 * The totals of one trace from all its spans (conventions 7.5 and 7.7). Pure, and the same for every order of the spans:
 * ingest calls it for new traces with the spans in memory, and for known ones with the stored rows.
 *
 * @param spans At least one.
 */
export function rollUpTrace(spans: readonly RollUpSpan[]): TraceRollUp {
  const ids = new Set<string>();
  for (const span of spans) ids.add(span.spanId);
  const top = findTop(spans, ids);
  const totals = { errorCount: 0, orphanCount: 0, isRunning: false, startUs: Infinity, startNs: 0, endUs: 0, endNs: 0 };
  const models = new Set<string>();
  const names = new Set<string>();
  for (const span of spans) {
    addSpan(totals, span);
    if (isOrphan(span, ids)) totals.orphanCount += 1;
    if (span.model !== null && modelKinds.has(span.kind)) models.add(span.model);
    names.add(span.name);
  }
  const hasRoot = top.parentSpanId === null;
  return {
    startUs: totals.startUs,
    endUs: totals.endUs,
    durationNs: (totals.endUs - totals.startUs) * 1000 + (totals.endNs - totals.startNs),
    application: top.service,
    name: top.name,
    rootKind: top.kind,
    status: hasRoot || totals.errorCount === 0 ? top.status : 2,
    hasRoot,
    isRunning: totals.isRunning,
    spanCount: spans.length,
    errorCount: totals.errorCount,
    orphanCount: totals.orphanCount,
    ...sumUsage(spans),
    models: sortedMax(models, modelsMax),
    spanNames: sortedMax(names, spanNamesMax),
    ...liftIdentity(spans, top),
    errorMessage: findErrorMessage(spans, top),
  };
}

interface Totals {
  errorCount: number;
  isRunning: boolean;
  startUs: number;
  startNs: number;
  endUs: number;
  endNs: number;
}

function addSpan(totals: Totals, span: RollUpSpan): void {
  if (span.status === 2) totals.errorCount += 1;
  if (span.durationNs === null) totals.isRunning = true;
  if (span.startUs < totals.startUs || (span.startUs === totals.startUs && span.startNs < totals.startNs)) {
    totals.startUs = span.startUs;
    totals.startNs = span.startNs;
  }
  const untilEndNs = span.startNs + (span.durationNs ?? 0);
  const endUs = span.startUs + Math.floor(untilEndNs / 1000);
  const endNs = untilEndNs % 1000;
  if (endUs > totals.endUs || (endUs === totals.endUs && endNs > totals.endNs)) {
    totals.endUs = endUs;
    totals.endNs = endNs;
  }
}

function isOrphan(span: RollUpSpan, ids: ReadonlySet<string>): boolean {
  return span.parentSpanId !== null && !ids.has(span.parentSpanId);
}

/** The earliest root, else the earliest orphan, else (every parent leads back to itself) the earliest span. */
function findTop(spans: readonly RollUpSpan[], ids: ReadonlySet<string>): RollUpSpan {
  const [first] = spans;
  if (first === undefined) throw new RangeError("rollUpTrace needs at least one span");
  let top = first;
  let topRank = rankOfTop(first, ids);
  for (const span of spans) {
    const rank = rankOfTop(span, ids);
    if (rank < topRank || (rank === topRank && isEarlier(span, top))) {
      top = span;
      topRank = rank;
    }
  }
  return top;
}

function rankOfTop(span: RollUpSpan, ids: ReadonlySet<string>): number {
  if (span.parentSpanId === null) return 0;
  return ids.has(span.parentSpanId) ? 2 : 1;
}

function isEarlier(a: RollUpSpan, b: RollUpSpan): boolean {
  if (a.startUs !== b.startUs) return a.startUs < b.startUs;
  if (a.startNs !== b.startNs) return a.startNs < b.startNs;
  return a.spanId < b.spanId;
}

type UsageTotals = Pick<TraceRollUp, "inputTokens" | "outputTokens" | "cost" | "uncountedSpans">;

const noUsage: UsageTotals = { inputTokens: null, outputTokens: null, cost: null, uncountedSpans: [] };

function sumUsage(spans: readonly RollUpSpan[]): UsageTotals {
  if (!spans.some((span) => span.inputTokens !== null || span.outputTokens !== null)) return noUsage;
  const usage = countUsage(
    spans.map((span) => ({
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      kind: kindFromNumber(span.kind),
      model: span.model,
      responseId: span.responseId,
      start: BigInt(span.startUs) * 1000n + BigInt(span.startNs),
      duration: span.durationNs === null ? null : BigInt(span.durationNs),
      inputTokens: span.inputTokens,
      outputTokens: span.outputTokens,
    })),
  );
  const costs: number[] = [];
  const uncounted: string[] = [];
  spans.forEach((span, index) => {
    if (!modelKinds.has(span.kind)) return;
    const role = usage.roles[index];
    if (role === "counted" && span.cost !== null) costs.push(span.cost);
    if (role === "aggregate" || role === "duplicate" || role === "estimate") uncounted.push(span.spanId);
  });
  return {
    inputTokens: usage.inputTokens ?? null,
    outputTokens: usage.outputTokens ?? null,
    cost: sumCosts(costs),
    uncountedSpans: uncounted.length === 0 ? uncounted : uncounted.sort().slice(0, uncountedSpansMax),
  };
}

/** The same for every order of the spans: sums of binary fractions depend on it, so they are added from the smallest on. */
function sumCosts(costs: number[]): number | null {
  if (costs.length === 0) return null;
  const sum = costs.sort((a, b) => a - b).reduce((total, cost) => total + cost, 0);
  return Math.round(sum * 1e12) / 1e12;
}

function liftIdentity(spans: readonly RollUpSpan[], top: RollUpSpan): Pick<TraceRollUp, "sessionId" | "userId"> {
  let depths: Map<string, number> | undefined;
  const nearest = (readValue: (span: RollUpSpan) => string | null): string | null => {
    const own = readValue(top);
    if (own !== null) return own;
    const candidates = spans.filter((span) => readValue(span) !== null);
    const [first] = candidates;
    if (first === undefined) return null;
    if (candidates.every((span) => readValue(span) === readValue(first))) return readValue(first);
    depths ??= depthsOf(spans);
    const depth = (span: RollUpSpan) => depths?.get(span.spanId) ?? 0;
    const best = candidates.reduce((a, b) => {
      const difference = depth(b) - depth(a);
      return difference < 0 || (difference === 0 && isEarlier(b, a)) ? b : a;
    });
    return readValue(best);
  };
  return { sessionId: nearest((span) => span.sessionId), userId: nearest((span) => span.userId) };
}

function depthsOf(spans: readonly RollUpSpan[]): Map<string, number> {
  const forest = buildForest(spans, (a, b) => (isEarlier(a, b) ? -1 : 1));
  const depths = new Map<string, number>();
  forest.order.forEach((row, position) => {
    const span = spans[row];
    if (span) depths.set(span.spanId, forest.depth[position] ?? 0);
  });
  return depths;
}

function findErrorMessage(spans: readonly RollUpSpan[], top: RollUpSpan): string | null {
  if (top.status === 2 && top.errorMessage !== null) return top.errorMessage;
  let first: RollUpSpan | undefined;
  for (const span of spans) {
    if (span.status !== 2 || span.errorMessage === null) continue;
    if (first === undefined || endedEarlier(span, first)) first = span;
  }
  return first?.errorMessage ?? null;
}

function endedEarlier(a: RollUpSpan, b: RollUpSpan): boolean {
  const [endA, endB] = [endMs(a), endMs(b)];
  return endA < endB || (endA === endB && a.spanId < b.spanId);
}

function endMs(span: RollUpSpan): number {
  return span.durationNs === null ? Infinity : (span.startUs + (span.startNs + span.durationNs) / 1000) / 1000;
}

type NameLists = Pick<TraceRollUp, "models" | "spanNames" | "uncountedSpans">;

/** The models, span names and uncounted spans of two parts of one trace together. */
export function mergeNames(a: NameLists, b: NameLists): NameLists {
  return {
    uncountedSpans: sortedMax(new Set([...a.uncountedSpans, ...b.uncountedSpans]), uncountedSpansMax),
    models: sortedMax(new Set([...a.models, ...b.models]), modelsMax),
    spanNames: sortedMax(new Set([...a.spanNames, ...b.spanNames]), spanNamesMax),
  };
}

function sortedMax(values: ReadonlySet<string>, max: number): string[] {
  if (values.size === 1) return [...values];
  return [...values].sort().slice(0, max);
}
