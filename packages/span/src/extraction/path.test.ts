import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PathStep, parsePath } from "./path";
import { renderPath } from "./render-path";

const context = { allowWildcard: true };
const single = { allowWildcard: false };
const inValue = { allowWildcard: false, base: "value" } as const;

function stepsOf(text: string, rules: Parameters<typeof parsePath>[1] = context): readonly PathStep[] | string {
  const parsed = parsePath(text, rules);
  return parsed.ok ? parsed.path.steps : parsed.error.message;
}

const name = (text: string, isQuoted = false): PathStep => ({ type: "name", name: text, isQuoted });
const index = (number: number): PathStep => ({ type: "index", index: number });

describe("the path grammar", () => {
  test.each<[string, readonly PathStep[]]>([
    ["attributes.input.value", [name("attributes"), name("input"), name("value")]],
    ["$.attributes.input", [name("attributes"), name("input")]],
    ["$['attributes'].input", [name("attributes", true), name("input")]],
    ["attributes.docs[*].text", [name("attributes"), name("docs"), { type: "wildcard" }, name("text")]],
    ["attributes.docs[3]", [name("attributes"), name("docs"), index(3)]],
    ["attributes.docs.3", [name("attributes"), name("docs"), name("3")]],
    ["attributes['any key']", [name("attributes"), name("any key", true)]],
    ['attributes["a.b"].c', [name("attributes"), name("a.b", true), name("c")]],
    ["attributes['it\\'s \\\\ \\u00e9']", [name("attributes"), name("it's \\ é", true)]],
    ["attributes['']", [name("attributes"), name("", true)]],
    ["attributes['*']", [name("attributes"), name("*", true)]],
    [
      "attributes['..']['?(@.x)']['^']['~']['`x']",
      [name("attributes"), name("..", true), name("?(@.x)", true), name("^", true), name("~", true), name("`x", true)],
    ],
    [
      "attributes.__proto__.constructor.toString",
      [name("attributes"), name("__proto__"), name("constructor"), name("toString")],
    ],
    ["attributes.genkit:input", [name("attributes"), name("genkit:input")]],
    ["attributes.会话.名", [name("attributes"), name("会话"), name("名")]],
    ["attributes.gen_ai.prompt.$self", [name("attributes"), name("gen_ai"), name("prompt"), name("$self")]],
    ["events[*].attributes.x", [name("events"), { type: "wildcard" }, name("attributes"), name("x")]],
    ["name", [name("name")]],
    ["status.message", [name("status"), name("message")]],
    ["normalised.documents[*].content", [name("normalised"), name("documents"), { type: "wildcard" }, name("content")]],
  ])("%s", (text, steps) => {
    expect(stepsOf(text)).toEqual(steps);
  });

  test.each<[string, readonly PathStep[]]>([
    ["text[0]", [name("text"), index(0)]],
    ["[0].content", [index(0), name("content")]],
    ["['file.name']", [name("file.name", true)]],
    ["$.messages", [name("messages")]],
    ["$", []],
  ])("inside a value: %s", (text, steps) => {
    if (steps.length === 0) expect(parsePath(text, inValue).ok).toBe(false);
    else expect(stepsOf(text, inValue)).toEqual(steps);
  });

  test.each<[text: string, position: number, length: number, expected: string, says: RegExp]>([
    ["", 0, 0, "a path", /empty/],
    [" attributes.x", 0, 1, "a name", /white space/],
    ["attributes", 10, 0, "a name", /not a value/],
    ["attributes.", 11, 0, "a name", /ends with a dot/],
    [".attributes", 0, 1, "a name", /not with a dot/],
    ["attributes..x", 11, 1, "a name", /recursive descent/],
    ["attributes.a[", 13, 0, "]", /not closed/],
    ["attributes.a[0", 14, 0, "]", /not closed/],
    ["attributes.a['x", 15, 0, "'", /not closed/],
    ["attributes.a['x'", 16, 1, "]", /followed by \]/],
    ["attributes.a[]", 13, 1, "a number, or a name in quotes", /empty/],
    ["attributes.a[x]", 13, 1, "a number, or a name in quotes", /\['x'\]/],
    ["attributes.a[-1]", 13, 2, "a number from 0", /Negative indices/],
    ["attributes.a.-1", 13, 2, "a number from 0", /Negative indices/],
    ["attributes.a[01]", 13, 2, "a number, or a name in quotes", /leading zero/],
    ["attributes.a[0:2]", 13, 3, "a number, or a name in quotes", /Slices/],
    ["attributes.a[?(@.x)]", 13, 6, "a number, or a name in quotes", /Filters/],
    ["attributes.a[0,1]", 13, 3, "a number, or a name in quotes", /Only one/],
    ["attributes.a[0]b", 15, 1, ". or [", /After \]/],
    ["attributes.a]", 12, 1, "a name", /no \[/],
    ["attributes.*", 11, 1, "a name or [*]", /\[\*\]/],
    ["attributes.a b", 12, 1, "a name, . or [", /White space/],
    ["attributes.a.[0]", 13, 1, "a name", /Leave the dot out/],
    ["attributes.a['\\x']", 14, 2, "\\\\, \\', \\\" or \\uXXXX", /escape/],
    [
      "input.value",
      0,
      5,
      "attributes, resource, scope, events, links, status, normalised or name",
      /Did you mean attributes\.input\.value\?/,
    ],
    [
      "$.input.value",
      2,
      5,
      "attributes, resource, scope, events, links, status, normalised or name",
      /Did you mean attributes\.input\.value\?/,
    ],
    ["name.x", 4, 2, "the end of the path", /is a text/],
    ["$x.y", 0, 2, "attributes, resource, scope, events, links, status, normalised or name", /starts with/],
  ])("%s is refused where it breaks", (text, position, length, expected, says) => {
    const parsed = parsePath(text, context);
    expect(parsed).toMatchObject({ ok: false, error: { position, length, expected } });
    expect(parsed.ok ? "" : parsed.error.message).toMatch(says);
  });

  test("[*] outside Context is refused with the position and the rule", () => {
    expect(parsePath("attributes.docs[*].text", single)).toEqual({
      ok: false,
      error: {
        position: 15,
        length: 3,
        expected: "[n]",
        message: "[*] is allowed in Context only. At position 16, name one item, such as [0].",
      },
    });
    expect(parsePath("list[*]", inValue)).toMatchObject({ ok: false, error: { position: 4 } });
    expect(parsePath("attributes['[*]']", single).ok).toBe(true);
  });

  test("paths of more than 32 steps or 2,000 characters are refused", () => {
    const deep = (steps: number) => `attributes${".a".repeat(steps)}`;
    expect(parsePath(deep(32), context).ok).toBe(true);
    expect(parsePath(deep(33), context)).toMatchObject({ ok: false, error: { message: "The path is too deep." } });
    expect(parsePath(`attributes.${"a".repeat(2_000)}`, context).ok).toBe(false);
  });
});

