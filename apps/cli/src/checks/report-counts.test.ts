import { expect, test } from "vitest";
import { countPlaywright, countVitest } from "./report-counts";

const vitest = (
  passed: number,
  failed: number,
  skipped: number,
  files: { status: string; tests: string[] }[] = [],
) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  numTodoTests: 0,
  testResults: files.map(({ status, tests }) => ({
    status,
    assertionResults: tests.map((test) => ({ status: test })),
  })),
});

test("a green run is counted as it is", () => {
  expect(countVitest(vitest(12, 0, 2), 0)).toEqual({ passed: 12, failed: 0, skipped: 2 });
});

test("a file that could not be loaded counts as a failure", () => {
  expect(countVitest(vitest(3, 0, 0, [{ status: "failed", tests: [] }]), 1).failed).toBe(1);
});

test("a failing test in a file is not counted twice", () => {
  expect(countVitest(vitest(3, 1, 0, [{ status: "failed", tests: ["passed", "failed"] }]), 1).failed).toBe(1);
});

test("a runner that ends badly for a reason no test shows still fails", () => {
  expect(countVitest(vitest(3, 0, 0), 1).failed).toBe(1);
});

test("a missing report is a failure, never a pass", () => {
  expect(countVitest(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(countPlaywright({ broken: true }, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("Playwright's counts are read, and an error outside of tests fails", () => {
  const stats = { expected: 9, unexpected: 1, skipped: 1, flaky: 1 };
  expect(countPlaywright({ stats, errors: [] }, 1)).toEqual({ passed: 10, failed: 1, skipped: 1 });
  expect(countPlaywright({ stats: { ...stats, unexpected: 0 }, errors: [{}] }, 1).failed).toBe(1);
});
