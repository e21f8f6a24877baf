import { expect, test } from "vitest";
import { Stop } from "../stop";
import { readVisitCount } from "./demo";

test("visits are counted as asked, and some hundred by default", () => {
  expect(readVisitCount([])).toBeGreaterThan(100);
  expect(readVisitCount(["--visits", "40"])).toBe(40);
});

test("an option that the demo has not is answered with its usage, no stack", () => {
  for (const args of [["--help"], ["--colour"], ["extra"]]) {
    expect(() => readVisitCount(args)).toThrow(Stop);
    expect(() => readVisitCount(args)).toThrow("Usage: npm run demo");
  }
  expect(() => readVisitCount(["--visits", "many"])).toThrow("--visits must be a number");
});
