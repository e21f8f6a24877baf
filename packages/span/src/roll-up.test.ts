import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kindNumbers } from "./kind";
import { type RollUpSpan, rollUpTrace } from "./roll-up";

const us = 1_787_400_000_000_000;

function span(spanId: string, parentSpanId: string | null, fields: Partial<RollUpSpan> = {}): RollUpSpan {
  return {
    spanId,
    parentSpanId,
    startUs: us,
    startNs: 0,
    durationNs: 1_000_000,
    name: `span ${spanId}`,
    service: "shop",
    kind: kindNumbers.CHAIN,
    status: 0,
    model: null,
    responseId: null,
    inputTokens: null,
    outputTokens: null,
    cost: null,
    sessionId: null,
    userId: null,
    errorMessage: null,
    ...fields,
  };
}

const anySpans = fc
  .uniqueArray(
    fc.record({
      spanId: fc.integer({ min: 1, max: 12 }).map((id) => id.toString(16).padStart(16, "0")),
      parent: fc.option(fc.integer({ min: 1, max: 14 })),
      startUs: fc.integer({ min: us, max: us + 5 }),
      startNs: fc.integer({ min: 0, max: 2 }),
      durationNs: fc.option(fc.integer({ min: 0, max: 5_000 })),
      name: fc.constantFrom("a", "b", "c"),
      kind: fc.constantFrom(...Object.values(kindNumbers)),
      status: fc.constantFrom(0, 1, 2),
      cost: fc.option(fc.double({ min: 0, max: 10, noNaN: true })),
      model: fc.constantFrom(null, "gpt-4o", "gpt-4o-2024-08-06", "qwen-max"),
      responseId: fc.constantFrom(null, "r1", "r2"),
      inputTokens: fc.option(fc.nat({ max: 100 })),
      outputTokens: fc.option(fc.nat({ max: 100 })),
      sessionId: fc.constantFrom(null, "s1", "s2"),
      userId: fc.constantFrom(null, "u1", "u2"),
      errorMessage: fc.constantFrom(null, "m1", "m2"),
    }),
    { minLength: 1, maxLength: 12, selector: ({ spanId }) => spanId },
  )
  .map((list) =>
    list.map(({ parent, ...fields }) =>
      span(fields.spanId, parent === null ? null : parent.toString(16).padStart(16, "0"), fields),
    ),
  );

test("the totals of a trace do not depend on the order of its spans", () => {
  fc.assert(
    fc.property(anySpans, fc.infiniteStream(fc.nat()), (spans, random) => {
      const shuffled = spans
        .map((entry) => ({ entry, key: random.next().value }))
        .sort((a, b) => a.key - b.key)
        .map(({ entry }) => entry);
      expect(rollUpTrace(shuffled)).toEqual(rollUpTrace(spans));
    }),
    { numRuns: 500 },
  );
});

describe("name, application and status", () => {
  test("come from the earliest root", () => {
    const rolled = rollUpTrace([
      span("b", null, { startUs: us + 5, name: "second" }),
      span("a", null, { name: "first", service: "front", status: 1, kind: kindNumbers.AGENT }),
      span("c", "a", { status: 2 }),
    ]);
    expect(rolled).toMatchObject({
      name: "first",
      application: "front",
      rootKind: kindNumbers.AGENT,
      status: 1,
      hasRoot: true,
      errorCount: 1,
      orphanCount: 0,
    });
  });

  test("come from the earliest span without a present parent while there is no root, and any failure counts", () => {
    const rolled = rollUpTrace([span("b", "a", { name: "top" }), span("c", "b", { status: 2, startUs: us - 9 })]);
    expect(rolled).toMatchObject({ name: "top", hasRoot: false, status: 2, orphanCount: 1 });
  });

  test("are found in a cycle too", () => {
    const rolled = rollUpTrace([span("b", "a"), span("a", "b", { startUs: us - 1, name: "early" }), span("c", "c")]);
    expect(rolled).toMatchObject({ name: "early", hasRoot: false, orphanCount: 0, spanCount: 3 });
  });
});

