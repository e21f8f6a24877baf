import type { JsonObject } from "@plumbline/base/json";

/**
 * OTLP traces as plain values: what a reader of stored payloads works with. Field names follow opentelemetry-proto.
 *
 * Attribute objects have no prototype. AnyValue becomes JSON: string, bool, array and kvlist as themselves; int and double as a
 * number, an int beyond 2^53 as its decimal text; NaN and the infinities as `{ "$double": "NaN" }`; bytes as
 * `{ "$bytes": "<base64>" }`; an empty AnyValue as null.
 */
export interface DecodedResourceSpans {
  readonly resource: DecodedResource;
  readonly scopeSpans: readonly DecodedScopeSpans[];
  readonly schemaUrl: string;
}

export interface DecodedResource {
  readonly attributes: JsonObject;
  readonly droppedAttributesCount: number;
}

export interface DecodedScopeSpans {
  readonly scope: DecodedScope;
  readonly spans: readonly DecodedSpan[];
  readonly schemaUrl: string;
}

export interface DecodedScope {
  readonly name: string;
  readonly version: string;
  readonly attributes: JsonObject;
  readonly droppedAttributesCount: number;
}

export interface DecodedSpan {
  /** Lower-case hex as it came; the empty string where the sender left it out. Its length is not checked here. */
  readonly traceId: string;
  readonly spanId: string;
  /** The empty string for a root. */
  readonly parentSpanId: string;
  readonly traceState: string;
  /** W3C flags in the low 8 bits; 0x100 has_is_remote, 0x200 is_remote. */
  readonly flags: number;
  readonly name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  /** Unix nanoseconds, 0 to 2^64-1. */
  readonly startTimeUnixNano: bigint;
  /** 0 while the span has not ended. */
  readonly endTimeUnixNano: bigint;
  readonly attributes: JsonObject;
  readonly events: readonly DecodedEvent[];
  readonly links: readonly DecodedLink[];
  readonly status: DecodedStatus;
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
  /** Attribute keys that came more than once; the last value was kept. */
  readonly duplicateKeys: number;
  /** Attributes, events or links that could not be read and were left out. */
  readonly unreadableParts: number;
  /** Where the Span message stands in the decoded bytes: `bytes.subarray(start, end)`. */
  readonly byteRange: readonly [start: number, end: number];
}

export interface DecodedEvent {
  readonly name: string;
  readonly timeUnixNano: bigint;
  readonly attributes: JsonObject;
  readonly droppedAttributesCount: number;
}

export interface DecodedLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: JsonObject;
  readonly droppedAttributesCount: number;
  readonly flags: number;
}

export interface DecodedStatus {
  /** 0 unset, 1 ok, 2 error. */
  readonly code: number;
  readonly message: string;
}
