import type { SpanId, TraceId } from "@plumbline/base/ids";
import type { Query } from "@plumbline/query/query";
import type { ReadSpan } from "@plumbline/span/document/types";
import type { LlmKind } from "@plumbline/span/kind";
import type { SearchHit } from "../search/search-hits";

export type TraceStatus = "ok" | "error" | "unset";

/** One row of a trace list. Times are ISO 8601 in UTC with microseconds. */
export interface TraceListItem {
  readonly traceId: TraceId;
  readonly startTime: string;
  readonly durationNs: bigint;
  readonly application: string;
  readonly name: string;
  readonly rootKind: LlmKind;
  readonly status: TraceStatus;
  /** No root has arrived, or spans name a parent that has not. */
  readonly isIncomplete: boolean;
  readonly isRunning: boolean;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars, each model call once; null where no call has a price. */
  readonly cost: number | null;
  readonly models: readonly string[];
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly inputPreview: string | null;
  readonly outputPreview: string | null;
  readonly errorMessage: string | null;
  readonly evaluation: EvaluationSummary | null;
}

/** What a list shows of a trace's newest evaluation. Written by packages/evaluation through `writeEvaluationSummary`. */
export interface EvaluationSummary {
  readonly evaluationId: string;
  readonly state: (typeof evaluationStates)[number];
  /** Short text for the chip, e.g. "Not extracted: Context" or "Judge failed: quota". Null when scores speak. */
  readonly chip: string | null;
  readonly judgeName: string;
  /** The judge was the stand-in: scores are labelled as such wherever they are shown. */
  readonly isStandIn: boolean;
  readonly scores: readonly SummaryScore[];
  readonly finishedAt: string | null;
  /** The newest evaluation that has scores, while this one has none of its own yet or came to none. */
  readonly lastScored?: {
    readonly evaluationId: string;
    readonly judgeName: string;
    readonly isStandIn: boolean;
    readonly scores: readonly SummaryScore[];
    readonly finishedAt: string | null;
  };
}

export interface SummaryScore {
  readonly metric: MetricName;
  readonly score: number | null;
  /** Where the metric looks at the first K documents only. */
  readonly k?: number;
  /** It was to be judged and was not; without it, a null score says that the metric does not apply. */
  readonly isFailed?: true;
}

export const metricNames = ["correctness", "faithfulness", "ndcg", "hit_rate", "precision", "reciprocal_rank"] as const;
export type MetricName = (typeof metricNames)[number];

export const evaluationStates = [
  "queued",
  "running",
  "delayed",
  "not_extracted",
  "succeeded",
  "partly",
  "failed",
  "cancelled",
  "superseded",
] as const;

/**
 * States that a list filters by; several are alternatives.
 * - `error`: the trace's status is error
 * - `running`: a span has not ended
 * - `incomplete`: no root has arrived, or a span names a parent that has not
 * - `ok`: none of the three
 * - `unset`: the trace's status is unset, whatever else holds of it; most instrumentation sets a status on failure only
 */
export const traceStates = ["ok", "error", "incomplete", "running", "unset"] as const;
export type TraceState = (typeof traceStates)[number];

/** What lists, the pulse, facets and the cursor share: the traces that began in the range and satisfy the query. */
export interface TraceFilter {
  /**
   * Inclusive start, exclusive end, by start of the trace; at most 400 days apart. A whole trace id (`trace = <32 hex digits>`,
   * alone or joined by `and`) names one trace wherever it lies, and so it is found outside of the range too.
   */
  readonly from: Date;
  readonly to: Date;
  /** Left out: every trace. */
  readonly query?: Query;
  /** Of these only, as a search of contents found them; 32 hex digits each. */
  readonly traceIds?: readonly string[];
}

export const traceSortFields = ["time", "duration", "tokens", "cost"] as const;

/** Where `field` is missing (no tokens, no price), it counts as less than everything. Ties are broken by trace id. */
export interface TraceSort {
  readonly field: (typeof traceSortFields)[number];
  readonly isDescending: boolean;
}

export interface TraceQuery extends TraceFilter {
  /** Left out: newest first. */
  readonly sort?: TraceSort;
  /** Keyset cursor: the page that follows (`nextCursor`), or with `isBackward` the page that precedes (`prevCursor`). */
  readonly cursor?: string;
  readonly isBackward?: boolean;
  /** 1 to 200. */
  readonly limit: number;
}

/** A trace of a list, and where the query is true of its contents. */
export interface FoundTrace extends TraceListItem {
  /** At most three; set where the query asks about contents. */
  readonly hits?: readonly SearchHit[];
}

