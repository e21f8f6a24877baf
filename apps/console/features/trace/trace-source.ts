import type { CutValue, ValuePath } from "@plumbline/public-api/cut-values";
import type { SimilarSuccessResponse } from "@plumbline/public-api/routes/get-similar-success";
import type { TraceTreeResponse } from "@plumbline/public-api/routes/get-trace-tree";
import type { SpanContent, SpanContentParts } from "@plumbline/public-api/schemas/span-content";
import type { HiddenPart } from "@plumbline/span-store/read/types";

/** What a share link may leave out. */
export type HideablePart = HiddenPart;

/** The call chain without contents. */
export type TraceTree = TraceTreeResponse;

/** A model call's cost in US dollars with its arithmetic; prices are in the currency of their row. */
export interface SpanCost {
  readonly total: number;
  readonly currency: string;
  readonly rowId: string;
  readonly source: string;
  readonly parts: readonly {
    readonly bucket: string;
    readonly tokens: number;
    readonly pricePerMillion: number;
    readonly cost: number;
  }[];
}

/** A longer text of a span comes cut, and whole when it is asked for: a page shows the first screen of it. */
export const shownCharsMax = 65_536;

/** One span with its content; the values that `cuts` names are here in part. */
export type SpanDetail = SpanContent & { readonly cost?: SpanCost | null; readonly cuts: readonly CutValue[] };

/** Characters of a value, in UTF-16 code units; `toChar` left out: to its end. */
export interface CharRange {
  readonly fromChar?: number;
  readonly toChar?: number;
}

/** Whole values of spans, by their path in a `SpanDetail`. What is no text comes as JSON. */
export interface SpanValues {
  load(spanId: string, path: ValuePath, range: CharRange, signal: AbortSignal): Promise<string>;
  /** Where a browser downloads the value. */
  href(spanId: string, path: ValuePath): string;
}

/** What a span says, without its document. */
export type SpanText = SpanContentParts;

export type SimilarSuccess = SimilarSuccessResponse;

/** How long spans of a name (and model, where the name alone says too little) usually take. */
export interface UsualDuration {
  readonly name: string;
  readonly model: string | null;
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/**
 * Where a trace is read from: the project's API, or the endpoints of a share session. The page is the same for both.
 */
export interface TraceSource {
  /** Root of the query keys. Two sources never share cached answers. */
  readonly key: string;
  loadTree(signal: AbortSignal): Promise<TraceTree>;
  loadSpan(spanId: string, signal: AbortSignal): Promise<SpanDetail>;
  /** Absent where spans come whole: in a file. */
  readonly values?: SpanValues;
  /** The texts of several spans in the order of the ids; those that are not stored are left out. */
  loadTexts(spanIds: readonly string[], signal: AbortSignal): Promise<readonly SpanText[]>;
  /** Absent where there are no other traces to compare with: in a file, behind a share link. */
  readonly neighbours?: TraceNeighbours;
  /** Whether values picked here may be used in an evaluation. */
  readonly canEvaluate: boolean;
  /** Parts that the server keeps back; the page says so where they would stand. Empty for members. */
  readonly hiddenParts: readonly HideablePart[];
  /** Who shared the trace; set where parts may be hidden. */
  readonly sharedBy?: string;
}

/** What is known of other traces of the project. */
export interface TraceNeighbours {
  loadSimilarSuccess(signal: AbortSignal): Promise<SimilarSuccess>;
  loadUsualDurations(names: readonly string[], signal: AbortSignal): Promise<readonly UsualDuration[]>;
  /** The page that compares this trace with another. */
  comparePath(otherTraceId: string): string;
  /** The trace list with a clause in its filter, or a path among its columns. */
  filterPath(clause: string): string;
  columnPath(path: string): string;
}
