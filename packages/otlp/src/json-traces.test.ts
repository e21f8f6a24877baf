import { PlumblineError } from "@plumbline/base/errors";
import type { JsonValue } from "@plumbline/base/json";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tooDeepMarker } from "./any-value";
import { decodeTraces } from "./decode-traces";
import { protobufFromJson, protobufFromJsonValue } from "./json-traces";
import { readRefusal, readSpanFields, SpanFields } from "./span-fields";
import { encodeGenerated, GeneratedRequest, requests } from "./testing";
import type { DecodedResourceSpans, DecodedSpan } from "./types";
import { walkTraces } from "./walk-traces";

const read = (request: unknown): DecodedResourceSpans[] => decodeTraces(protobufFromJsonValue(request as JsonValue));
const ids = { traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174" };

function readSpan(fields: object): DecodedSpan {
  const span = read({ resourceSpans: [{ scopeSpans: [{ spans: [{ ...ids, ...fields }] }] }] })[0]?.scopeSpans[0]
    ?.spans[0];
  if (!span) throw new Error("no span");
  return span;
}

const attributesOf = (attributes: unknown) => ({ ...readSpan({ attributes }).attributes });

test("JSON as the specification wants it gives the bytes of the same protobuf request", () => {
  fc.assert(
    fc.property(requests, (request) => {
      const bytes = encodeGenerated(request);
      const json = toOtlpJson(
        GeneratedRequest.toObject(GeneratedRequest.decode(bytes), { longs: String, bytes: String }),
      );
      const text = Buffer.from(JSON.stringify(json));
      expect(decodeTraces(protobufFromJson(text)).map(withoutRanges)).toEqual(decodeTraces(bytes).map(withoutRanges));
      expect(countRefusals(protobufFromJson(text))).toBe(0);
    }),
    { numRuns: 200 },
  );
});

function countRefusals(bytes: Buffer): number {
  const { reader, spans } = walkTraces(bytes);
  const fields = new SpanFields();
  return spans.filter(({ start, end }) => {
    readSpanFields(reader, start, end, fields);
    return readRefusal(reader, fields) !== undefined;
  }).length;
}

/** proto3 JSON with the deviations of OTLP: ids are hex. */
function toOtlpJson(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((entry) => toOtlpJson(entry));
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (typeof value === "string" && /^(?:traceId|spanId|parentSpanId)$/.test(key)) {
    return Buffer.from(value, "base64").toString("hex");
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toOtlpJson(inner, name)]));
}

function withoutRanges(entry: DecodedResourceSpans): unknown {
  const scopeSpans = entry.scopeSpans.map(({ spans, ...rest }) => ({
    ...rest,
    spans: spans.map(({ byteRange: _, ...span }) => span),
  }));
  return { ...entry, scopeSpans };
}

test("any JSON is either read or refused with the catalogue's error", () => {
  const fields = [
    "resourceSpans",
    "scopeSpans",
    "spans",
    "resource",
    "scope",
    "attributes",
    "traceId",
    "spanId",
    "key",
    "value",
    "values",
    "stringValue",
    "intValue",
    "doubleValue",
    "boolValue",
    "bytesValue",
    "arrayValue",
    "kvlistValue",
    "events",
    "links",
    "status",
    "code",
    "kind",
    "startTimeUnixNano",
    "__proto__",
  ];
  const anything = fc.anything({ key: fc.constantFrom(...fields), maxDepth: 8, withNullPrototype: true });
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 3 }), (resourceSpans) => {
      const body = Buffer.from(JSON.stringify({ resourceSpans }));
      try {
        decodeTraces(protobufFromJson(body));
      } catch (error) {
        expect(error).toBeInstanceOf(PlumblineError);
        expect((error as PlumblineError).code).toBe("request.undecodable");
      }
    }),
    { numRuns: 500 },
  );
});

describe("ids", () => {
  test.each([
    ["lower-case hex", "5b8efff798038103d269b633813fc60c"],
    ["upper-case hex", "5B8EFFF798038103D269B633813FC60C"],
    ["base64", "W47/95gDgQPSabYzgT/GDA=="],
    ["URL-safe base64 without padding", "W47_95gDgQPSabYzgT_GDA"],
  ])("a trace id in %s is understood", (_, traceId) => {
    expect(readSpan({ traceId }).traceId).toBe(ids.traceId);
  });

  test.each([
    ["an empty one", "", 0],
    ["a span id", ids.spanId, 8],
    ["hex with 0x", `0x${ids.traceId}`, 34],
    ["a number", 7, 1],
  ])("%s in place of a trace id keeps its wrong length", (_, traceId, length) => {
    expect(readSpan({ traceId }).traceId).toHaveLength(length * 2);
  });

  test("an empty parent and one of zeroes mean root", () => {
    expect([
      readSpan({ parentSpanId: "" }).parentSpanId,
      readSpan({ parentSpanId: "0".repeat(16) }).parentSpanId,
    ]).toEqual(["", ""]);
  });
});

