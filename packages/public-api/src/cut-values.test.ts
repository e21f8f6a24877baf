import fc from "fast-check";
import { expect, test } from "vitest";
import { cutValues, valueAt, wholeCharacter } from "./cut-values";

const json = fc.jsonValue({ maxDepth: 5, noUnicodeString: false, stringUnit: "binary" });
const textCharsMax = 40;

test("a cut answer names every value that it does not hold whole, and nothing else differs", () => {
  fc.assert(
    fc.property(json, fc.array(fc.string({ unit: "binary", maxLength: 120 }), { maxLength: 60 }), (value, texts) => {
      const root = { document: { value, texts } };
      const { value: cut, cuts } = cutValues(root.document, ["document"], textCharsMax);
      const mended: unknown = structuredClone({ document: cut });
      for (const { path } of cuts) put(mended, path, valueAt(root, path));
      expect(mended).toEqual(structuredClone(root));
      for (const one of cuts) {
        const shown = valueAt({ document: cut }, one.path);
        const whole = valueAt(root, one.path);
        if (one.type === "text") {
          expect(String(whole).startsWith(String(shown))).toBe(true);
          expect([one.chars, one.shownChars]).toEqual([String(whole).length, String(shown).length]);
          expect(one.bytes).toBe(Buffer.byteLength(String(whole)));
          expect(one.shownChars).toBeLessThanOrEqual(textCharsMax);
        } else {
          expect(Object.keys(whole as object)).toHaveLength(one.entries);
          expect(Object.keys(shown as object)).toHaveLength(one.shownEntries);
        }
      }
    }),
  );
});

function put(root: unknown, path: readonly (string | number)[], value: unknown): void {
  const parent = valueAt(root, path.slice(0, -1)) as Record<string, unknown>;
  parent[String(path.at(-1))] = value;
}

test("an answer stays small, whatever the span holds", () => {
  const hostile = {
    texts: Array.from({ length: 5_000 }, (_, index) => "x".repeat(5_000) + index),
    numbers: Array.from({ length: 200_000 }, (_, index) => index),
    keys: Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`key ${index}`, "value"])),
  };
  const { value, cuts } = cutValues(hostile, ["document"], 10_000);
  expect(JSON.stringify(value).length).toBeLessThan(400_000);
  expect(cuts.map(({ path, type }) => `${path.join(".")} ${type}`).slice(-3)).toEqual([
    "document.texts list",
    "document.numbers list",
    "document.keys object",
  ]);
});

test("a small answer is whole", () => {
  const value = { input: "short", list: [1, null, true], record: { a: "b" } };
  expect(cutValues(value, ["content"], 1_000)).toEqual({ value, cuts: [] });
});

test("a text is cut between characters, never inside of one", () => {
  const text = "ab😀cd";
  expect([0, 2, 3, 4, 99, -1].map((at) => wholeCharacter(text, at))).toEqual([0, 2, 2, 4, 6, 0]);
  expect(cutValues("😀😀😀", [], 3).value).toBe("😀");
});

test("a path follows own keys and indices only", () => {
  const root = { list: [{ a: "x" }], constructorless: "y" };
  expect(valueAt(root, ["list", 0, "a"])).toBe("x");
  for (const path of [["list", "0"], ["list", "length"], ["constructor"], ["list", 0, "toString"], ["list", 1, "a"]])
    expect(valueAt(root, path)).toBeUndefined();
});
