import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeQuery } from "./describe";
import {
  clausesOf,
  excludedValuesOf,
  negateItem,
  replaceItem,
  toggleExcludedValue,
  toggleValue,
  valuesOf,
  withClause,
  withoutItem,
  withoutValuesOf,
  withRange,
} from "./edit";
import { parseQuery } from "./parse";
import { printQuery } from "./print";
import type { Query } from "./query";
import { anyQuery } from "./testing";

function queryOf(text: string): Query | undefined {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(parsed.errors.map((error) => error.message).join(" "));
  return parsed.query;
}

function clause(text: string): Query {
  const query = queryOf(text);
  if (query === undefined) throw new Error("The test needs a clause.");
  return query;
}

describe("chips", () => {
  test("are the items of the top-level conjunction", () => {
    const chips = clausesOf(queryOf('status = error (model = a or model = b) has(kind = LLM) refund "policy"'));
    expect(chips.map((chip) => chip.text)).toEqual([
      "status = error",
      "(model = a or model = b)",
      "has(kind = LLM)",
      '"refund"',
      '"policy"',
    ]);
  });

  test("a query that is no conjunction is one chip, and no query none", () => {
    expect(clausesOf(queryOf("model = a or model = b")).map((chip) => chip.text)).toEqual(["model = a or model = b"]);
    expect(clausesOf(undefined)).toEqual([]);
  });

  test("stand in the canonical text where they say, and each parses to its item", () => {
    fc.assert(
      fc.property(anyQuery("trace"), (query) => {
        const text = printQuery(query);
        for (const chip of clausesOf(query)) {
          expect(text.slice(chip.range.start, chip.range.end)).toBe(chip.text);
          if (chip.text.length <= 4_000) expect(parseQuery(chip.text)).toEqual({ ok: true, query: chip.query });
        }
      }),
    );
  });
});

describe("editing", () => {
  const query = queryOf("status = error duration > 2s");

  test.each<[string, Query | undefined, string]>([
    ["a clause is added at the end", withClause(query, clause("refund")), "status = error duration > 2s refund"],
    ["to no query it is the query", withClause(undefined, clause("refund")), "refund"],
    [
      "what stands there is not added again",
      withClause(query, clause("status = error")),
      "status = error duration > 2s",
    ],
    [
      "several are added as several",
      withClause(query, clause("status = error refund")),
      "status = error duration > 2s refund",
    ],
    ["an item is removed", withoutItem(query, 0), "duration > 2s"],
    ["the last item leaves no query", withoutItem(queryOf("refund"), 0), ""],
    ["no item, no change", withoutItem(query, 7), "status = error duration > 2s"],
    ["an item is replaced", replaceItem(query, 1, clause("tokens > 5")), "status = error tokens > 5"],
    ["by several", replaceItem(query, 0, clause("tokens > 5 refund")), "tokens > 5 refund duration > 2s"],
    ["by alternatives", replaceItem(query, 0, clause("a or b")), "(a or b) duration > 2s"],
    ["where there is none, nothing changes", replaceItem(query, 2, clause("a")), "status = error duration > 2s"],
    ["an item is negated", negateItem(query, 0), "status != error duration > 2s"],
    ["and back", negateItem(negateItem(query, 1), 1), "status = error duration > 2s"],
    ["where there is none, nothing is negated", negateItem(query, -1), "status = error duration > 2s"],
  ])("%s", (_name, edited, text) => {
    expect(printQuery(edited)).toBe(text);
  });
});

