import fc from "fast-check";
import { expect, test } from "vitest";
import { findPicked, formatPick, parsePick, type SpanPick } from "./picked-spans";
import type { TraceSpan } from "./trace-model";

function span(name: string, kind: TraceSpan["kind"], model: string | null = null): TraceSpan {
  return {
    spanId: name,
    parentSpanId: null,
    name,
    service: "shop",
    kind,
    status: "unset",
    startUs: 0,
    endUs: 1,
    durationUs: 1,
    skewUs: 0,
    model,
    inputTokens: null,
    outputTokens: null,
    cost: null,
    ttftMs: null,
    errorType: null,
    errorMessage: null,
  };
}

const model = {
  spans: [span("agent", "AGENT"), span("chat", "LLM", "qwen-max"), span("chat", "LLM", "gpt-4o")],
  shape: { parent: Int32Array.of(-1, 0, 0), depth: Int32Array.of(0, 1, 1), end: Int32Array.of(3, 2, 3) },
};

test("what is picked is found again by what the URL says", () => {
  expect(findPicked(model, parsePick("name:chat"))).toMatchObject({ label: "chat", spans: [1, 2] });
  expect(findPicked(model, parsePick("node:LLM qwen-max"))).toMatchObject({ label: "qwen-max", spans: [1] });
  expect(findPicked(model, parsePick("edge:AGENT agent\nLLM gpt-4o"))).toMatchObject({ spans: [2] });
});

test("what the trace does not have, or nobody wrote, is no pick", () => {
  for (const text of [null, "", "name", "name:nobody", "node:x", "edge:a", "edge:a\nb"])
    expect(findPicked(model, parsePick(text)), String(text)).toBeUndefined();
});

test("a pick is read back as it was written", () => {
  const text = fc.string().filter((value) => !value.includes("\n"));
  const pick: fc.Arbitrary<SpanPick> = fc.oneof(
    fc.record({ type: fc.constant("name" as const), name: fc.string() }),
    fc.record({ type: fc.constant("node" as const), id: fc.string() }),
    fc.record({ type: fc.constant("edge" as const), from: text, to: text }),
  );
  fc.assert(
    fc.property(pick, (value) => {
      expect(parsePick(formatPick(value))).toEqual({ ...value });
    }),
  );
});
