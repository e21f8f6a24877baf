import type { JsonValue } from "@plumbline/base/json";
import { describe, expect, test } from "vitest";
import { kindNumbers } from "../kind";
import { readFacts, readPreviews, readRowFacts } from "../read-facts";
import { attributesOf } from "../testing";
import type { DialectCase } from "./dialect-case";
import { genaiCases } from "./genai-cases";
import { loongsuiteCases } from "./loongsuite-cases";
import { openinferenceCases } from "./openinference-cases";
import { otelCoreCases } from "./otel-core-cases";
import { dialects, factEventNames, factResourceKeys, familyRows, isFactKey } from "./registry";
import type { Dialect, FactSpan } from "./types";

const casesOf: Readonly<Record<string, readonly DialectCase[]>> = {
  "otel-genai": genaiCases,
  openinference: openinferenceCases,
  loongsuite: loongsuiteCases,
  "otel-core": otelCoreCases,
};

const start = 1_790_000_000_000_000_000n;

function spanOf(given: DialectCase): FactSpan {
  return {
    statusCode: given.statusCode ?? 0,
    startTimeUnixNano: start,
    durationNs: BigInt((given.durationMs ?? 1000) * 1e6),
    events: (given.events ?? []).map(({ atMs, ...event }) => ({ ...event, timeUnixNano: start + BigInt(atMs * 1e6) })),
    resourceAttributes: attributesOf(given.resource ?? {}),
  };
}

/** What hostile or broken emitters send where a text or a number is expected. */
const hostile: readonly JsonValue[] = [
  null,
  "",
  "   ",
  "__REDACTED__",
  true,
  false,
  -1,
  1.5,
  1e300,
  "NaN",
  "12abc",
  "0x10",
  "9".repeat(50),
  [],
  {},
  [[]],
  [null],
  { a: [{}] },
  { $double: "NaN" },
  "{",
  "[{",
  '{"messages":[null,1,"x",{"role":5}]}',
  '[{"role":"user","parts":[null,5,{"type":"text"},{"type":{}}]}]',
  '{"__proto__":{"x":1},"constructor":{"prototype":1}}',
  "\u0000\ud800 broken",
  "[".repeat(5_000),
];

describe.each(dialects.map((dialect) => [dialect.name, dialect] as const))("%s", (name, dialect: Dialect) => {
  const cases = casesOf[name] ?? [];

  test.each(cases.map((given) => [given.name, given] as const))("%s", (_, given) => {
    expect(readFacts(attributesOf(given.attributes), spanOf(given))).toEqual(given.facts);
  });

  test("ingest finds the same facts in the attributes that it decodes", () => {
    for (const given of cases) {
      const attributes = attributesOf(given.attributes);
      const decoded = attributesOf(
        Object.fromEntries(Object.entries(given.attributes).filter(([key]) => isFactKey(key))),
      );
      const span = spanOf(given);
      const lean = {
        ...span,
        events: span.events.filter((event) => factEventNames.has(event.name)),
        resourceAttributes: attributesOf(
          Object.fromEntries(Object.entries(span.resourceAttributes).filter(([key]) => factResourceKeys.has(key))),
        ),
      };
      const { finishReason, tags, promptName, promptVersion, reportedCostUsd, ...expected } = readFacts(
        attributes,
        span,
      );
      expect({ ...readRowFacts(decoded, lean), ...readPreviews(decoded, lean) }).toMatchObject(expected);
    }
  });

  test("the order of attributes never changes a fact", () => {
    for (const given of cases) {
      const reversed = attributesOf(Object.fromEntries(Object.entries(given.attributes).reverse()));
      expect(readFacts(reversed, spanOf(given))).toEqual(given.facts);
    }
  });

  test("every row is exercised by a case", () => {
    const keys = new Set(
      cases.flatMap((given) => [...Object.keys(given.attributes), ...Object.keys(given.resource ?? {})]),
    );
    const events = new Set(cases.flatMap((given) => (given.events ?? []).map((event) => event.name)));
    const rows = [...dialect.attributes, ...(dialect.resource ?? [])];
    expect(rows.map((row) => row.key).filter((key) => !keys.has(key))).toEqual([]);
    expect((dialect.events ?? []).map((row) => row.event).filter((event) => !events.has(event))).toEqual([]);
    const unused = (dialect.families ?? []).filter((family) => ![...keys].some((key) => key.startsWith(family.prefix)));
    expect(unused).toEqual([]);
  });

  test("nothing that an emitter may send makes it throw or yields an invalid fact", () => {
    for (const row of [...dialect.attributes, ...(dialect.resource ?? [])]) {
      for (const value of hostile) {
        const facts = readFacts(
          attributesOf({ [row.key]: value }),
          spanOf({ name: "", attributes: {}, facts: { kind: "UNKNOWN" } }),
        );
        expectValid(facts);
      }
    }
    for (const { event } of dialect.events ?? []) {
      for (const value of hostile) {
        const attributes = attributesOf({
          content: value,
          message: value,
          finish_reason: value,
          "exception.type": value,
          "gen_ai.prompt": value,
        });
        const span = {
          ...spanOf({ name: "", attributes: {}, facts: { kind: "UNKNOWN" } }),
          events: [{ name: event, timeUnixNano: 0n, attributes }],
        };
        expectValid(readFacts(attributesOf({}), span));
      }
    }
  });

  test("no key is a bare prefix: a longer key with the same beginning means nothing", () => {
    const none = readFacts(attributesOf({}), spanOf({ name: "", attributes: {}, facts: { kind: "UNKNOWN" } }));
    for (const row of dialect.attributes) {
      const longer = attributesOf({ [`${row.key}.unrelated`]: "LLM", [`${row.key}x`]: 5, [`x.${row.key}`]: "chat" });
      expect(readFacts(longer, spanOf({ name: "", attributes: {}, facts: { kind: "UNKNOWN" } }))).toEqual(none);
    }
  });
});

test("each dialect has cases of its own", () => {
  expect(Object.keys(casesOf).sort()).toEqual(dialects.map((dialect) => dialect.name).sort());
});

test("no two candidates of a field share a rank, so that nothing depends on the order of files", () => {
  for (const field of new Set(dialects.flatMap((dialect) => dialect.attributes.map((row) => row.field)))) {
    const rows = dialects.flatMap((dialect) => dialect.attributes).filter((row) => row.field === field);
    const events = dialects.flatMap((dialect) => dialect.events ?? []).filter((row) => row.field === field);
    const families = familyRows.filter((family) => `${family.side}Preview` === field);
    const ranks = [
      ...rows.map((row) => row.rank),
      ...new Set(events.map((row) => row.rank)),
      ...families.map((row) => row.rank),
    ];
    expect([field, ranks.length]).toEqual([field, new Set(ranks).size]);
  }
});

function expectValid(facts: object): void {
  for (const [name, value] of Object.entries(facts)) {
    if (name === "kind") expect(Object.keys(kindNumbers)).toContain(value);
    else if (name === "tags" || name === "usageNotes") expect(Array.isArray(value)).toBe(true);
    else if (typeof value === "number") expect(value).toBeGreaterThanOrEqual(0);
    else {
      expect(typeof value).toBe("string");
      expect(value).not.toBe("");
      expect((value as string).isWellFormed()).toBe(true);
      expect(value).not.toContain("\u0000");
      expect((value as string).length).toBeLessThanOrEqual(500);
    }
  }
}
