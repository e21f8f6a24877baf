import type { JsonValue } from "@plumbline/base/json";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributesOf } from "../testing";
import { arraySlotsMax, canonicalIndex, unflatten } from "./unflatten";

const build = (flat: Record<string, JsonValue>) => unflatten(attributesOf(flat));
const plain = (value: JsonValue) => JSON.parse(JSON.stringify(value)) as unknown;

describe("un-flattening attribute keys", () => {
  test.each<[string, Record<string, JsonValue>, unknown]>([
    ["a list of objects", { "d.1.t": "b", "d.0.t": "a" }, { d: [{ t: "a" }, { t: "b" }] }],
    [
      "numeric order, 10 after 2",
      Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`l.${10 - i}`, 10 - i])),
      { l: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    ],
    [
      "gaps in a list of objects stay null",
      { "d.0.t": "a", "d.3.t": "b" },
      { d: [{ t: "a" }, null, null, { t: "b" }] },
    ],
    ["a dense list of scalars", { "tags.0": "x", "tags.1": "y" }, { tags: ["x", "y"] }],
    ["numbered scalars with gaps are an object", { "s.200": 5, "s.404": 1 }, { s: { 200: 5, 404: 1 } }],
    ["names beside indices are an object", { "p.0.c": 1, "p.name": "n" }, { p: { 0: { c: 1 }, name: "n" } }],
    [
      "leaf and prefix",
      { p: "whole", "p.0.c": "x", "p.name": "n" },
      { p: { $self: "whole", 0: { c: "x" }, name: "n" } },
    ],
    ["a leaf above a list makes an object", { p: "whole", "p.0": "x" }, { p: { $self: "whole", 0: "x" } }],
    ["a structured value with dotted children", { m: { a: 1, d: 2 }, "m.d": 3 }, { m: { a: 1, d: 3 } }],
    ["dots inside a structured value stay", { m: { "file.name": "x" } }, { m: { "file.name": "x" } }],
    [
      "no canonical index",
      { "m.00.v": 1, "m.-1.v": 2, "m.1e3.v": 3 },
      { m: { "00": { v: 1 }, "-1": { v: 2 }, "1e3": { v: 3 } } },
    ],
    ["empty steps", { "x..y": 1, ".lead": 2, "end.": 3 }, { x: { "": { y: 1 } }, "": { lead: 2 }, end: { "": 3 } }],
    ["spaces and brackets are letters", { "a b[0].c": 1 }, { "a b[0]": { c: 1 } }],
    ["JSON text stays text", { j: '{"a":[1]}' }, { j: '{"a":[1]}' }],
    ["number-like text stays text", { n: "12345678901234567890" }, { n: "12345678901234567890" }],
    ["letter case counts", { "Session.Id": 1, "session.id": 2 }, { Session: { Id: 1 }, session: { id: 2 } }],
    ["null is a value", { a: null, "a.b": 1 }, { a: { $self: null, b: 1 } }],
  ])("%s", (_, flat, expected) => {
    expect(plain(build(flat))).toEqual(expected);
  });

  test("a huge index allocates no list", () => {
    expect(plain(build({ "huge.999999999.a": 1, [`edge.${arraySlotsMax}.a`]: 1 }))).toEqual({
      huge: { 999999999: { a: 1 } },
      edge: { [arraySlotsMax]: { a: 1 } },
    });
    expect(build({ [`fits.${arraySlotsMax - 1}.a`]: 1 }).fits).toHaveLength(arraySlotsMax);
  });

  test("all lists of a span share one limit of slots", () => {
    const document = build({ "a.5999.x": 1, "b.5999.x": 1 });
    expect([Array.isArray(document.a), Array.isArray(document.b)]).toEqual([true, false]);
  });

  test("what is deeper than 32 steps stays joined in the last one", () => {
    const key = Array.from({ length: 40 }, (_, index) => `k${index}`).join(".");
    let value: JsonValue = build({ [key]: "leaf" });
    const names: string[] = [];
    while (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const [entry]: [string, JsonValue][] = Object.entries(value);
      names.push(entry?.[0] ?? "");
      value = entry?.[1] ?? null;
    }
    expect(names).toHaveLength(32);
    expect(names.at(-1)).toBe("k31.k32.k33.k34.k35.k36.k37.k38.k39");
    expect(value).toBe("leaf");
  });

  test("prototype names are ordinary keys and nothing leaks into other objects", () => {
    const hostile = attributesOf({ "constructor.prototype.polluted": 1, "a.__proto__.polluted": 2, toString: "text" });
    Object.defineProperty(hostile, "__proto__", { value: "own", enumerable: true });
    Object.defineProperty(hostile, "__proto__.polluted", { value: 3, enumerable: true });
    const document = unflatten(hostile);
    expect(Object.getPrototypeOf(document)).toBeNull();
    expect(Object.keys(document).sort()).toEqual(["__proto__", "a", "constructor", "toString"]);
    expect(Object.getPrototypeOf(document.a as object)).toBeNull();
    expect(Object.getOwnPropertyDescriptor(document, "__proto__")?.value.polluted).toBe(3);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

test("canonical indices are what String(index) writes", () => {
  expect(["0", "7", "10", "00", "01", "-1", "1.0", "", " 1", "1e3"].map(canonicalIndex)).toEqual([
    0,
    7,
    10,
    ...Array(7).fill(undefined),
  ]);
});

test("every flat value is found again under its steps, in any order of keys", () => {
  const step = fc.constantFrom("a", "b", "0", "1", "2", "5", "__proto__", "constructor", "", "$x", "00");
  const flats = fc.dictionary(
    fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => steps.join(".")),
    fc.integer(),
    { maxKeys: 12, noNullPrototype: false },
  );
  fc.assert(
    fc.property(flats, (flat) => {
      const reversed = attributesOf(Object.fromEntries(Object.entries(flat).reverse()));
      const document = unflatten(attributesOf(flat));
      expect(sorted(unflatten(reversed))).toEqual(sorted(document));
      for (const [key, value] of Object.entries(flat)) {
        let node: JsonValue = document;
        for (const name of key.split(".")) {
          expect(node !== null && typeof node === "object" && Object.hasOwn(node, name)).toBe(true);
          node = (node as Record<string, JsonValue>)[name] ?? null;
        }
        const leaf: JsonValue =
          node !== null && typeof node === "object" && !Array.isArray(node) ? (node.$self ?? null) : node;
        expect(leaf).toBe(value);
      }
    }),
    { numRuns: 800 },
  );
});

function sorted(value: JsonValue): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.keys(value)
    .sort()
    .map((key) => [key, sorted(value[key] ?? null)]);
}
