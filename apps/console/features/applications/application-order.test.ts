import { expect, test } from "vitest";
import { type Application, formatApplicationOrder, inOrder, parseApplicationOrder } from "./application-order";

function application(name: string, figures: Partial<Application>): Application {
  return {
    application: name,
    traces: 10,
    errors: 0,
    tokens: null,
    cost: null,
    p50Ms: null,
    p95Ms: null,
    lastSeen: "2026-11-22T10:00:00Z",
    pulse: [],
    ...figures,
  };
}

const applications = [
  application("busy", { traces: 100, errors: 1, cost: 1, p95Ms: 900 }),
  application("dear", { traces: 50, cost: 8, p95Ms: 100 }),
  application("failing", { traces: 4, errors: 2 }),
  application("new", { traces: 4, lastSeen: "2026-11-22T10:00:01Z" }),
];

test.each([
  ["requests", ["busy", "dear", "failing", "new"]],
  ["errors", ["failing", "busy", "dear", "new"]],
  ["cost", ["dear", "busy", "failing", "new"]],
  ["p95", ["busy", "dear", "failing", "new"]],
  ["seen", ["new", "busy", "dear", "failing"]],
] as const)("by %s the largest stands first, and what has none last", (order, names) => {
  expect(inOrder(applications, order).map((one) => one.application)).toEqual(names);
  expect(parseApplicationOrder(new URLSearchParams(formatApplicationOrder(order)))).toBe(order);
});

test("an order that is none is the usual one", () => {
  expect(parseApplicationOrder(new URLSearchParams("sort=constructor"))).toBe("requests");
});
