import { expect, test } from "vitest";
import { attributesOf, newDecodedSpan, readTestSpan } from "../testing";

test("a span document shows the whole span with its keys un-flattened everywhere", () => {
  const link = {
    traceId: "ff".repeat(16),
    spanId: "ee".repeat(8),
    traceState: "",
    attributes: attributesOf({ "why.0": "retry" }),
    droppedAttributesCount: 0,
    flags: 0,
  };
  const { document, flatAttributes } = readTestSpan(
    { "gen_ai.operation.name": "chat", "tag.tags": ["a"] },
    {
      name: "chat",
      kind: 3,
      parentSpanId: "00000000000000a0",
      endTimeUnixNano: 1_790_000_000_000_500_000n,
      status: { code: 2, message: "nope" },
      events: [
        {
          name: "exception",
          timeUnixNano: 1_790_000_000_000_400_001n,
          attributes: attributesOf({ "exception.type": "E" }),
          droppedAttributesCount: 0,
        },
      ],
      links: [link],
      droppedAttributesCount: 4,
    },
    { "service.name": "shop" },
  );
  expect(document).toEqual({
    name: "chat",
    kind: "LLM",
    otel_kind: "CLIENT",
    status: { code: "ERROR", message: "nope" },
    trace_id: "1f2e3d4c5b6a79880123456789abcdef",
    span_id: "00000000000000a1",
    parent_span_id: "00000000000000a0",
    start_time: "2026-09-21T14:13:20.000000000Z",
    end_time: "2026-09-21T14:13:20.000500000Z",
    duration_ms: 0.5,
    attributes: { gen_ai: { operation: { name: "chat" } }, tag: { tags: ["a"] } },
    events: [{ name: "exception", time: "2026-09-21T14:13:20.000400001Z", attributes: { exception: { type: "E" } } }],
    links: [{ trace_id: link.traceId, span_id: link.spanId, attributes: { why: ["retry"] } }],
    resource: { attributes: { service: { name: "shop" } } },
    scope: { name: "test", version: "", attributes: {} },
    dropped: { attributes: 4, events: 0, links: 0 },
  });
  expect(flatAttributes["gen_ai.operation.name"]).toBe("chat");
});

test("a span that has not ended has no end; one that ends before it starts lasts no time; strange numbers are named as unknown", () => {
  expect(readTestSpan({}, { endTimeUnixNano: 0n }).document).toMatchObject({
    end_time: null,
    duration_ms: null,
    parent_span_id: null,
  });
  const { startTimeUnixNano } = newDecodedSpan();
  expect(readTestSpan({}, { endTimeUnixNano: startTimeUnixNano - 5n }).document.duration_ms).toBe(0);
  expect(readTestSpan({}, { kind: 99, status: { code: 7, message: "" } }).document).toMatchObject({
    otel_kind: "UNSPECIFIED",
    status: { code: "UNSET" },
  });
});