test("snake_case names are read as well", () => {
  const request = {
    resource_spans: [
      {
        scope_spans: [
          {
            schema_url: "s",
            spans: [{ trace_id: ids.traceId, span_id: ids.spanId, start_time_unix_nano: "5", attributes: [] }],
          },
        ],
      },
    ],
  };
  expect(read(request)[0]?.scopeSpans[0]).toMatchObject({ schemaUrl: "s", spans: [{ ...ids, startTimeUnixNano: 5n }] });
});

test("enums are read as numbers and by name", () => {
  expect(readSpan({ kind: "SPAN_KIND_CLIENT", status: { code: "STATUS_CODE_ERROR" } })).toMatchObject({
    kind: 3,
    status: { code: 2 },
  });
  expect(readSpan({ kind: 5, status: { code: 1 } })).toMatchObject({ kind: 5, status: { code: 1 } });
  expect(readSpan({ kind: "NOT_A_KIND", status: { code: {} } })).toMatchObject({ kind: 0, status: { code: 0 } });
});

test.each([
  ["text", "1787400000123456789", 1787400000123456789n],
  ["a number, rounded by JSON", 1787400000123456800, 1787400000123456768n],
  ["2^64-1", "18446744073709551615", 2n ** 64n - 1n],
  ["more than 2^64", "99999999999999999999999", 2n ** 64n - 1n],
  ["a negative number", -5, 0n],
  ["nonsense", "soon", 0n],
  ["null", null, 0n],
])("a time sent as %s is read", (_, startTimeUnixNano, expected) => {
  expect(readSpan({ startTimeUnixNano }).startTimeUnixNano).toBe(expected);
});

describe("attribute values", () => {
  test("all seven kinds survive", () => {
    const attributes = [
      { key: "s", value: { stringValue: "é\u0000" } },
      { key: "b", value: { boolValue: true } },
      { key: "i", value: { intValue: "42" } },
      { key: "d", value: { doubleValue: 0.5 } },
      { key: "a", value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: "x" }] } } },
      { key: "k", value: { kvlistValue: { values: [{ key: "n", value: { boolValue: false } }] } } },
      { key: "y", value: { bytesValue: "AAH/" } },
      { key: "empty", value: {} },
    ];
    expect(plain(attributesOf(attributes))).toEqual({
      s: "é\u2400",
      b: true,
      i: 42,
      d: 0.5,
      a: [1, "x"],
      k: { n: false },
      y: { $bytes: "AAH/" },
      empty: null,
    });
  });

  test("64-bit integers come as text or number and keep their digits", () => {
    const attributes = [
      { key: "max", value: { intValue: "9223372036854775807" } },
      { key: "min", value: { intValue: "-9223372036854775808" } },
      { key: "number", value: { intValue: -7 } },
      { key: "fraction", value: { intValue: 1.5 } },
      { key: "huge", value: { intValue: "99999999999999999999" } },
    ];
    expect(attributesOf(attributes)).toEqual({
      max: "9223372036854775807",
      min: "-9223372036854775808",
      number: -7,
      fraction: 1.5,
      huge: 1e20,
    });
  });

  test("NaN and the infinities come as text, and as null from JSON.stringify", () => {
    const attributes = ["NaN", "-Infinity", null].map((doubleValue, index) => ({
      key: `${index}`,
      value: { doubleValue },
    }));
    expect(plain(attributesOf(attributes))).toEqual({ 0: { $double: "NaN" }, 1: { $double: "-Infinity" }, 2: null });
  });

  test("attributes as a plain object with bare values are read", () => {
    const attributes = {
      s: "x",
      n: 1,
      f: 0.5,
      t: true,
      list: [1, "2"],
      o: { inner: 1 },
      any: { stringValue: "y" },
      nil: null,
    };
    expect(plain(attributesOf(attributes))).toEqual({ ...attributes, any: "y" });
  });

  test("lone surrogates become replacement characters", () => {
    expect(attributesOf([{ key: "s", value: { stringValue: "a\ud800b" } }])).toEqual({ s: "a\ufffdb" });
  });

  test("values nested without end stop at a marker", () => {
    const depth = 100_000;
    const value = `${'{"arrayValue":{"values":['.repeat(depth)}${"]}}".repeat(depth)}`;
    const text = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"deep","value":${value}}]}]}]}]}`;
    const span = decodeTraces(protobufFromJson(Buffer.from(text)))[0]?.scopeSpans[0]?.spans[0];
    expect(JSON.stringify(span?.attributes.deep)).toContain(tooDeepMarker);
  });
});

test.each([
  ["{", "not JSON"],
  ["[]", "the body is not an object"],
  ['{"resourceSpans":{}}', "resourceSpans is not a list"],
  ['{"resourceSpans":[{"scopeSpans":[{"spans":[1]}]}]}', "resourceSpans[0].scopeSpans[0].spans[0] is not an object"],
  ['{"a":NaN}', "not JSON"],
])("%s is refused with its place", (text, reason) => {
  expect(() => protobufFromJson(Buffer.from(text))).toThrow(reason);
});

test("a byte order mark is overlooked", () => {
  expect(decodeTraces(protobufFromJson(Buffer.from("\ufeff{}")))).toEqual([]);
});

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