test("start, end and duration span all spans to the nanosecond, ended or not", () => {
  const rolled = rollUpTrace([
    span("a", null, { startNs: 700, durationNs: null }),
    span("b", "a", { startUs: us + 10, startNs: 900, durationNs: 200_150 }),
  ]);
  expect(rolled).toMatchObject({ startUs: us, endUs: us + 211, durationNs: 210_350, isRunning: true });
});

test("session and user come from the span nearest the root that has them", () => {
  const rolled = rollUpTrace([
    span("a", null),
    span("b", "a", { sessionId: "near" }),
    span("c", "b", { sessionId: "far", userId: "u", startUs: us - 100 }),
  ]);
  expect(rolled).toMatchObject({ sessionId: "near", userId: "u" });
});

test("the error message is the root's own, else that of the failure that ended first", () => {
  const children = [
    span("b", "a", { status: 2, durationNs: 5_000, errorMessage: "cause" }),
    span("c", "a", { status: 2, durationNs: 9_000, errorMessage: "consequence" }),
    span("d", "a", { status: 1, durationNs: 1, errorMessage: "not a failure" }),
  ];
  expect(rollUpTrace([span("a", null, { status: 2 }), ...children]).errorMessage).toBe("cause");
  expect(rollUpTrace([span("a", null, { status: 2, errorMessage: "own" }), ...children]).errorMessage).toBe("own");
  expect(rollUpTrace([span("a", null)]).errorMessage).toBeNull();
});

test("tokens count every model call once; models are those that answered", () => {
  const rolled = rollUpTrace([
    span("a", null, { kind: kindNumbers.AGENT, model: "gpt-4o", inputTokens: 30, outputTokens: 8 }),
    span("b", "a", { kind: kindNumbers.LLM, model: "gpt-4o-2024-08-06", inputTokens: 10, outputTokens: 3 }),
    span("c", "a", { kind: kindNumbers.LLM, model: "qwen-max", inputTokens: 20, outputTokens: 5 }),
  ]);
  expect(rolled).toMatchObject({ inputTokens: 30, outputTokens: 8, models: ["gpt-4o-2024-08-06", "qwen-max"] });
  expect(rollUpTrace([span("a", null)])).toMatchObject({ inputTokens: null, outputTokens: null, models: [] });
});

test("a chain of 100,000 spans is rolled up", () => {
  const id = (index: number) => index.toString(16).padStart(16, "0");
  const spans = Array.from({ length: 100_000 }, (_, index) =>
    span(id(index + 1), index === 0 ? null : id(index), { sessionId: `s${index % 7}`, name: `n${index % 300}` }),
  );
  expect(rollUpTrace(spans)).toMatchObject({ spanCount: 100_000, sessionId: "s0", spanNames: { length: 200 } });
});

describe("cost", () => {
  const call = { kind: kindNumbers.LLM, model: "gpt-4o", inputTokens: 100, outputTokens: 10 };

  test("each model call is counted once: wrappers and second records of a call add nothing and are named", () => {
    const totals = rollUpTrace([
      span("a", null, { durationNs: 10_000_000, inputTokens: 200, outputTokens: 20, cost: 0.5 }),
      span("b", "a", { ...call, durationNs: 5_000_000, cost: 0.1 }),
      span("c", "b", { ...call, durationNs: 4_000_000, cost: 0.1 }),
      span("d", "a", { ...call, startUs: us + 6_000, durationNs: 1_000_000, cost: 0.2, responseId: "r1" }),
      span("e", "a", { ...call, startUs: us + 6_000, durationNs: 1_000_000, cost: 0.2, responseId: "r1" }),
    ]);
    expect(totals).toMatchObject({ inputTokens: 200, outputTokens: 20, cost: 0.3, uncountedSpans: ["b", "e"] });
  });

  test("a trace whose calls have no price has no cost, and never 0; priced ones beside them still count", () => {
    expect(rollUpTrace([span("a", null, call)]).cost).toBeNull();
    const mixed = rollUpTrace([
      span("a", null),
      span("b", "a", { ...call, model: "house-model" }),
      span("c", "a", { ...call, cost: 0.25 }),
    ]);
    expect(mixed.cost).toBe(0.25);
  });
});
