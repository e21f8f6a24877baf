import { expect, test } from "vitest";
import { formatCost } from "./cost-text";

test.each([
  [null, "no price"],
  [0, "$0.0000"],
  [0.00001, "< $0.0001"],
  [0.0138, "$0.0138"],
  [0.99999, "$1.0000"],
  [12.345, "$12.35"],
] as const)("%s is written as %s", (cost, text) => expect(formatCost(cost)).toBe(text));

test("another currency is written out", () => expect(formatCost(1.5, "CNY")).toBe("1.50 CNY"));
