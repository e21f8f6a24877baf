import { decodeSpanColumns } from "@plumbline/public-api/span-columns";
import { criticalPath } from "@plumbline/span/critical-path";
import { buildForest, type Forest } from "@plumbline/span/forest";
import type { LlmKind } from "@plumbline/span/kind";
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
}

/** A stretch of the critical path: span `index` held up the trace from `fromUs` to `toUs`. */
export interface CriticalStretch {
  readonly index: number;
  readonly fromUs: number;
  readonly toUs: number;
}

/** Everything the page needs of a trace, computed once when it arrives. Spans stand in pre-order. */
export interface TraceModel {
  readonly spans: readonly TraceSpan[];
  readonly shape: Pick<Forest, "depth" | "parent" | "end">;
  readonly isOrphan: Uint8Array;
  readonly brokeCycle: Uint8Array;
  readonly indexOf: ReadonlyMap<string, number>;
  readonly whole: TimeWindow;
  readonly criticalPath: readonly CriticalStretch[];
  readonly criticalPathSpanCount: number;
  /** 1 where a descendant failed too: the span was broken by a child. */
  readonly hasErrorBelow: Uint8Array;
  readonly failure: Failure | undefined;
}

/** Where a failure began and what it broke on its way up; indices into the spans. */
export interface Failure {
  readonly origin: number;
  /** Failed ancestors of the origin, nearest first. */
  readonly broke: readonly number[];
  readonly errorCount: number;
}
