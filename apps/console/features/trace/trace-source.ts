import type { TraceTreeResponse } from "@plumbline/public-api/routes/get-trace-tree";
import type { SpanContent } from "@plumbline/public-api/schemas/span-content";
import type { HiddenPart } from "@plumbline/span-store/read/types";

/** What a share link may leave out. */
export type HideablePart = HiddenPart;

/** The call chain without contents. */
export type TraceTree = TraceTreeResponse;

/** One span with its content. */
export type SpanDetail = SpanContent;

/**
 * Where a trace is read from: the project's API, or the endpoints of a share session. The page is the same for both.
 */
export interface TraceSource {
  /** Root of the query keys. Two sources never share cached answers. */
  readonly key: string;
  loadTree(signal: AbortSignal): Promise<TraceTree>;
  loadSpan(spanId: string, signal: AbortSignal): Promise<SpanDetail>;
  /** Whether values picked here may be used in an evaluation. */
  readonly canEvaluate: boolean;
  /** Parts that the server keeps back; the page says so where they would stand. Empty for members. */
  readonly hiddenParts: readonly HideablePart[];
  /** Who shared the trace; set where parts may be hidden. */
  readonly sharedBy?: string;
}
