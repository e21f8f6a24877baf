import { describe, expect, test } from "vitest";
import { z } from "zod";
import { issueWords } from "./issue-words";

function wrong(schema: z.ZodType, value: unknown, words = issueWords("The body")) {
  const { error } = schema.safeParse(value, { error: words.error });
  const [issue] = error?.issues ?? [];
  if (issue === undefined) throw new Error("The value is not wrong.");
  return { field: words.field(issue), sentence: words.sentence(issue) };
}

const field = (schema: z.ZodType, value?: unknown) =>
  wrong(z.strictObject({ name: schema }), value === undefined ? {} : { name: value }).sentence;
const rule = z.strictObject({ spanName: z.string(), pick: z.enum(["first", "last"]).optional() });
const slot = z.union([rule, z.array(rule).max(2)]);

describe("an issue is told as a sentence with the field, its limit and so the remedy", () => {
  const cases: [string, string, string][] = [
    ["missing", field(z.string()), "name is missing: it must be a text."],
    ["missing choice", field(z.enum(["a", "b"])), "name is missing: it must be one of a, b."],
    ["wrong type", field(z.string(), 3), "name must be a text, not the number 3."],
    ["null", field(z.string(), null), "name must be a text, not null."],
    ["list for an object", field(rule, []), "name must be an object, not a list."],
    ["fraction", field(z.number().int(), 1.5), "name must be a whole number, not the number 1.5."],
    ["word for a number", field(z.coerce.number(), "ten"), "name must be a number."],
    ["too long", field(z.string().max(3), "four"), "name must have at most 3 characters; it has 4."],
    ["too short", field(z.string().min(4), "abc"), "name must have at least 4 characters; it has 3."],
    ["empty", field(z.string().min(1), ""), "name must not be empty."],
    ["no entry", field(z.array(z.string()).min(1), []), "name must have at least one entry; it has 0."],
    ["too many", field(z.array(z.string()).max(1), ["a", "b"]), "name must have at most one entry; it has 2."],
    ["too big", field(z.number().max(200), 500), "name must be at most 200, not 500."],
    ["at the open end", field(z.number().gt(0), 0), "name must be more than 0, not 0."],
    ["bad choice", field(z.enum(["ok", "error"]), "broken"), 'name must be one of ok, error, not "broken".'],
    [
      "bad date",
      field(z.iso.datetime({ offset: true }), "yesterday"),
      "name must be a time with its zone, such as 2026-11-22T17:40:00Z.",
    ],
    ["bad id", field(z.uuid(), "1"), "name must be a UUID such as 01939f4e-0000-7000-8000-000000000001."],
    ["nothing", wrong(rule, undefined).sentence, "The body is missing: it must be an object."],
    ["wrong whole", wrong(rule, 3).sentence, "The body must be an object, not the number 3."],
    ["unknown", wrong(rule, { spanName: "a", x: 1 }).sentence, 'The body has no field "x". It knows: spanName, pick.'],
    ["unknown inside", field(rule, { spanName: "a", x: 1 }), 'name has no field "x". It knows: spanName, pick.'],
    [
      "unknown in a record",
      field(z.record(z.enum(["query"]), z.unknown()), { query: 1, x: 1 }),
      'name has no field "x". It knows: query.',
    ],
    [
      "known to nobody",
      wrong(z.strictObject({}), { x: 1 }).sentence,
      'The body has no field "x". It takes none: leave it out.',
    ],
    ["none of two kinds", field(slot, 3), "name must be an object or a list, not the number 3."],
    ["missing one of two kinds", field(slot), "name is missing: it must be an object or a list."],
    ["wrong inside one of two kinds", field(slot, {}), "name: spanName is missing: it must be a text."],
    [
      "wrong inside the other",
      field(slot, [{ spanName: "a", pick: "x" }]),
      'name: [0].pick must be one of first, last, not "x".',
    ],
  ];
  test.each(cases)("%s", (_, sentence, expected) => expect(sentence).toBe(expected));
});

test("what a schema says itself comes first, and is completed where it is not a sentence", () => {
  expect(field(z.string().max(1, "Shorten the name."), "ab")).toBe("Shorten the name.");
  expect(
    field(
      z.string().refine(() => false, "must be 32 hex digits"),
      "ab",
    ),
  ).toBe("name must be 32 hex digits.");
});

test("a long value is not repeated, and none is ever shown for what should be a text", () => {
  expect(field(z.enum(["a"]), "x".repeat(41))).toBe("name must be a.");
  expect(field(z.string(), { token: "secret" })).toBe("name must be a text, not an object.");
});

test("the field is named as the request writes it", () => {
  const schema = z.strictObject({ extraction: z.strictObject({ query: z.array(rule) }) });
  expect(wrong(schema, { extraction: { query: [{}] } }).field).toBe("extraction.query[0].spanName");
  expect(wrong(schema, { extraction: { query: [], colour: 1 } }).field).toBe("extraction.colour");
});

test("a parameter of a query is named itself, and not its place in a list", () => {
  const query = z.strictObject({ status: z.array(z.enum(["ok", "error"])) });
  expect(wrong(query, { status: ["ok", "foo"] }, issueWords("The query", 1))).toEqual({
    field: "status",
    sentence: 'status must be one of ok, error, not "foo".',
  });
});
