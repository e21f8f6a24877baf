import { describe, expect, test } from "vitest";
import { parseQuery } from "./parse";
import { errorsMax } from "./token-cursor";

/** Each error as the part of the text that it marks, and its sentences. */
function errorsOf(text: string): (readonly [part: string, message: string, clause?: number, suggestion?: string])[] {
  const parsed = parseQuery(text);
  if (parsed.ok) return [];
  return parsed.errors.map(({ start, end, message, clause, suggestion }) => {
    if (suggestion !== undefined) return [text.slice(start, end), message, clause, suggestion] as never;
    return (
      clause === undefined ? [text.slice(start, end), message] : [text.slice(start, end), message, clause]
    ) as never;
  });
}

describe("values of another type", () => {
  test.each<[string, string, string, string?]>([
    ["duration > abc", "abc", 'duration is compared with a time such as 2s, not with "abc".'],
    ["duration > -2s", "-2s", 'duration is compared with a time such as 2s, not with "-2s".'],
    ["duration > 2", "2", "duration needs a unit: 2s, 2ms or 2us.", "2s"],
    ["duration > 1e999s", "1e999s", 'duration is compared with a time such as 2s, not with "1e999s".'],
    ["tokens > many", "many", 'tokens is compared with a whole number such as 1000 or 10k, not with "many".'],
    ["tokens > 1.5", "1.5", 'tokens is compared with a whole number such as 1000 or 10k, not with "1.5".'],
    [
      "tokens > 9007199254740993",
      "9007199254740993",
      'tokens is compared with a whole number such as 1000 or 10k, not with "9007199254740993".',
    ],
    ["cost > €5", "€5", 'cost is compared with an amount such as 0.05, not with "€5".'],
    ["score.ndcg > good", "good", 'score.ndcg is compared with a number from 0 to 1 such as 0.5, not with "good".'],
    ["score.ndcg > 80", "80", "score.ndcg goes from 0 to 1, so it is never 80. Did you mean 80%?", "80%"],
    ["score.ndcg > 180%", "180%", "score.ndcg goes from 0 to 1, so it is never 180%. Write a number such as 0.5."],
    ["status = eror", "eror", 'status is never "eror". Did you mean error?', "error"],
    ["status = bad", "bad", 'status is never "bad". Write one of ok, error, incomplete, running, unset.'],
    [
      "trace = xyz",
      "xyz",
      'trace is compared with 1 to 32 hexadecimal digits, the beginning is enough, not with "xyz".',
    ],
    ['name ~ ""', '""', 'Every text contains "". Write what name is to contain, or name exists.'],
    ["attributes.a > 2s", "2s", '> compares an attribute with a number such as 5, without a unit, not with "2s".'],
    ['attributes.a >= "5"', '"5"', '>= compares an attribute with a number such as 5, without a unit, not with "5".'],
  ])("%s", (text, part, message, suggestion) => {
    expect(errorsOf(text)).toEqual([suggestion === undefined ? [part, message, 1] : [part, message, 1, suggestion]]);
  });
});

describe("fields and operators", () => {
  test.each<[string, string, string, string?]>([
    ["modle = x", "modle", 'There is no field "modle". Did you mean model?', "model"],
    ["latency > 2s", "latency", 'There is no field "latency". Did you mean duration?', "duration"],
    ["foo = x", "foo", 'There is no field "foo". To search for the text, put it in quotes.'],
    [
      "input.value ~ x",
      "input.value",
      'There is no field "input.value". An attribute is written attributes.input.value.',
      "attributes.input.value",
    ],
    ["attributes = x", "attributes", "attributes is not a value. Name one in it, such as attributes.input.value."],
    [
      "resource.service.name = x",
      "resource.service.name",
      "A resource holds its values under attributes: resource.attributes.service.name.",
      "resource.attributes.service.name",
    ],
    [
      "attributes.a..b = x",
      ".",
      "Two dots (recursive descent) are not supported. Write every name, or quote an empty one: [''].",
    ],
    ["kind = LLM", "kind = LLM", "kind is a field of a span. Write has(kind …).", "has(kind = LLM)"],
    [
      "has(application = x)",
      "application",
      "application is a field of the trace and cannot stand inside has(…). Write it in front of has.",
    ],
    [
      '"status" = error',
      '"status"',
      "A field stands without quotes, and text that is searched for has no operator behind it.",
      "status",
    ],
    [
      '"x y" = error',
      '"x y"',
      "A field stands without quotes, and text that is searched for has no operator behind it.",
    ],
    ["status > error", ">", "status cannot be compared with >. It takes =, in, exists."],
    ["duration ~ 2s", "~", "duration cannot be compared with ~. It takes =, >, >=, <, <=, exists."],
    ["duration not in (2s)", "not in", "duration cannot be compared with in. It takes =, >, >=, <, <=, exists."],
    ["status == error", "==", "There is no operator ==. Did you mean =?", "="],
    ["status <> error", "<>", "There is no operator <>. Did you mean !=?", "!="],
    ["duration => 2s", "=>", "There is no operator =>. Did you mean >=?", ">="],
    ["duration >>> 2s", ">>>", "There is no operator >>>. Write one of =, !=, ~, !~, >, >=, <, <=."],
    [
      "status:error",
      "status:error",
      "A field is compared with an operator: status = error. To search for the text, put it in quotes.",
      "status = error",
    ],
    ["modle exists", "modle", 'There is no field "modle". Did you mean model?', "model"],
  ])("%s", (text, part, message, suggestion) => {
    expect(errorsOf(text)).toEqual([suggestion === undefined ? [part, message, 1] : [part, message, 1, suggestion]]);
  });
});

