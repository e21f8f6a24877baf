import { readTestSpan } from "@plumbline/span/testing";
import { expect, test } from "vitest";
import { LargeSpanCache } from "./large-span-cache";

const span = readTestSpan({});
const mib = 1024 * 1024;

test("large spans are kept for two minutes after they were read last, small ones never", () => {
  let nowMs = 0;
  const cache = new LargeSpanCache(() => nowMs);
  cache.keep("large", span, 10 * mib);
  cache.keep("small", span, 1_000);
  expect([cache.get("large"), cache.get("small")]).toEqual([span, undefined]);
  nowMs = 119_000;
  expect(cache.get("large")).toBe(span);
  nowMs += 119_000;
  expect(cache.get("large")).toBe(span);
  nowMs += 120_000;
  expect(cache.get("large")).toBeUndefined();
});

test("no more than 48 MiB are kept: what was read longest ago goes first", () => {
  const cache = new LargeSpanCache(() => 0);
  for (const key of ["a", "b", "c", "d"]) cache.keep(key, span, 12 * mib);
  expect(cache.get("a")).toBe(span);
  cache.keep("e", span, 20 * mib);
  expect(["a", "b", "c", "d", "e"].map((key) => cache.get(key) !== undefined)).toEqual([
    true,
    false,
    false,
    true,
    true,
  ]);
  cache.keep("larger than all", span, 49 * mib);
  expect(cache.get("larger than all")).toBeUndefined();
  expect(cache.get("e")).toBe(span);
});
