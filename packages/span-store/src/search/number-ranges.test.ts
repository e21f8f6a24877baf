import fc from "fast-check";
import { expect, test } from "vitest";
import { groupsInRange, NumberRanges } from "./number-ranges";

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

test("a group that holds a number which compares so is never left out", () => {
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1 }),
      number,
      fc.constantFrom(">" as const, ">=" as const, "<" as const, "<=" as const),
      (values, bound, operator) => {
        const ranges = new NumberRanges();
        for (const value of values) ranges.add(3, value);
        const isHeld = values.some((value) => compare[operator](value, bound));
        if (isHeld) expect(groupsInRange(ranges.toBytes(), operator, bound)).toBe(1 << 3);
        else expect(groupsInRange(ranges.toBytes(), operator, bound) & ~(1 << 3)).toBe(0);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("groups without numbers never compare", () => {
  const ranges = new NumberRanges();
  ranges.add(0, 5);
  expect(groupsInRange(ranges.toBytes(), ">", 4)).toBe(1);
  expect(groupsInRange(ranges.toBytes(), "<", 4)).toBe(0);
  expect(groupsInRange(ranges.toBytes(), ">=", 6)).toBe(0);
});
