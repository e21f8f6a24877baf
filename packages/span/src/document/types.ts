import type { JsonObject, JsonValue } from "@plumbline/base/json";
import type { LlmContent, LlmFacts } from "../llm-span";

/**
 * The JSON that people see and paths address. One function makes it (span-document.ts); the trace page, the extraction
 * preview and the worker all call that one. Objects have no prototype.
 *
 * Dotted attribute keys are un-flattened: `retrieval.documents.0.document.content` is found at
 * `attributes.retrieval.documents[0].document.content`. A key that is leaf and prefix keeps its leaf under `$self`.
 */
export interface SpanDocument {
  readonly name: string;
  readonly kind: string;
  readonly otel_kind: string;
  readonly status: { readonly code: "UNSET" | "OK" | "ERROR"; readonly message?: string };
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_span_id: string | null;
  /** ISO 8601 with nanoseconds. */
  readonly start_time: string;
  /** Null while the span has not ended. */
  readonly end_time: string | null;
  readonly duration_ms: number | null;
  readonly attributes: JsonObject;
  readonly events: readonly { readonly name: string; readonly time: string; readonly attributes: JsonObject }[];
  readonly links: readonly { readonly trace_id: string; readonly span_id: string; readonly attributes: JsonObject }[];
  readonly resource: { readonly attributes: JsonObject };
  readonly scope: { readonly name: string; readonly version: string; readonly attributes: JsonObject };
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number };
}

/** A decoded span with everything that reading needs: flat attributes for exact keys, the document, facts and content. */
export interface ReadSpan {
  readonly document: SpanDocument;
  /** Attributes as they came, un-nested: key to decoded value. No prototype. */
  readonly flatAttributes: Readonly<Record<string, JsonValue>>;
  readonly facts: LlmFacts;
  readonly content: LlmContent;
}