describe("facets", () => {
  test.each<[string, string, string]>([
    ["", "a", "model = a"],
    ["refund", "a", "refund model = a"],
    ["model = a", "b", "model in (a, b)"],
    ["model in (a, b)", "a", "model = b"],
    ["model = a refund", "a", "refund"],
    ["model != a", "a", "model = a"],
    ["model not in (a, b) refund", "a", "model != b refund model = a"],
    ["model = a or refund", "a", "(model = a or refund) model = a"],
    ["model ~ a", "a", "model ~ a model = a"],
  ])("in %s, %s is toggled: %s", (before, value, after) => {
    expect(printQuery(toggleValue(queryOf(before), "model", value))).toBe(after);
  });

  test.each<[string, string, string]>([
    ["", "a", "model != a"],
    ["model != a", "b", "model not in (a, b)"],
    ["model not in (a, b)", "b", "model != a"],
    ["model != a", "a", ""],
    ["model in (a, b)", "a", "model = b model != a"],
  ])("in %s, %s is excluded or no longer: %s", (before, value, after) => {
    expect(printQuery(toggleExcludedValue(queryOf(before), "model", value))).toBe(after);
  });

  test("show what is chosen and what is excluded", () => {
    const query = queryOf("model in (a, b) status != error refund");
    expect(valuesOf(query, "model")).toEqual(["a", "b"]);
    expect(valuesOf(query, "status")).toEqual([]);
    expect(excludedValuesOf(query, "status")).toEqual(["error"]);
    expect(valuesOf(undefined, "model")).toEqual([]);
  });

  test("toggling twice is no change, for any query that does not speak of the field", () => {
    fc.assert(
      fc.property(anyQuery("trace"), (query) => {
        fc.pre(valuesOf(query, "model").length === 0 && excludedValuesOf(query, "model").length === 0);
        const twice = toggleValue(toggleValue(query, "model", "a"), "model", "a");
        expect(printQuery(twice)).toBe(printQuery(query));
      }),
    );
  });

  test("a range replaces the bounds that were there", () => {
    expect(printQuery(withRange(queryOf("duration > 1s refund"), "duration", { from: 2_000, to: 5_000 }))).toBe(
      "refund duration >= 2s duration < 5s",
    );
    expect(printQuery(withRange(queryOf("duration > 1s refund"), "duration", { to: 5_000 }))).toBe(
      "refund duration < 5s",
    );
    expect(printQuery(withRange(queryOf("duration > 1s"), "duration", {}))).toBe("");
  });
});

describe("in plain words", () => {
  test.each<[string, string]>([
    ["duration > 2s", "duration is more than 2 seconds"],
    ["not duration > 1m", "duration is not more than 1 minute"],
    ["duration <= 1.5ms", "duration is at most 1.5 milliseconds"],
    ["duration = 3us", "duration is 3 microseconds"],
    ["status != error", "status is not error"],
    ["model in (a, b, c)", "model is a, b or c"],
    ["model not in (a, b)", "model is neither a nor b"],
    ["input_tokens >= 10k", "input tokens is at least 10k"],
    ["score.ndcg < 0.07", "score for ndcg is less than 7 percent"],
    ["session exists", "session has a value"],
    ["session not exists", "session has no value"],
    ["name ~ x", "name contains x"],
    ['name = ""', 'name is ""'],
    ["attributes.a.b = 5", "attribute a.b is 5"],
    ["refund -policy", 'a span with the words "refund", and no span with the words "policy"'],
    ["has(kind = LLM refund)", 'one span for which kind is LLM, and a span with the words "refund"'],
    ["not has(kind = LLM)", "no span for which kind is LLM"],
    ["status = ok or status = error", "either status is ok, or status is error"],
    ["not (status = ok or refund)", 'not: either status is ok, or a span with the words "refund"'],
  ])("%s", (text, words) => {
    expect(describeQuery(clause(text))).toBe(words);
  });
});

test.each([
  ["status = error application = a", "application = a"],
  ["status not in (ok, error) duration > 2s", "duration > 2s"],
  ["status = error", ""],
  ["model = a model = b", "model = b"],
  ["status = error or application = a", "status = error or application = a"],
  ["has(status = error) refund", "has(status = error) refund"],
])("a facet's values are counted without what it shows as chosen: %s", (text, others) => {
  const rest = withoutValuesOf(queryOf(text), text.startsWith("model") ? "model" : "status");
  expect(rest === undefined ? "" : printQuery(rest)).toBe(others);
});
