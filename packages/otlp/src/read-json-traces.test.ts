import type { JsonValue } from "@plumbline/base/json";
import { createRagTraces, ragRequest } from "@plumbline/fixtures/rag-traces";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeTraces } from "./decode-traces";
import { protobufFromJsonValue } from "./json-traces";
import { readJsonTraces } from "./read-json-traces";
import type { DecodedResourceSpans } from "./types";

/** Without what only bytes have. */
function comparable(traces: readonly DecodedResourceSpans[] | undefined): unknown {
  return JSON.parse(
    JSON.stringify(traces, (key, value: unknown) =>
      key === "byteRange" ? undefined : typeof value === "bigint" ? String(value) : value,
    ),
  );
}

const anyValue: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.record({ stringValue: fc.string() }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
    fc.record({ doubleValue: fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0) }),
    fc.constantFrom<JsonValue>({}, { doubleValue: "NaN" }, { doubleValue: "-Infinity" }, { bytesValue: "AAEC" }),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie("value"), { maxLength: 3 }) }) }),
  ) as fc.Arbitrary<JsonValue>,
})).value;

const hex = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => Buffer.from(bytes).toString("hex"));
const span = fc.record({
  traceId: hex(16).filter((id) => !/^0*$/.test(id)),
  spanId: hex(8).filter((id) => !/^0*$/.test(id)),
  name: fc.string(),
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  endTimeUnixNano: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  attributes: fc.array(fc.record({ key: fc.constantFrom("a", "b.c", "中"), value: anyValue }), { maxLength: 1 }),
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: fc.string() }),
});

describe("OTLP/JSON read in a browser", () => {
  test("gives what ingest stores of it, for real traces", () => {
    const traces = createRagTraces(7);
    const request = ragRequest([traces.next(1_790_000_000n), traces.next(1_790_000_500n)]) as unknown as JsonValue;
    expect(comparable(readJsonTraces(request))).toEqual(comparable(decodeTraces(protobufFromJsonValue(request))));
  });

  test("gives what ingest stores of it, for any spans", () => {
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 3 }), (spans) => {
        const request = { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: { name: "x" }, spans }] }] };
        const value = request as unknown as JsonValue;
        expect(comparable(readJsonTraces(value))).toEqual(comparable(decodeTraces(protobufFromJsonValue(value))));
      }),
    );
  });

  test("takes proto names, base64 ids, enum names, plain attributes and Tempo's word for the list", () => {
    const [resourceSpans] =
      readJsonTraces({
        batches: [
          {
            resource: { attributes: { "service.name": "a" } },
            scope_spans: [
              {
                spans: [
                  {
                    trace_id: "TxwJ4qfYS2Gzw/WoHW6bLg==",
                    span_id: "AAAAAAAAAKE=",
                    kind: "SPAN_KIND_SERVER",
                    start_time_unix_nano: 5,
                    status: { code: "STATUS_CODE_ERROR" },
                  },
                ],
              },
            ],
          },
        ],
      }) ?? [];
    expect(resourceSpans?.resource.attributes).toEqual({ "service.name": "a" });
    expect(resourceSpans?.scopeSpans[0]?.spans[0]).toMatchObject({
      traceId: "4f1c09e2a7d84b61b3c3f5a81d6e9b2e",
      spanId: "00000000000000a1",
      kind: 2,
      startTimeUnixNano: 5n,
      status: { code: 2 },
    });
  });

  test("of something else is nothing", () => {
    for (const other of [null, [], "x", {}, { resourceSpans: 5 }]) expect(readJsonTraces(other)).toBeUndefined();
  });
});
