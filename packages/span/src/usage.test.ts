import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LlmKind } from "./kind";
import { countUsage, modelFamily, type UsageRow } from "./usage";

function row(spanId: string, parentSpanId: string | null, kind: LlmKind, parts: Partial<UsageRow> = {}): UsageRow {
  return {
    spanId,
    parentSpanId,
    kind,
    model: null,
    responseId: null,
    start: 0n,
    duration: 100n,
    inputTokens: null,
    outputTokens: null,
    ...parts,
  };
}

describe("counting tokens of a trace once", () => {
  test("an agent that repeats its model call is not added to it", () => {
    const usage = countUsage([
      row("a", null, "AGENT", { inputTokens: 300, outputTokens: 40 }),
      row("b", "a", "TASK", { inputTokens: 300, outputTokens: 40 }),
      row("c", "b", "LLM", { inputTokens: 300, outputTokens: 40 }),
    ]);
    expect(usage).toEqual({
      inputTokens: 300,
      outputTokens: 40,
      isEstimate: false,
      roles: ["aggregate", "aggregate", "counted"],
    });
  });

  test("two instrumentors on one call count once, told by the response id", () => {
    const usage = countUsage([
      row("outer", null, "LLM", {
        responseId: "r1",
        model: "a",
        inputTokens: 10,
        outputTokens: 2,
        start: 5n,
        duration: 1n,
      }),
      row("inner", "outer", "LLM", { responseId: "r1", model: "b", inputTokens: 10, outputTokens: 2 }),
    ]);
    expect([usage.inputTokens, usage.outputTokens, usage.roles]).toEqual([10, 2, ["aggregate", "counted"]]);
  });

  test("a wrapper of the same model that encloses its call counts once, date suffix or not", () => {
    const usage = countUsage([
      row("outer", null, "LLM", { model: "openai/gpt-4o", inputTokens: 10, outputTokens: 2 }),
      row("inner", "outer", "LLM", {
        model: "gpt-4o-2024-08-06",
        inputTokens: 10,
        outputTokens: 2,
        start: 10n,
        duration: 50n,
      }),
    ]);
    expect(usage.roles).toEqual(["aggregate", "counted"]);
  });

  test("a call of the same model that outlives the one above it is a call of its own", () => {
    const usage = countUsage([
      row("outer", null, "LLM", { model: "m", inputTokens: 10 }),
      row("inner", "outer", "LLM", { model: "m", inputTokens: 7, start: 90n, duration: 50n }),
    ]);
    expect([usage.inputTokens, usage.roles]).toEqual([17, ["counted", "counted"]]);
  });

  test("a nested call of another model is a call of its own", () => {
    const usage = countUsage([
      row("outer", null, "LLM", { model: "gpt-4o", inputTokens: 10, outputTokens: 2 }),
      row("inner", "outer", "LLM", {
        model: "gpt-4o-mini",
        inputTokens: 7,
        outputTokens: 1,
        start: 10n,
        duration: 50n,
      }),
    ]);
    expect([usage.inputTokens, usage.outputTokens]).toEqual([17, 3]);
  });

  test("embedding wrapper and call count once and need no output tokens", () => {
    const usage = countUsage([
      row("outer", null, "EMBEDDING", { model: "text-embedding-3-small", inputTokens: 64 }),
      row("inner", "outer", "EMBEDDING", { model: "text-embedding-3-small", inputTokens: 64, start: 1n, duration: 9n }),
    ]);
    expect([usage.inputTokens, usage.outputTokens]).toEqual([64, undefined]);
  });

  test("siblings with one response id are one call, the record with more detail stays", () => {
    const usage = countUsage([
      row("root", null, "CHAIN"),
      row("one", "root", "LLM", { responseId: "r", inputTokens: 5 }),
      row("two", "root", "LLM", { responseId: "r", inputTokens: 5, outputTokens: 9 }),
    ]);
    expect([usage.inputTokens, usage.outputTokens, usage.roles]).toEqual([5, 9, ["none", "duplicate", "counted"]]);
  });

  test("an aggregate stands in for a subtree without model calls, and says that it is an estimate", () => {
    const usage = countUsage([
      row("root", null, "AGENT", { inputTokens: 500, outputTokens: 50 }),
      row("seen", "root", "AGENT", { inputTokens: 200, outputTokens: 20 }),
      row("call", "seen", "LLM", { inputTokens: 200, outputTokens: 20 }),
      row("lost", "root", "AGENT", { inputTokens: 300, outputTokens: 30 }),
      row("step", "lost", "TASK", { inputTokens: 300, outputTokens: 30 }),
    ]);
    expect(usage).toEqual({
      inputTokens: 500,
      outputTokens: 50,
      isEstimate: true,
      roles: ["aggregate", "aggregate", "counted", "estimate", "aggregate"],
    });
  });

  test("nothing reported is undefined, not zero; a reported zero is zero", () => {
    expect(countUsage([row("a", null, "LLM")]).inputTokens).toBeUndefined();
    expect(countUsage([row("a", null, "LLM", { outputTokens: 0 })]).outputTokens).toBe(0);
  });

  test("a chain of 100,000 equal model spans is counted in bounded time", () => {
    const rows = Array.from({ length: 100_000 }, (_, index) =>
      row(`s${index}`, index === 0 ? null : `s${index - 1}`, "LLM", {
        model: "m",
        inputTokens: 1,
        start: BigInt(index),
        duration: 200_000n,
      }),
    );
    expect(countUsage(rows).roles).toHaveLength(100_000);
  });

  test("ids may be bigint, as the span table keeps them", () => {
    const rows = [
      { ...row("", null, "AGENT", { inputTokens: 3 }), spanId: 1n, parentSpanId: null },
      { ...row("", null, "LLM", { inputTokens: 3 }), spanId: 2n, parentSpanId: 1n },
    ];
    expect(countUsage(rows).inputTokens).toBe(3);
  });
});