export interface TracePage {
  readonly items: readonly FoundTrace[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
  /**
   * Asks for the page before this one; null on an empty page. On the first page it asks for what has come in since, which is
   * how a live list grows.
   */
  readonly prevCursor: string | null;
  /** Whether traces stand before this page, as far as this read knows. */
  readonly hasPrevious: boolean;
  /**
   * Set where a search of contents ran out of time before the page was full: all traces that started from here on were looked
   * at, and `nextCursor` goes on. The page may be empty.
   */
  readonly searchedBackTo?: string;
}

export interface PulseFigures {
  readonly traces: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** One bar of the strip over the list. */
export interface PulseBucket extends PulseFigures {
  readonly startTime: string;
}

/** Buckets of equal length that begin at multiples of it since 1970 (UTC); the first and last may reach over the range. */
export interface Pulse {
  readonly stepMs: number;
  /**
   * The query asks about contents of spans, and of more traces than can be looked at while a page waits: contents were left out,
   * so that the true figures are these or smaller.
   */
  readonly isUpperBound: boolean;
  /** Of the whole range. */
  readonly total: PulseFigures;
  readonly buckets: readonly PulseBucket[];
}

export const facetFields = [
  "application",
  "status",
  "model",
  "evaluation",
  "name",
  "environment",
  "span",
  "session",
  "user",
] as const;
export type FacetField = (typeof facetFields)[number];

/** How traces spread over the values of some fields. */
export interface Facets {
  /** How many traces of the query were counted. */
  readonly traces: number;
  /** These or those of a facet are the newest 10,000; there may be more. */
  readonly isEstimate: boolean;
  /** As in `Pulse`. */
  readonly isUpperBound: boolean;
  /** In the order in which the fields were asked for. */
  readonly facets: readonly {
    readonly field: FacetField;
    /** How many were counted for it: those of the query without its clauses on the field's own values. */
    readonly traces: number;
    /** Most traces first; values that the query names are among them, with 0 where no trace has them. */
    readonly values: readonly { readonly value: string; readonly traces: number }[];
  }[];
}

/** Numbers of a trace whose spread is counted in ranges of their own. */
export const rangeFields = [
  "duration",
  "tokens",
  "cost",
  "spans",
  "score.correctness",
  "score.faithfulness",
  "score.ndcg",
  "score.hit_rate",
  "score.precision",
  "score.reciprocal_rank",
] as const;
export type RangeField = (typeof rangeFields)[number];

export interface RangeBucket {
  /** Included, in the unit of the query language: milliseconds, counts, US dollars, 0 to 1. */
  readonly from: number;
  /** Not included; null: whatever is larger. */
  readonly to: number | null;
  readonly traces: number;
}

/** How traces spread over the values of one number. */
export interface RangeCounts {
  readonly field: RangeField;
  /** The newest 10,000 were counted; there may be more. */
  readonly isEstimate: boolean;
  /** As in `Facets`. */
  readonly isUpperBound: boolean;
  /** How many of them have no such value. */
  readonly without: number;
  /** Side by side, the smallest values first; none where no trace has the value. */
  readonly buckets: readonly RangeBucket[];
}

export interface Freshness {
  /** When the newest span was received; null where none is stored. */
  readonly newestReceivedAt: string | null;
  /** By the database's clock. */
  readonly ageMs: number | null;
}

export interface SpanNameQuery {
  readonly from: Date;
  readonly to: Date;
  readonly application?: string;
}

export interface SpanNameCount {
  readonly name: string;
  /** How many of the traces looked at hold such a span. */
  readonly traces: number;
}

export interface ApplicationSummary {
  readonly application: string;
  readonly traces: number;
  readonly errors: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars; null where no call has a price. */
  readonly cost: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly lastSeen: string;
  /** Traces per bucket over the period, for the spark line; 24 buckets. */
  readonly pulse: readonly { readonly traces: number; readonly errors: number }[];
}

/** A span as the tree and the waterfall need it: the narrow row, no content. */
export interface SpanRow {
  readonly spanId: SpanId;
  readonly parentSpanId: SpanId | null;
  readonly name: string;
  readonly service: string;
  readonly kind: LlmKind;
  readonly status: TraceStatus;
  /** Microseconds from the start of the trace, with nanoseconds as fraction; below 0 only if the clock of another host ran late. */
  readonly offsetUs: number;
  /** Null while the span has not ended. */
  readonly durationNs: bigint | null;
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars; null for wrappers that repeat another call's usage, so that the costs of a trace's spans add up to its own. */
  readonly cost: number | null;
  readonly ttftMs: number | null;
  readonly errorType: string | null;
  /** Status message or exception message, its first 300 characters. */
  readonly errorMessage: string | null;
}

export interface TraceDetail {
  readonly trace: TraceListItem;
  /** By start time, then span id. */
  readonly spans: readonly SpanRow[];
}

/** Spans with their content, decoded from the stored payload. */
export interface TraceContent {
  readonly traceId: TraceId;
  readonly spans: ReadonlyMap<SpanId, ReadSpan>;
}

/** What a shared trace may leave out. */
export const hiddenParts = ["inputs", "outputs", "documents", "attributes"] as const;
export type HiddenPart = (typeof hiddenParts)[number];
