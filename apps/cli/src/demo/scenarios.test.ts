import { expect, test } from "vitest";
import { createChance } from "./chance";
import { type DemoSpan, type DemoTrace, toExportRequest } from "./otlp-json";
import { tellStories } from "./scenarios";

const nowMs = Date.parse("2026-11-22T12:00:00Z");
const traces = tellStories(createChance(1), 260, nowMs, 6);

function spansOf(span: DemoSpan): DemoSpan[] {
  return [span, ...(span.children ?? []).flatMap(spansOf)];
}

function endOf(span: DemoSpan): number {
  return Math.max(span.durationMs, ...(span.children ?? []).map((child) => child.startMs + endOf(child)));
}

test("there are some hundred traces of six applications, spread over the hours before now", () => {
  expect(traces.length).toBeGreaterThan(260);
  expect(new Set(traces.map(({ application }) => application)).size).toBe(6);
  const hours = new Set(traces.map(({ startedAtMs }) => Math.floor((nowMs - startedAtMs) / 3_600_000)));
  expect([...hours].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});

test("every span has ended by now, inside its parent", () => {
  for (const { startedAtMs, root } of traces) {
    expect(startedAtMs + endOf(root)).toBeLessThan(nowMs);
    for (const span of spansOf(root))
      for (const child of span.children ?? [])
        expect(child.startMs + child.durationMs).toBeLessThanOrEqual(span.durationMs);
  }
});

test("some traces fail below their root, some are slow, some are in Chinese, and sessions have several turns", () => {
  const failing = traces.filter(({ root }) => root.error !== undefined && root.children?.some((child) => child.error));
  expect(failing.length).toBeGreaterThan(5);
  expect(traces.filter(({ root }) => root.durationMs > 6_000).length).toBeGreaterThan(5);
  const text = (trace: DemoTrace) => JSON.stringify(trace.root);
  expect(traces.filter((trace) => /\p{Script=Han}/u.test(text(trace))).length).toBeGreaterThan(50);
  const sessions = traces.flatMap(({ root }) => root.attributes["session.id"] ?? []);
  expect(new Set(sessions).size).toBeLessThan(sessions.length);
});

test("two demos tell the same stories under other ids", () => {
  const again = tellStories(createChance(1), 260, nowMs, 6);
  expect(again.map(({ application }) => application)).toEqual(traces.map(({ application }) => application));
  expect(again[0]?.traceId).not.toBe(traces[0]?.traceId);
});

test("a trace is written as OTLP JSON: hex ids, text for 64-bit numbers, an exception as an event", () => {
  const failing = traces.filter(({ root }) => root.error !== undefined).slice(0, 1);
  const request = toExportRequest(failing) as {
    resourceSpans: { scopeSpans: { spans: Record<string, unknown>[] }[] }[];
  };
  const [root, child] = request.resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
  expect(root).toMatchObject({
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    startTimeUnixNano: expect.stringMatching(/^\d{19}$/),
    status: { code: 2 },
    events: [{ name: "exception" }],
  });
  expect(root).not.toHaveProperty("parentSpanId");
  expect(child?.parentSpanId).toBe(root?.spanId);
});
