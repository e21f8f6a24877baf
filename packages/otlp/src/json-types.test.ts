import type { JsonValue } from "@plumbline/base/json";
import { describe, expect, test } from "vitest";
import { protobufFromJsonValue } from "./json-traces";
import { readRefusal, readSpanFields, SpanFields } from "./span-fields";
import { walkTraces } from "./walk-traces";

const ids = { traceId: "5b8efff798038103d269b633813fc60c", spanId: "eee19b7ec3c1b174" };

/** Why each span of a request is refused, as the writer behind the decoder learns it. */
function refusals(request: unknown): (string | undefined)[] {
  const { reader, spans } = walkTraces(protobufFromJsonValue(request as JsonValue));
  return spans.map(({ start, end }) => {
    const fields = new SpanFields();
    readSpanFields(reader, start, end, fields);
    return readRefusal(reader, fields);
  });
}

const requestOf = (...spans: object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const refusalOf = (fields: object) => refusals(requestOf({ ...ids, ...fields }))[0];

describe("a value of the wrong type is named with its field, and never turned into another", () => {
  test.each([
    ["a number as name", { name: 5 }, "its field name is the number 5 and must be text"],
    ["true as name", { name: true }, "its field name is true and must be text"],
    ["an object as traceState", { traceState: {} }, "its field traceState is an object and must be text"],
    ["a number as traceId", { traceId: 7 }, "its field traceId is the number 7 and must be text"],
    ["a number as parentSpanId", { parentSpanId: 1 }, "its field parentSpanId is the number 1 and must be text"],
    [
      "an unknown kind",
      { kind: "NOT_A_KIND" },
      'its field kind is the text "NOT_A_KIND" and must be a number or a name',
    ],
    [
      "a time in words",
      { startTimeUnixNano: "soon" },
      'its field startTimeUnixNano is the text "soon" and must be a whole',
    ],
    ["a time as an ISO date", { endTimeUnixNano: "2026-11-22T00:00:00Z" }, "its field endTimeUnixNano is the text"],
    [
      "a time below zero",
      { startTimeUnixNano: -5 },
      "its field startTimeUnixNano is the number -5 and must be a whole",
    ],
    [
      "a time beyond 64 bits",
      { startTimeUnixNano: `${2n ** 64n}` },
      "must be a whole number from 0 to 1844674407370955161",
    ],
    ["a count in words", { droppedEventsCount: "many" }, 'its field droppedEventsCount is the text "many" and must be'],
    ["attributes that are text", { attributes: "a=1" }, 'its field attributes is the text "a=1" and must be a list'],
    ["an attribute that is none", { attributes: [null] }, "its field attributes[0] is null and must be an object"],
    ["a number as key", { attributes: [{ key: 1 }] }, "its field attributes[0].key is the number 1 and must be text"],
    ["events that are no list", { events: {} }, "its field events is an object and must be a list"],
    ["an event that is none", { events: [{}, 1] }, "its field events[1] is the number 1 and must be an object"],
    [
      "a number as an event's name",
      { events: [{ name: 1 }] },
      "its field events[0].name is the number 1 and must be text",
    ],
    ["a link without text", { links: [{ spanId: [] }] }, "its field links[0].spanId is a list and must be text"],
    ["a status that is a number", { status: 2 }, "its field status is the number 2 and must be an object"],
    [
      "a status code that is an object",
      { status: { code: {} } },
      "its field status.code is an object and must be a number",
    ],
    ["a status message that is a number", { status: { message: 1 } }, "its field status.message is the number 1"],
    [
      "flags below zero",
      { flags: -1 },
      "its field flags is the number -1 and must be a whole number from 0 to 4294967295",
    ],
  ])("%s", (_, fields, refusal) => {
    expect(refusalOf(fields)).toContain(refusal);
  });

  test.each([
    [{ stringValue: 5 }, "stringValue is the number 5 and must be text"],
    [{ boolValue: 1 }, "boolValue is the number 1 and must be true or false"],
    [{ intValue: "four" }, 'intValue is the text "four" and must be a whole number'],
    [{ intValue: "1.5" }, 'intValue is the text "1.5" and must be a whole number'],
    [{ doubleValue: true }, "doubleValue is true and must be a number"],
    [{ doubleValue: "" }, 'doubleValue is the text "" and must be a number'],
    [{ bytesValue: "%%" }, 'bytesValue is the text "%%" and must be base64 text'],
    [{ arrayValue: 1 }, "arrayValue is the number 1 and must be a list"],
    [{ arrayValue: { values: [{ stringValue: 5 }] } }, "arrayValue.values[0].stringValue is the number 5"],
    [{ kvlistValue: { values: [{ key: "k", value: { boolValue: [] } }] } }, "values[0].value.boolValue is a list"],
  ])("the attribute value %j", (value, refusal) => {
    expect(refusalOf({ attributes: [{ key: "k", value }] })).toContain(refusal);
  });

  test("long texts are not repeated", () => {
    expect(refusalOf({ name: "x", kind: "x".repeat(100_000) })).toBe(
      "its field kind is other text and must be a number or a name such as SPAN_KIND_INTERNAL",
    );
  });
});

test("its neighbours are not touched", () => {
  expect(refusals(requestOf(ids, { ...ids, name: 5 }, ids))).toEqual([
    undefined,
    "its field name is the number 5 and must be text",
    undefined,
  ]);
});

test("a resource or a scope of the wrong type refuses the spans below it and no others", () => {
  const scopeSpans = [{ spans: [ids] }];
  const request = {
    resourceSpans: [
      { resource: 5, scopeSpans },
      { resource: { attributes: [{ key: "service.name", value: { stringValue: 1 } }] }, scopeSpans },
      { scopeSpans: [{ scope: { name: 1 }, spans: [ids, ids] }, ...scopeSpans] },
    ],
  };
  expect(refusals(request)).toEqual([
    "its field resource is the number 5 and must be an object",
    "its field resource.attributes[0].value.stringValue is the number 1 and must be text",
    "its field scope.name is the number 1 and must be text",
    "its field scope.name is the number 1 and must be text",
    undefined,
  ]);
});

test("what proto3 JSON allows, and what clients send without losing anything, is taken", () => {
  const taken = [
    { startTimeUnixNano: 1787400000123456800, endTimeUnixNano: "1787400000123456789" },
    { startTimeUnixNano: "1.7874e18", endTimeUnixNano: null },
    { kind: 99, status: { code: "STATUS_CODE_ERROR" } },
    { kind: "SPAN_KIND_CLIENT", droppedEventsCount: "3" },
    { kind: "client", name: null, attributes: null, events: null, status: null, unknown: { name: 5 } },
    { attributes: { s: "x", n: 1, list: [1, "2"], o: { inner: 1 }, any: { intValue: "4" }, nil: null } },
    {
      attributes: [{ key: "k" }, { key: "k", value: null }, { key: "k", value: {} }, { value: { boolValue: "true" } }],
    },
    {
      attributes: [
        { key: "k", value: { doubleValue: "-Infinity" } },
        { key: "k", value: { doubleValue: null } },
      ],
    },
    {
      attributes: [
        { key: "k", value: { intValue: 1.5 } },
        { key: "k", value: { bytes_value: "_-8" } },
      ],
    },
    {
      attributes: [
        { key: "k", value: { arrayValue: {} } },
        { key: "k", value: { kvlistValue: { values: null } } },
      ],
    },
  ];
  expect(refusals(requestOf(...taken.map((fields) => ({ ...ids, ...fields }))))).toEqual(taken.map(() => undefined));
});
