import { expect, test } from "vitest";
import { compressPayload, decodePayload } from "../codec";
import { EffortBudget } from "./effort-budget";

const MiB = 1024 * 1024;

test("the first five MiB of a second are compressed well, the rest fast, and a new second begins anew", () => {
  const budget = new EffortBudget();
  expect(Array.from({ length: 7 }, (_, index) => budget.take(MiB, 5_000 + index))).toEqual([
    ...Array(5).fill("small"),
    ...Array(2).fill("fast"),
  ]);
  expect(budget.take(MiB, 6_000)).toBe("small");
});

test("a batch that is larger than a second's share is compressed fast and leaves the share to others", () => {
  const budget = new EffortBudget();
  expect(budget.take(6 * MiB, 5_000)).toBe("fast");
  expect(budget.take(MiB, 5_000)).toBe("small");
});

test("both efforts are read back as they were, and the greater one is smaller", () => {
  const text = Array.from({ length: 400 }, (_, index) => `{"id":${index},"content":"${(index * 7919) % 1013} words"}`);
  const raw = Buffer.from(text.join(","));
  const [fast, small] = (["fast", "small"] as const).map((effort) => {
    const { codec, body } = compressPayload(raw, effort);
    const stored = Buffer.concat([Buffer.of(codec), body]);
    expect(decodePayload(stored)).toEqual(raw);
    return stored.length;
  });
  expect(small).toBeLessThan(fast ?? 0);
});