describe("what is missing or too much", () => {
  test.each<[string, string, string, number?, string?]>([
    ["duration >", ">", "A value is missing, such as duration > 2s.", 1],
    [
      "status = and duration > 2s",
      "=",
      'A value is missing, such as status = ok. To compare with the word "and", put it in quotes.',
      1,
    ],
    ["status = (error, ok)", "(error, ok)", 'A list of values stands behind "in": status in (a, b).', 1],
    ["= error", "=", "A field is missing before =, such as status = error.", 1],
    ["model in gpt-4o", "in gpt-4o", 'Behind "in" stand values in parentheses: model in (a, b).', 1, "in (gpt-4o)"],
    ["model in ()", "()", "The list is empty. Write at least one value.", 1],
    ["model in (a,)", ")", "The list ends with a comma. Write another value, or remove it.", 1],
    [
      "model in (a b)",
      "b",
      "A list is values with commas between them: (a, b). Put a value with other characters in quotes.",
      1,
    ],
    ["model in (a, b", "(", "This list is not closed. Write ) behind its last value.", 1],
    [
      "in (a)",
      "in",
      'A field is missing before "in", such as model in (a, b). To search for the word, put it in quotes.',
      1,
      '"in"',
    ],
    ["()", "()", "The parentheses are empty. Write a clause, or remove them."],
    ["has()", "()", "The parentheses are empty. Write what one span satisfies, such as has(kind = LLM)."],
    ["(status = error", "(", "This ( is not closed. Write ) where its clauses end."],
    ["status = error)", ")", "This ) has no ( before it. Remove it."],
    [
      "status = error, ok",
      ",",
      "A comma separates values in a list only: model in (a, b). Remove it, or put the text in quotes.",
    ],
    ["and status = error", "and", 'Nothing stands before "and". Write a clause there, or put the word in quotes.'],
    ["status = error or", "or", 'Nothing stands behind "or". Write a clause there, or put the word in quotes.'],
    ["or status = error", "or", 'Nothing stands before "or". Write a clause there, or put the word in quotes.'],
    ["status = error and not", "not", 'Nothing stands behind "not". Write the clause that is not to hold.'],
    ['name = "abc', '"', 'This " is not closed. Write " where the text ends.', 1],
    [
      String.raw`"a\qb"`,
      String.raw`\q`,
      String.raw`This escape is unknown. Write \\ for a backslash, \" for a quote, \n, \t, \r, or \u and four hexadecimal digits.`,
      1,
    ],
    [
      "status = error ???",
      "???",
      '"???" holds no letter and no digit, and text search looks for words. Write a word, or compare a field.',
      2,
    ],
    [
      '""',
      '""',
      "An empty text holds no letter and no digit, and text search looks for words. Write a word, or compare a field.",
      1,
    ],
    [
      "has(has(refund))",
      "has",
      "A has(…) cannot stand inside another: each speaks of one span. Write them beside each other.",
    ],
  ])("%s", (text, part, message, clause, suggestion) => {
    expect(errorsOf(text)).toEqual([[part, message, clause, suggestion].filter((entry) => entry !== undefined)]);
  });
});

describe("several errors", () => {
  test("each clause at fault is named by its number, and sound ones are not blamed", () => {
    expect(
      errorsOf("status = eror tokens > 5 duration > 2 refund modle in (a)").map(([part, , clause]) => [part, clause]),
    ).toEqual([
      ["eror", 1],
      ["2", 3],
      ["modle", 5],
    ]);
  });

  test("inside of one clause, field, operator and values are named at once", () => {
    expect(errorsOf('evaluation in (scored, faild, "x\\q") status >> 5').map(([part]) => part)).toEqual([
      "\\q",
      "scored",
      "faild",
      ">>",
    ]);
  });

  test(`at most ${errorsMax} are reported`, () => {
    expect(errorsOf("x = 1 ".repeat(30))).toHaveLength(errorsMax);
  });
});

describe("limits", () => {
  test("more than 4,000 characters are refused before they are read", () => {
    expect(parseQuery("x".repeat(4_001))).toEqual({
      ok: false,
      errors: [
        { message: "The query has 4001 characters; at most 4000 are read. Shorten it.", start: 4_000, end: 4_001 },
      ],
    });
    expect(parseQuery("x".repeat(4_000)).ok).toBe(true);
  });

  test("what fits only in a shorter spelling is refused, because the canonical text is what is kept", () => {
    expect(errorsOf(`name = "${"\n".repeat(2_500)}"`)[0]?.[1]).toBe(
      "Written out in full the query has 5009 characters; at most 4000 are kept. Shorten it.",
    );
  });

  test("40 clauses are read and the 41st is refused", () => {
    expect(parseQuery("tokens > 1 ".repeat(40)).ok).toBe(true);
    expect(errorsOf("tokens > 1 ".repeat(60))).toEqual([
      [
        "tokens",
        "A query has at most 40 clauses. Remove some, or collect values of one field in a list: model in (a, b).",
        41,
      ],
    ]);
  });

  test("parentheses nest 12 deep", () => {
    expect(parseQuery(`${"(".repeat(12)}a${")".repeat(12)}`).ok).toBe(true);
    expect(errorsOf(`${"(".repeat(13)}a${")".repeat(13)}`)).toEqual([
      ["(", "Parentheses are nested at most 12 deep. Simplify the query."],
    ]);
  });

  test("a list holds 100 values", () => {
    const list = (count: number) => `model in (${Array.from({ length: count }, (_, index) => `m${index}`).join(", ")})`;
    expect(parseQuery(list(100)).ok).toBe(true);
    expect(errorsOf(list(101)).map(([, message]) => message)).toEqual([
      "A list has at most 100 values, and this one 101.",
    ]);
  });
});
