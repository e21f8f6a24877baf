import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { atOnce } from "./time-slices";
import { WindowSet } from "./window-set";

const windowUnits = 5;
const smallAlphabet = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 60 });

function windowsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - windowUnits + 1) }, (_, start) =>
    text.slice(start, start + windowUnits),
  );
}

function setOf(texts: readonly string[], windowsMax = 1_000_000): WindowSet {
  const set = new WindowSet(windowUnits, windowsMax);
  for (const text of texts) atOnce(set.add(text));
  return set;
}

function positions(walk: "forEachIn" | "coverIn", set: WindowSet, text: string): number[] {
  const found: number[] = [];
  atOnce(set[walk](text, (position) => found.push(position)));
  return found;
}

function covered(found: readonly number[], length: number): boolean[] {
  return Array.from({ length }, (_, unit) => found.some((start) => start <= unit && unit < start + windowUnits));
}

describe("a set of windows", () => {
  test("finds exactly the windows that were added, and covers with some of them what all of them cover", () => {
    fc.assert(
      fc.property(fc.array(smallAlphabet, { maxLength: 4 }), smallAlphabet, (added, text) => {
        const known = new Set(added.flatMap(windowsOf));
        const expected = windowsOf(text).flatMap((window, start) => (known.has(window) ? [start] : []));
        const set = setOf(added);
        expect(positions("forEachIn", set, text)).toEqual(expected);
        expect(covered(positions("coverIn", set, text), text.length)).toEqual(covered(expected, text.length));
      }),
      { numRuns: 500 },
    );
  });

  test("finds a text of 100,000 units whole in a longer one, across every boundary of its work", () => {
    const text = Array.from({ length: 20_000 }, (_, index) => index.toString(36).padStart(5, "0")).join("");
    const set = setOf([text]);
    const longer = `${"-".repeat(9_000)}${text}${"-".repeat(9_000)}`;
    const expected = Array.from({ length: text.length - windowUnits + 1 }, (_, index) => 9_000 + index);
    expect(positions("forEachIn", set, longer)).toEqual(expected);
    const isCovered = covered(positions("coverIn", set, longer.slice(0, 12_000)), 12_000);
    expect(isCovered).toEqual(Array.from({ length: 12_000 }, (_, unit) => unit >= 9_000));
  });

  test("says when it is full", () => {
    const set = new WindowSet(windowUnits, 3);
    expect(atOnce(set.add("abcdefg"))).toBe(true);
    expect(atOnce(set.add("abcdefg"))).toBe(true);
    expect(atOnce(set.add("abcdefgh"))).toBe(false);
  });
});
