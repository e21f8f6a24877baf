import { describe, expect, test } from "vitest";
import { comparableKey } from "./comparable-text";
import { CopyIndex } from "./copy-index";
import { atOnce } from "./time-slices";

function indexOf(...texts: string[]): CopyIndex {
  const index = new CopyIndex();
  for (const text of texts) atOnce(index.add(atOnce(comparableKey(text))));
  index.seal();
  return index;
}

function copiesIn(index: CopyIndex, text: string): string[] {
  return atOnce(index.rangesIn(text)).map(({ start, end }) => text.slice(start, end));
}

describe("copies are found of", () => {
  test("short texts that begin inside of each other", () => {
    const index = indexOf("order number one", "number one two three");
    expect(copiesIn(index, "It says: order number one two three, that is all.")).toEqual([
      "order number one two three",
    ]);
  });

  test("a short text behind the start of another one that does not go on", () => {
    const index = indexOf("abcdefghijklm", "cdefghijklnop");
    expect(copiesIn(index, "see abcdefghijklnop there")).toEqual(["cdefghijklnop"]);
  });

  test("a text much longer than what is compared at a time, to its last character", () => {
    const text = Array.from({ length: 30_000 }, (_, index) => `word${(index * 7919) % 30_011}é`).join(" ");
    expect(copiesIn(indexOf(text), `Before it. ${text} -- after it.`)).toEqual([text]);
  });

  test("a text that was cut off within its first words", () => {
    expect(copiesIn(indexOf("The museum opens at nine in the morning."), "Found: The museum opens a")).toEqual([
      "The museum opens a",
    ]);
  });
});

test("an index that was sealed still knows what it holds, and says how much memory that takes", () => {
  expect(indexOf().isEmpty).toBe(true);
  expect(indexOf("yes").isEmpty).toBe(false);
  expect(copiesIn(indexOf("yes"), "Yes!")).toEqual(["Yes!"]);
  const long = Array.from({ length: 5_000 }, (_, index) => `word${index * 7919}`).join(" ");
  expect(indexOf(long).bytes).toBeGreaterThan(8 * long.length * 0.7);
});
