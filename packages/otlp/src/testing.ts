import { otlpTraceProto } from "@plumbline/fixtures/otlp-proto";
import fc from "fast-check";
import protobuf from "protobufjs";

/** protobufjs's decoder and encoder of the same schema: the other opinion in tests. */
export const generated = protobuf.parse(otlpTraceProto, { keepCase: false }).root;
export const GeneratedRequest = generated.lookupType("ExportTraceServiceRequest");

/** Text as senders make it: any characters, NUL and astral ones included, but no lone surrogates, which UTF-8 cannot hold. */
const text = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: "binary", maxLength: 12 }));
const count = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 2 ** 32 - 1 }));
const nano = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const { value: anyValue } = fc.letrec<{ value: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant({}),
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(toLong) }),
    fc.record({ doubleValue: fc.double() }),
    fc.record({ bytesValue: fc.uint8Array({ maxLength: 9 }) }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie("value"), { maxLength: 4 }) }) }),
    fc.record({
      kvlistValue: fc.record({ values: fc.array(fc.record({ key: text, value: tie("value") }), { maxLength: 4 }) }),
    }),
  ),
}));

const attributes = fc.uniqueArray(fc.record({ key: text, value: anyValue }), {
  maxLength: 5,
  // NUL and U+2400 are one key behind the decoder.
  selector: ({ key }) => key.replaceAll("\u0000", "\u2400"),
});

const span = fc.record(
  {
    traceId: bytes(16),
    spanId: bytes(8),
    traceState: text,
    parentSpanId: fc.oneof(bytes(8), bytes(0)),
    flags: count,
    name: text,
    kind: fc.nat({ max: 6 }),
    startTimeUnixNano: nano.map(toLong),
    endTimeUnixNano: nano.map(toLong),
    attributes,
    droppedAttributesCount: count,
    events: fc.array(
      fc.record({ timeUnixNano: nano.map(toLong), name: text, attributes, droppedAttributesCount: count }),
      { maxLength: 2 },
    ),
    droppedEventsCount: count,
    links: fc.array(
      fc.record({
        traceId: bytes(16),
        spanId: bytes(8),
        traceState: text,
        attributes,
        droppedAttributesCount: count,
        flags: count,
      }),
      { maxLength: 2 },
    ),
    droppedLinksCount: count,
    status: fc.record({ message: text, code: fc.nat({ max: 3 }) }),
  },
  { requiredKeys: ["traceId", "spanId"] },
);

/** ExportTraceServiceRequest in protobufjs's shape. */
export const requests = fc.record({
  resourceSpans: fc.array(
    fc.record({
      resource: fc.record({ attributes, droppedAttributesCount: count }),
      scopeSpans: fc.array(
        fc.record({
          scope: fc.record({ name: text, version: text, attributes, droppedAttributesCount: count }),
          spans: fc.array(span, { maxLength: 4 }),
          schemaUrl: text,
        }),
        { maxLength: 3 },
      ),
      schemaUrl: text,
    }),
    { maxLength: 3 },
  ),
});

export function encodeGenerated(request: object): Buffer {
  return Buffer.from(GeneratedRequest.encode(GeneratedRequest.fromObject(request)).finish());
}

function toLong(value: bigint): string {
  return value.toString();
}
