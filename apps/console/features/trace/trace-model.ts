import { decodeSpanColumns, type SpanTreeRow } from "@plumbline/public-api/span-columns";
import { clockSkew } from "@plumbline/span/clock-skew";
import { criticalPath } from "@plumbline/span/critical-path";
import { buildForest, type Forest } from "@plumbline/span/forest";
import type { LlmKind } from "@plumbline/span/kind";
import { findFailure } from "@plumbline/span/root-cause";
import type { TraceTree } from "./trace-source";
import type { TimeWindow } from "./waterfall-ruler";

/** A span of the call chain. Times are microseconds from the start of the trace. */
export interface TraceSpan {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly service: string;
  readonly kind: LlmKind;
  readonly status: "ok" | "error" | "unset";
  readonly startUs: number;
  /** The end of the trace for a span that has not ended. */
  readonly endUs: number;
  /** Null while the span has not ended. */
  readonly durationUs: number | null;
  /** By how much it was moved because of a wrong clock; its recorded start is `startUs - skewUs`. */
  readonly skewUs: number;
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars; null without a price, and for wrappers that repeat a call. */
  readonly cost: number | null;
  readonly ttftMs: number | null;
  readonly errorType: string | null;
  readonly errorMessage: string | null;
}

/** A stretch of the critical path: span `index` held up the trace from `fromUs` to `toUs`. */
export interface CriticalStretch {
  readonly index: number;
  readonly fromUs: number;
  readonly toUs: number;
}

/** Where a failure began and what it broke on its way up; indices into the spans. */
export interface TraceFailure {
  readonly origin: number;
  /** Failed ancestors of the origin, nearest first. */
  readonly broke: readonly number[];
  /** The first ancestor that did not fail. Undefined where the error reached a root. */
  readonly handledBy: number | undefined;
  /** Spans that ended just before the origin began, nearest first. */
  readonly before: readonly number[];
  readonly errorCount: number;
}

/** What takes a walk over the whole trace; a large one is drawn before it is known. */
export interface TraceAnalysis {
  readonly criticalPath: readonly CriticalStretch[];
  readonly criticalPathSpanCount: number;
  readonly failure: TraceFailure | undefined;
  /** False until the walk is done: no failure is known yet, which is not the same as none. */
  readonly isAnalysed: boolean;
}

/** Everything the page needs of a trace, computed once when it arrives. Spans stand in pre-order. */
export interface TraceModel extends TraceAnalysis {
  readonly spans: readonly TraceSpan[];
  readonly shape: Pick<Forest, "depth" | "parent" | "end">;
  readonly isOrphan: Uint8Array;
  readonly brokeCycle: Uint8Array;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly whole: TimeWindow;
  /** 1 where a descendant failed too: the span was broken by a child. */
  readonly hasErrorBelow: Uint8Array;
  /** Some spans were timed by a wrong clock, whether their times are corrected or not. */
  readonly isSkewed: boolean;
  /** How long the trace took once wrong clocks are corrected, whether they are shown so or not; undefined where none was wrong. */
  readonly correctedUs: number | undefined;
}

/** The spans in their places, without the analysis. `recorded` leaves wrong clocks as they are. */
export function buildTraceModel(
  tree: Pick<TraceTree, "spans">,
  times: "corrected" | "recorded" = "corrected",
): TraceModel {
  const recorded = decodeSpanColumns(tree.spans);
  const { rows, forest, shiftOfRow, isSkewed, correctedUs } = placeRows(recorded, times);
  const whole = wholeOf(rows);
  const spans = Array.from(forest.order).flatMap((place) => {
    const row = rows[place];
    return row === undefined ? [] : [spanOf(row, whole.toUs, shiftOfRow?.[place] ?? 0)];
  });
  return {
    spans,
    shape: forest,
    isOrphan: forest.isOrphan,
    brokeCycle: forest.brokeCycle,
    indexOf: new Map(spans.map((span, index) => [span.spanId, index])),
    whole,
    hasErrorBelow: errorsBelow(spans, forest),
    isSkewed,
    correctedUs,
    criticalPath: [],
    criticalPathSpanCount: 0,
    failure: undefined,
    isAnalysed: false,
  };
}

export function analyseTrace(model: TraceModel): TraceAnalysis {
  const [first, second] = analysisSteps(model);
  return { ...first(), ...second() };
}

/** The analysis in two halves, so that a large trace can take a breath between them. */
export function analysisSteps({ spans, indexOf }: TraceModel) {
  const rows = spans.map(analysableRow);
  const pathStep = (): Pick<TraceAnalysis, "criticalPath" | "criticalPathSpanCount"> => {
    const path = criticalPathOf(rows, indexOf);
    return { criticalPath: path, criticalPathSpanCount: new Set(path.map((stretch) => stretch.index)).size };
  };
  const failureStep = (): Pick<TraceAnalysis, "failure" | "isAnalysed"> => ({
    failure: failureOf(rows, indexOf),
    isAnalysed: true,
  });
  return [pathStep, failureStep] as const;
}

