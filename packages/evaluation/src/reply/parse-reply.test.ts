import fc from "fast-check";
import { describe, expect, test } from "vitest";
import designSet from "../../fixtures/judge-replies-design.json" with { type: "json" };
import heldOutSet from "../../fixtures/judge-replies-held-out.json" with { type: "json" };
import { parseReply } from "./parse-reply";
import { claimsReply, correctnessReply, relevanceReply, verdictsReply } from "./reply-schemas";

type Case = [reply: string, label: string | null];

function read(reply: string): string | null {
  const parsed = parseReply(reply, correctnessReply);
  return parsed.ok ? parsed.value.label : null;
}

describe.each([
  ["the set that the ladder was designed on", designSet as Case[], 1],
  ["a set that it was not tuned on", heldOutSet as Case[], 0.95],
])("%s", (_name, cases, shareMin) => {
  test.each(cases)("%j is never read as another verdict", (reply, label) => {
    expect([label, null]).toContain(read(reply));
  });

  test(`at least ${shareMin * 100} % of the readable replies are read`, () => {
    const readable = cases.filter(([, label]) => label !== null);
    const missed = readable.filter(([reply, label]) => read(reply) !== label);
    expect(1 - missed.length / readable.length, JSON.stringify(missed)).toBeGreaterThanOrEqual(shareMin);
  });
});

describe("verdicts about claims", () => {
  const entry = { id: 1, reason: "r", evidence: [2], verdict: "supported" };

  test("the object and a bare list of entries are read alike", () => {
    const object = parseReply(JSON.stringify({ verdicts: [entry] }), verdictsReply);
    const list = parseReply(JSON.stringify([entry, { ...entry, id: 2 }]), verdictsReply);
    expect(object).toEqual({ ok: true, value: { verdicts: [entry] } });
    expect(list.ok && list.value.verdicts).toHaveLength(2);
  });

  test.each([
    { ...entry, verdict: "not supported" },
    { ...entry, verdict: "maybe" },
    { ...entry, evidence: "2" },
    { id: 1, reason: "r", evidence: [] },
    { ...entry, id: "one" },
  ])("an entry that does not follow the schema makes the reply unreadable: %j", (wrong) => {
    expect(parseReply(JSON.stringify({ verdicts: [wrong] }), verdictsReply).ok).toBe(false);
  });

  test("an empty list of claims is an answer, a missing one is not", () => {
    expect(parseReply('{"claims":[]}', claimsReply)).toEqual({ ok: true, value: { claims: [] } });
    expect(parseReply("{}", claimsReply).ok).toBe(false);
  });
});

describe("grades", () => {
  test.each([
    ['{"reason":"x","grade":3}', 3],
    ['{"reason":"x","grade":"2"}', 2],
    ["grade: 1", 1],
    ["0", 0],
  ])("%j is %i", (reply, grade) => {
    const parsed = parseReply(reply, relevanceReply);
    expect(parsed.ok && parsed.value.grade).toBe(grade);
  });

  test.each([
    '{"reason":"x","grade":4}',
    '{"reason":"x","grade":-1}',
    '{"reason":"x","grade":2.5}',
    "2/3",
    "grade: high",
    "3 or 2",
    "12",
  ])("%j is no grade", (reply) => {
    expect(parseReply(reply, relevanceReply).ok).toBe(false);
  });
});

test("no text makes the parser throw or take longer than a moment", () => {
  const pieces = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    '"',
    "label",
    ":",
    "correct",
    "<think>",
    "</think>",
    "```",
    "\n",
    "\\",
    ",",
    "'",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 6 })), { maxLength: 60 }), (parts) => {
      parseReply(parts.join(""), correctnessReply);
    }),
    { numRuns: 2_000 },
  );
  const startedAt = performance.now();
  for (const nasty of [
    "{".repeat(100_000),
    '{"a":'.repeat(20_000),
    `{"label":"${"\\".repeat(100_000)}`,
    "label: ".repeat(50_000),
  ]) {
    parseReply(nasty, correctnessReply);
  }
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test("a cut-off reply is unreadable wherever it is cut", () => {
  const whole = '{"reason": "The years agree, as document 1 says.", "label": "correct"}';
  for (let length = 0; length < whole.length; length += 1) expect(read(whole.slice(0, length))).toBeNull();
});
