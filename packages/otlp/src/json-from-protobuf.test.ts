import type { JsonValue } from "@plumbline/base/json";
import { expect, test } from "vitest";
import { resourceSpansFromProtobuf } from "./json-from-protobuf";
import { protobufFromJsonValue } from "./json-traces";

const request = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "订单" } }], droppedAttributesCount: 2 },
      scopeSpans: [
        {
          scope: { name: "scope", version: "1.2" },
          spans: [
            {
              traceId: "4f1c09e2a7d84b61b3c0f5a81d6e9b2e",
              spanId: "00000000000000a1",
              parentSpanId: "00000000000000a0",
              traceState: "a=b",
              flags: 257,
              name: "chat",
              kind: 3,
              startTimeUnixNano: "1763800000123456789",
              endTimeUnixNano: "1763800001123456789",
              attributes: [
                { key: "int", value: { intValue: "9007199254740993" } },
                { key: "negative", value: { intValue: "-5" } },
                { key: "double", value: { doubleValue: 0.25 } },
                { key: "nan", value: { doubleValue: "NaN" } },
                { key: "bool", value: { boolValue: true } },
                { key: "bytes", value: { bytesValue: "AAEC/w==" } },
                { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: "1" }] } } },
                {
                  key: "map",
                  value: {
                    kvlistValue: {
                      values: [{ key: "deep", value: { arrayValue: { values: [{ boolValue: true }] } } }],
                    },
                  },
                },
              ],
              events: [
                {
                  timeUnixNano: "1763800000223456789",
                  name: "exception",
                  attributes: [{ key: "k", value: { stringValue: "v" } }],
                },
              ],
              links: [{ traceId: "00000000000000000000000000000001", spanId: "0000000000000001", flags: 1 }],
              status: { message: "it failed", code: 2 },
            },
          ],
          schemaUrl: "https://opentelemetry.io/schemas/1.30.0",
        },
      ],
    },
  ],
};

test("OTLP/JSON that became protobuf becomes the same OTLP/JSON again, 64-bit numbers and bytes included", () => {
  const bytes = protobufFromJsonValue(request as JsonValue);
  expect({ resourceSpans: resourceSpansFromProtobuf(bytes) }).toEqual(request);
});

test("what is written can be received again, byte for byte", () => {
  const bytes = protobufFromJsonValue(request as JsonValue);
  const json = JSON.stringify({ resourceSpans: resourceSpansFromProtobuf(bytes) });
  expect(protobufFromJsonValue(JSON.parse(json) as JsonValue).equals(bytes)).toBe(true);
});

test("an unknown field is left out and hides nothing beside it", () => {
  const bytes = protobufFromJsonValue(request as JsonValue);
  // Field 99 of TracesData, a text.
  const more = Buffer.concat([bytes, Buffer.from([0x9a, 0x06, 0x02, 0x68, 0x69])]);
  expect(resourceSpansFromProtobuf(more)).toEqual(request.resourceSpans);
});

test("a message that is cut off is refused", () => {
  const bytes = protobufFromJsonValue(request as JsonValue);
  expect(() => resourceSpansFromProtobuf(bytes.subarray(0, bytes.length - 3))).toThrow(
    /could not be decoded|ends|past/,
  );
});
