import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type JsonMembers, jsonMembers, jsonTypeOf, scanMembers } from "./json-members";

const all = (found: JsonMembers) => Array.from({ length: found.length }, (_, index) => found.at(index));

/** Opens a text member by member, down to the leaves. */
function openWhole(text: string, from = 0, to = text.length): unknown {
  const found = jsonMembers(text, from, to);
  if (found === undefined) return JSON.parse(text.slice(from, to));
  const values = all(found).map((member) => [member.step, openWhole(text, member.from, member.to)] as const);
  return found.type === "array" ? values.map(([, value]) => value) : Object.fromEntries(values);
}

describe("the members of a JSON text", () => {
  test("are found without parsing what is inside of them", () => {
    const text = '{"a": {"b": [1, "]}"]}, "c\\"": "x\\\\", "d": [ ] }';
    const found = jsonMembers(text);
    expect(found?.type).toBe("object");
    expect(found && all(found).map(({ step, from, to }) => [step, text.slice(from, to)])).toEqual([
      ["a", '{"b": [1, "]}"]}'],
      ['c"', '"x\\\\"'],
      ["d", "[ ]"],
    ]);
  });

  test("opened one by one give what parsing the whole gives", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
        const value: unknown = JSON.parse(json);
        const hasProto = json.includes("__proto__");
        fc.pre(!hasProto);
        expect(openWhole(JSON.stringify(value, null, indent))).toEqual(value);
      }),
    );
  });

  test("of broken JSON are not there", () => {
    for (const text of ["{", '{"a"}', '{"a":1', '{"a":1]', "[1,,2]x]", "[1,]", "{a:1}", '["x]', "[1] 2]", '{"\\x":1}'])
      expect(jsonMembers(text), text).toBeUndefined();
  });

  test("are found in ten megabytes, however deep and however many", () => {
    const many = JSON.stringify(Array.from({ length: 65_000 }, (_, index) => ({ id: index, text: "x".repeat(140) })));
    expect(many.length).toBeGreaterThan(10_000_000);
    expect(jsonMembers(many)).toHaveLength(65_000);
    const deep = "[".repeat(5_000_000) + "]".repeat(5_000_000);
    expect(jsonMembers(deep)).toHaveLength(1);
    const numbers = `[${"1,".repeat(5_000_000)}1]`;
    expect(jsonMembers(numbers)?.at(5_000_000)).toMatchObject({ step: 5_000_000, to: numbers.length - 1 });
  });

  test("are found in many short steps, between which a page can answer", () => {
    for (const text of [`[${"1,".repeat(2_000_000)}1]`, `[${"[".repeat(2_000_000)}${"]".repeat(2_000_000)}]`]) {
      const scan = scanMembers(text);
      let steps = 0;
      while (scan.next().done !== true) steps += 1;
      expect(steps).toBeGreaterThan(10);
    }
  });
});

test("prose, numbers and half a bracket are no JSON to open", () => {
  expect(["hello", "12", "{half", '"text"', ""].map((text) => jsonTypeOf(text))).toEqual(Array(5).fill(undefined));
  expect([" {} ", "\n[1]\t"].map((text) => jsonTypeOf(text))).toEqual(["object", "array"]);
});