const kinds: readonly LlmKind[] = ["LLM", "AGENT", "CHAIN", "TASK", "EMBEDDING", "TOOL", "UNKNOWN"];

/** Traces of up to 12 spans with parents anywhere: forests, orphans, cycles, self-parents. */
const traces = fc
  .array(
    fc.record({
      parent: fc.integer({ min: -2, max: 11 }),
      kind: fc.constantFrom(...kinds),
      model: fc.constantFrom("m-1", "m-2", null),
      responseId: fc.constantFrom("r1", "r2", null),
      start: fc.integer({ min: 0, max: 20 }),
      duration: fc.option(fc.integer({ min: 0, max: 30 })),
      inputTokens: fc.option(fc.integer({ min: 0, max: 9 })),
      outputTokens: fc.option(fc.integer({ min: 0, max: 9 })),
    }),
    { maxLength: 12 },
  )
  .map((spans) =>
    spans.map((span, index) => ({
      ...span,
      spanId: `s${index}`,
      parentSpanId: span.parent < 0 ? (span.parent === -1 ? null : "gone") : `s${span.parent}`,
      start: BigInt(span.start),
      duration: span.duration === null ? null : BigInt(span.duration),
    })),
  );

describe("laws of counting", () => {
  test("the order of arrival never changes totals or roles", () => {
    fc.assert(
      fc.property(traces, fc.infiniteStream(fc.nat()), (rows, random) => {
        const shuffled = rows
          .map((span) => ({ span, key: random.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ span }) => span);
        const straight = countUsage(rows);
        const mixed = countUsage(shuffled);
        expect([mixed.inputTokens, mixed.outputTokens, mixed.isEstimate]).toEqual([
          straight.inputTokens,
          straight.outputTokens,
          straight.isEstimate,
        ]);
        const roleOf = new Map(rows.map((span, index) => [span.spanId, straight.roles[index]]));
        expect(shuffled.map((span) => roleOf.get(span.spanId))).toEqual(mixed.roles);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a trace with any tokens has a total, and it is never more than the sum of all spans", () => {
    fc.assert(
      fc.property(traces, (rows) => {
        const { inputTokens } = countUsage(rows);
        const sum = rows.reduce((total, span) => total + (span.inputTokens ?? 0), 0);
        expect(inputTokens ?? 0).toBeLessThanOrEqual(sum);
      }),
      { numRuns: 2_000 },
    );
  });

  test("no counted span has a counted ancestor with its response id", () => {
    fc.assert(
      fc.property(traces, (rows) => {
        const { roles } = countUsage(rows);
        const byId = new Map(rows.map((span, index) => [span.spanId, { span, role: roles[index] }]));
        for (const { span, role } of byId.values()) {
          if (role !== "counted" || span.responseId === null) continue;
          const seen = new Set([span.spanId]);
          let parent = byId.get(span.parentSpanId ?? "");
          while (parent !== undefined && !seen.has(parent.span.spanId)) {
            seen.add(parent.span.spanId);
            // Inside a cycle every span is above every other; where it is cut is the forest's choice.
            if (isInCycle(byId, parent.span.spanId)) break;
            expect(parent.role === "counted" && parent.span.responseId === span.responseId).toBe(false);
            parent = byId.get(parent.span.parentSpanId ?? "");
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

function isInCycle(byId: ReadonlyMap<string, { span: { parentSpanId: string | null } }>, spanId: string): boolean {
  const seen = new Set<string>();
  let next: string | null = spanId;
  while (next !== null && !seen.has(next)) {
    seen.add(next);
    next = byId.get(next)?.span.parentSpanId ?? null;
  }
  return next === spanId;
}

test("model families drop dates and host prefixes, not version numbers", () => {
  expect(modelFamily("gpt-4o-mini-2024-07-18")).toBe("gpt-4o-mini");
  expect(modelFamily("claude-3-5-sonnet@20241022")).toBe("claude-3-5-sonnet");
  expect(modelFamily("us.anthropic.claude-sonnet-4-20250514-v1:0")).toBe("us.anthropic.claude-sonnet-4-v1:0");
  expect(modelFamily("models/Gemini-2.5-pro")).toBe("gemini-2.5-pro");
  expect(modelFamily("qwen2.5-72b-instruct")).toBe("qwen2.5-72b-instruct");
});
