import fc from "fast-check";
import { expect, test } from "vitest";
import { countCells, hasCell } from "./cells";
import { type Comparison, cellsInRange, NumberRanges } from "./number-ranges";

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constantFrom(0, -0, 1e-310, -1e-310, 16777217),
);
const compare = {
  ">": (a: number, b: number) => a > b,
  ">=": (a: number, b: number) => a >= b,
  "<": (a: number, b: number) => a < b,
  "<=": (a: number, b: number) => a <= b,
};
const everyCell = Array.from({ length: 256 }, (_, place) => place);
const operator = fc.constantFrom<Comparison>(">", ">=", "<", "<=");

test("a cell that holds a number which compares so is never left out, and others lead nowhere", () => {
  const cell = fc.constantFrom<number>(0, 3, 15, 16, 200, 255);
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, number), { minLength: 1 }), number, operator, (values, bound, asked) => {
      const ranges = new NumberRanges();
      for (const [place, value] of values) ranges.add(place, value);
      const cells = cellsInRange(ranges.toBytes(), asked, bound);
      const found = everyCell.filter((place) => hasCell(cells, place));
      const held = new Set(values.map(([place]) => place));
      expect(found.filter((place) => !held.has(place))).toEqual([]);
      const needed = values.filter(([, value]) => compare[asked](value, bound)).map(([place]) => place);
      expect(found).toEqual(expect.arrayContaining(needed));
    }),
    { numRuns: 500 },
  );
});

test("groups without numbers never compare", () => {
  const ranges = new NumberRanges();
  ranges.add(0, 5);
  expect(countCells(cellsInRange(ranges.toBytes(), ">", 4))).toBe(1);
  expect(countCells(cellsInRange(ranges.toBytes(), "<", 4))).toBe(0);
  expect(countCells(cellsInRange(ranges.toBytes(), ">=", 6))).toBe(0);
});

test("a number far above the others of its neighbours leads to its cell alone", () => {
  const ranges = new NumberRanges();
  for (let cell = 0; cell < 256; cell++) ranges.add(cell, 400 + (cell % 90));
  ranges.add(37, 20_000);
  const cells = cellsInRange(ranges.toBytes(), ">", 12_000);
  expect([countCells(cells), hasCell(cells, 37)]).toEqual([1, true]);
});

test("ranges of 250 traces take few bytes", () => {
  const ranges = new NumberRanges();
  for (let cell = 0; cell < 250; cell++) ranges.add(cell, 0.7);
  expect(ranges.toBytes().length).toBeLessThan(200);
});