/** The rows and their forest, with the times of wrong clocks corrected where that is wanted. */
function placeRows(recorded: readonly SpanTreeRow[], times: "corrected" | "recorded") {
  const forest = buildForest(recorded);
  const skewRows = recorded.map(({ service, offsetUs, durationMs }) => ({
    service,
    offsetUs,
    durationUs: durationMs === null ? null : durationMs * 1000,
  }));
  const shifts = clockSkew(skewRows, forest);
  const isSkewed = shifts.some((shift) => shift !== 0);
  const untouched = { rows: recorded, forest, shiftOfRow: undefined, isSkewed, correctedUs: undefined };
  if (!isSkewed) return untouched;
  const shiftOfRow = new Float64Array(recorded.length);
  forest.order.forEach((row, position) => {
    shiftOfRow[row] = shifts[position] ?? 0;
  });
  const rows = recorded.map((row, place) => ({ ...row, offsetUs: row.offsetUs + (shiftOfRow[place] ?? 0) }));
  const whole = wholeOf(rows);
  const correctedUs = whole.toUs - whole.fromUs;
  if (times === "recorded") return { ...untouched, correctedUs };
  // Siblings stand in order of time, which has changed.
  const moved = buildForest(rows, (a, b) => a.offsetUs - b.offsetUs);
  return { rows, forest: moved, shiftOfRow, isSkewed, correctedUs };
}

/**
 * From the first start to the last end. The clock of another host may have put a span before the trace's start, and once its
 * clock is corrected the trace starts later than it said.
 */
function wholeOf(rows: readonly SpanTreeRow[]): TimeWindow {
  let fromUs = Number.POSITIVE_INFINITY;
  let toUs = 0;
  for (const row of rows) {
    fromUs = Math.min(fromUs, row.offsetUs);
    toUs = Math.max(toUs, row.offsetUs + (row.durationMs ?? 0) * 1000);
  }
  return rows.length === 0 ? { fromUs: 0, toUs: 0 } : { fromUs, toUs: Math.max(toUs, fromUs) };
}

function spanOf({ offsetUs, durationMs, ...row }: SpanTreeRow, traceEndUs: number, skewUs: number): TraceSpan {
  const durationUs = durationMs === null ? null : durationMs * 1000;
  const endUs = durationUs === null ? traceEndUs : offsetUs + durationUs;
  return { ...row, startUs: offsetUs, endUs, durationUs, skewUs };
}

/** The analyses of packages/span count in whole nanoseconds. */
function analysableRow({ spanId, parentSpanId, name, status, startUs, durationUs }: TraceSpan) {
  const durationNs = durationUs === null ? null : BigInt(Math.round(durationUs * 1000));
  return { spanId, parentSpanId, name, status, offsetUs: startUs, durationNs };
}

type AnalysableRow = ReturnType<typeof analysableRow>;

function criticalPathOf(
  rows: readonly AnalysableRow[],
  indexOf: ReadonlyMap<string, number>,
): readonly CriticalStretch[] {
  return (criticalPath(rows)?.sections ?? []).flatMap(({ spanId, startNs, endNs }) => {
    const index = indexOf.get(spanId);
    return index === undefined ? [] : [{ index, fromUs: startNs / 1000, toUs: endNs / 1000 }];
  });
}

function failureOf(rows: readonly AnalysableRow[], indexOf: ReadonlyMap<string, number>): TraceFailure | undefined {
  const errorCount = rows.reduce((count, row) => count + (row.status === "error" ? 1 : 0), 0);
  if (errorCount === 0) return undefined;
  const failure = findFailure(rows);
  const origin = failure === undefined ? undefined : indexOf.get(failure.origin.spanId);
  if (failure === undefined || origin === undefined) return undefined;
  const indices = (found: readonly { readonly spanId: string }[]) =>
    found.flatMap(({ spanId }) => indexOf.get(spanId) ?? []);
  return {
    origin,
    broke: indices(failure.broke),
    handledBy: failure.handledBy === undefined ? undefined : indexOf.get(failure.handledBy.spanId),
    before: indices(failure.before),
    errorCount,
  };
}

function errorsBelow(spans: readonly TraceSpan[], forest: Forest): Uint8Array {
  const below = new Uint8Array(spans.length);
  // From the end: every span stands behind its parent, so a parent is complete when its turn comes.
  for (let index = spans.length - 1; index >= 0; index -= 1) {
    const parent = forest.parent[index] ?? -1;
    if (parent >= 0 && (spans[index]?.status === "error" || below[index] === 1)) below[parent] = 1;
  }
  return below;
}
