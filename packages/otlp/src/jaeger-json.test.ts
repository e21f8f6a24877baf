import type { JsonValue } from "@plumbline/base/json";
import { jaegerTrace } from "@plumbline/fixtures/jaeger-trace";
import { describe, expect, test } from "vitest";
import { otlpFromJaeger } from "./jaeger-json";
import { protobufFromJsonValue } from "./json-traces";
import { readJsonTraces } from "./read-json-traces";
import { walkTraces } from "./walk-traces";

const file = jaegerTrace as unknown as JsonValue;
const request = otlpFromJaeger(file);
const [helpdesk, stock] = readJsonTraces(request ?? null) ?? [];
const [answer] = helpdesk?.scopeSpans[0]?.spans ?? [];
const [call] = stock?.scopeSpans[0]?.spans ?? [];

describe("a Jaeger file", () => {
  test("keeps its services, with the tags of the process on the resource", () => {
    expect(helpdesk?.resource.attributes).toEqual({ "service.name": "helpdesk", hostname: "web-1" });
    expect(stock?.resource.attributes).toEqual({ "service.name": "stock" });
    expect(helpdesk?.scopeSpans[0]?.scope).toMatchObject({ name: "helpdesk-http", version: "1.4" });
  });

  test("keeps ids in full length, times to the microsecond, and who called whom", () => {
    expect(answer).toMatchObject({
      traceId: "00000000000000004f1c09e2a7d84b61",
      spanId: "00000000000000a1",
      parentSpanId: "",
      name: "POST /answer",
      kind: 2,
      startTimeUnixNano: 1_763_833_459_204_000_000n,
      endTimeUnixNano: 1_763_833_468_624_000_000n,
    });
    expect(call).toMatchObject({ parentSpanId: "00000000000000a1", kind: 3 });
    expect(call?.links).toMatchObject([{ traceId: "99".padStart(32, "0"), spanId: "77".padStart(16, "0") }]);
  });

  test("keeps tags in their types, and says the status where OTLP says it", () => {
    expect(answer?.status).toEqual({ code: 2, message: "no stock" });
    expect(answer?.attributes).toEqual({
      "http.status_code": 500,
      "sampler.param": 0.5,
      "cache.hit": false,
      "otel.scope.name": "helpdesk-http",
      "otel.scope.version": "1.4",
      "input.value": "订单还有货吗？",
    });
    expect(call?.status.code).toBe(2);
    expect(call?.attributes.payload).toEqual({ $bytes: "AAEC" });
  });

  test("has its logs as events, named by what they say", () => {
    expect(call?.events).toMatchObject([
      { name: "exception", attributes: { "exception.type": "ReadTimeout" }, timeUnixNano: 1_763_833_464_634_000_000n },
      { name: "connected" },
    ]);
  });

  test("becomes a request that ingest would take", () => {
    expect(walkTraces(protobufFromJsonValue(request ?? null)).spans).toHaveLength(2);
  });

  test("may be one trace, or a list of traces, and anything else is no Jaeger file", () => {
    const [trace] = jaegerTrace.data;
    expect(otlpFromJaeger(trace as unknown as JsonValue)).toEqual(request);
    expect(otlpFromJaeger([trace] as unknown as JsonValue)).toEqual(request);
    for (const other of [null, 5, "x", [], {}, { data: [] }, { spans: 1 }, { resourceSpans: [] }])
      expect(otlpFromJaeger(other as JsonValue), JSON.stringify(other)).toBeUndefined();
  });

  test("with nothing where it should be is read all the same", () => {
    const odd = {
      data: [{ spans: [{ spanID: "1" }, 7, { tags: [3], logs: "x", references: [null] }], processes: { p: 1 } }],
    };
    const spans = readJsonTraces(otlpFromJaeger(odd as unknown as JsonValue) ?? null)?.flatMap(({ scopeSpans }) =>
      scopeSpans.flatMap((scope) => scope.spans),
    );
    expect(spans).toHaveLength(2);
  });
});
