import { msPerDay } from "@plumbline/base/time";
import { expect, test } from "vitest";
import { toRange } from "./time-range";

const day = (date: Date) => date.toISOString().slice(0, 10);

test("to alone means the days before it, wherever it lies", () => {
  const { from, to } = toRange({ to: "2025-03-31T12:00:00Z" }, 30);
  expect([from.toISOString(), to.toISOString()]).toEqual(["2025-03-01T12:00:00.000Z", "2025-03-31T12:00:00.000Z"]);
});

test("from alone means until now, and nothing at all means the days until now", () => {
  const start = new Date(Date.now() - 3 * msPerDay).toISOString();
  for (const range of [toRange({ from: start }, 30), toRange({}, 3)]) {
    expect(day(range.from)).toBe(start.slice(0, 10));
    expect(Math.abs(range.to.getTime() - Date.now())).toBeLessThan(5 * 60_000);
  }
});

test("a range that holds nothing is refused by the parameter at fault", () => {
  expect(() => toRange({ from: "2999-01-01T00:00:00Z" }, 30)).toThrow(
    expect.objectContaining({ field: "from", message: expect.stringContaining("in the future") }),
  );
  expect(() => toRange({ from: "2025-01-02T00:00:00Z", to: "2025-01-01T00:00:00Z" }, 30)).toThrow(
    expect.objectContaining({ field: "to" }),
  );
});