/** Text made of what paths are made of, so that the fuzz reaches every branch. */
const pathLike = fc
  .array(
    fc.constantFrom(
      "attributes",
      "events",
      "a",
      "0",
      "-1",
      ".",
      "..",
      "[",
      "]",
      "[*]",
      "[0]",
      "['",
      "']",
      '"',
      "\\",
      "\\u00",
      "*",
      "?",
      "(",
      "$",
      "@",
      " ",
      "é",
      "\ud800",
      "__proto__",
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(""));

test("any text is parsed or refused inside itself, never with an exception", () => {
  fc.assert(
    fc.property(
      fc.oneof({ weight: 9, arbitrary: pathLike }, fc.string({ unit: "binary" })),
      fc.boolean(),
      fc.boolean(),
      (text, allowWildcard, isValue) => {
        const parsed = parsePath(text, { allowWildcard, base: isValue ? "value" : "span" });
        // Plain comparisons: a hundred thousand runs of expect() would take ten times as long.
        if (parsed.ok) {
          const { steps } = parsed.path;
          return steps.length > 0 && (allowWildcard || steps.every((step) => step.type !== "wildcard"));
        }
        const { position, length, expected, message } = parsed.error;
        return position >= 0 && position <= text.length && length >= 0 && expected !== "" && /[.?]$/.test(message);
      },
    ),
    { numRuns: 100_000 },
  );
});

test("steps written as text are read back as the same steps", () => {
  const step = fc.oneof(
    fc.record({
      type: fc.constant("name" as const),
      name: fc.string({ unit: "binary", maxLength: 6 }),
      isQuoted: fc.constant(true),
    }),
    fc.record({ type: fc.constant("index" as const), index: fc.nat({ max: 999_999_999 }) }),
    fc.constant({ type: "wildcard" as const }),
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
      const parsed = parsePath(renderPath(steps), { allowWildcard: true, base: "value" });
      expect(parsed.ok && parsed.path.steps).toEqual(steps);
    }),
    { numRuns: 5_000 },
  );
});
