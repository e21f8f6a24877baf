import { decodeSpanColumns, type SpanTreeRow } from "@plumbline/public-api/span-columns";
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
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
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
}

/** The spans in their places, without the analysis. */
export function buildTraceModel(tree: Pick<TraceTree, "spans">): TraceModel {
  const rows = decodeSpanColumns(tree.spans);
  const forest = buildForest(rows);
  const whole = wholeOf(rows);
  const ordered = Array.from(forest.order, (row) => rows[row]).filter((row) => row !== undefined);
  const spans = ordered.map((row) => spanOf(row, whole.toUs));
  return {
    spans,
    shape: forest,
    isOrphan: forest.isOrphan,
    brokeCycle: forest.brokeCycle,
    indexOf: new Map(spans.map((span, index) => [span.spanId, index])),
    whole,
    hasErrorBelow: errorsBelow(spans, forest),
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

/** From the first start to the last end; the clock of another host may have put a span before the trace's start. */
function wholeOf(rows: readonly SpanTreeRow[]): TimeWindow {
  let fromUs = 0;
  let toUs = 0;
  for (const row of rows) {
    fromUs = Math.min(fromUs, row.offsetUs);
    toUs = Math.max(toUs, row.offsetUs + (row.durationMs ?? 0) * 1000);
  }
  return { fromUs, toUs };
}

function spanOf({ offsetUs, durationMs, ...row }: SpanTreeRow, traceEndUs: number): TraceSpan {
  const durationUs = durationMs === null ? null : durationMs * 1000;
  return { ...row, startUs: offsetUs, endUs: durationUs === null ? traceEndUs : offsetUs + durationUs, durationUs };
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

/** The sign of a span that is worth one. Success shows nothing: a page without trouble is almost grey. */
export function spanSign(model: TraceModel, index: number): "error" | "broken" | "running" | undefined {
  const span = model.spans[index];
  if (span?.status === "error") return model.hasErrorBelow[index] === 1 ? "broken" : "error";
  return span?.durationUs === null ? "running" : undefined;
}

export interface SpanTag {
  readonly text: string;
  readonly title: string;
  readonly tone: "error" | "warn";
}

/** What must be said of a span's place in the chain. */
export function spanTag(model: TraceModel, index: number): SpanTag | undefined {
  if (model.failure?.origin === index)
    return { text: "origin", title: "The failure began in this span.", tone: "error" };
  if (model.isOrphan[index] === 1)
    return {
      text: "no parent",
      title: `Its parent ${model.spans[index]?.parentSpanId ?? ""} has not arrived. It is shown as a root.`,
      tone: "warn",
    };
  if (model.brokeCycle[index] === 1)
    return { text: "cycle", title: "Its parents lead back to itself. It is shown as a root.", tone: "warn" };
  return undefined;
}
