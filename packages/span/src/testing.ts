import type { JsonObject, JsonValue } from "@plumbline/base/json";
import type { DecodedSpan } from "@plumbline/otlp/types";
import type { ReadSpan } from "./document/types";
import { readSpan } from "./read-span";

/** For tests: attributes as the decoder makes them, without a prototype. */
export function attributesOf(entries: Readonly<Record<string, JsonValue>>): JsonObject {
  return Object.assign(Object.create(null) as JsonObject, entries);
}

/** For tests: a span of one second, with whatever the test cares about. */
export function newDecodedSpan(parts: Partial<DecodedSpan> = {}): DecodedSpan {
  return {
    traceId: "1f2e3d4c5b6a79880123456789abcdef",
    spanId: "00000000000000a1",
    parentSpanId: "",
    traceState: "",
    flags: 0,
    name: "span",
    kind: 1,
    startTimeUnixNano: 1_790_000_000_000_000_000n,
    endTimeUnixNano: 1_790_000_001_000_000_000n,
    attributes: attributesOf({}),
    events: [],
    links: [],
    status: { code: 0, message: "" },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    duplicateKeys: 0,
    unreadableParts: 0,
    byteRange: [0, 0],
    ...parts,
  };
}

/** For tests: a span read from attributes alone. */
export function readTestSpan(
  attributes: Readonly<Record<string, JsonValue>>,
  parts: Partial<DecodedSpan> = {},
  resource: Readonly<Record<string, JsonValue>> = {},
): ReadSpan {
  const scope = { name: "test", version: "", attributes: attributesOf({}) };
  return readSpan(
    newDecodedSpan({ ...parts, attributes: attributesOf(attributes) }),
    { attributes: attributesOf(resource) },
    scope,
  );
}
