import { lowerCase } from "@plumbline/query/fold-text";
import fc from "fast-check";
import { expect, test } from "vitest";
import { countCells, hasCell } from "./cells";
import { cellsWithText, ShortTexts } from "./short-texts";

function textsOf(values: readonly (readonly [cell: number, text: string])[]): ShortTexts {
  const texts = new ShortTexts();
  for (const [cell, text] of [...values].sort(([a], [b]) => a - b)) {
    if (!texts.knows(text, cell)) texts.add(text, text, cell);
  }
  return texts;
}

test("a value that contains the text leads to its cell, in upper and lower case, and no other value does", () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom("a", "B", "b", "-", "é", "Σ", "退", "\n"), maxLength: 6 }),
    fc.constantFrom("gpt-4o", "GPT-4o-mini", "qwen-max"),
  );
  const cell = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, text), { minLength: 1, maxLength: 40 }), text, (values, wanted) => {
      const bytes = textsOf(values).toBytes();
      const cells = cellsWithText(bytes ?? Buffer.of(), lowerCase(wanted));
      const found = Array.from({ length: 256 }, (_, place) => place).filter((place) => hasCell(cells, place));
      const holding = values.filter(([, value]) => lowerCase(value).includes(lowerCase(wanted)));
      expect(found).toEqual(expect.arrayContaining(holding.map(([place]) => place)));
      if (holding.length === 0) expect(found).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("a value in many cells leads to the groups of these", () => {
  const bytes = textsOf(Array.from({ length: 20 }, (_, index) => [index * 2, "common"] as const)).toBytes();
  expect(countCells(cellsWithText(bytes ?? Buffer.of(), "comm"))).toBe(48);
});

test("values that are not all short and few are not kept", () => {
  const many = Array.from({ length: 300 }, (_, index) => [index % 256, `id-${index}`] as const);
  expect(textsOf(many).toBytes()).toBeUndefined();
  const long = Array.from({ length: 100 }, (_, index) => [index, `${index}`.padStart(60, "x")] as const);
  expect(textsOf(long).toBytes()).toBeUndefined();
  expect(textsOf([[0, "a\0b"]]).toBytes()).toBeUndefined();
  const mixed = textsOf([[0, "a"]]);
  mixed.addUnknown();
  expect(mixed.knows("b", 3)).toBe(true);
  expect(mixed.toBytes()).toBeUndefined();
});
