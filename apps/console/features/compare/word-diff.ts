import type { ChangeObject } from "diff";

export interface DiffPart {
  readonly text: string;
  /** "both", or the side that alone has it. */
  readonly where: "both" | "a" | "b";
}

export interface TextDiff {
  readonly parts: readonly DiffPart[];
  /** What was compared: very different or very long texts by lines, or not at all. */
  readonly unit: "word" | "line" | "whole";
}

/** Longer texts are compared by lines. */
const wordCharsMax = 30_000;
/** Neither comparison may hold up the page for longer than this. */
const timeoutMs = 80;

/** What differs between two texts, by words as their languages divide them. Loads the comparison when it is first needed. */
export async function diffTexts(a: string, b: string): Promise<TextDiff> {
  if (a === b) return { parts: a === "" ? [] : [{ text: a, where: "both" }], unit: "word" };
  const { diffLines, diffWords } = await import("diff");
  if (a.length + b.length <= wordCharsMax) {
    // Without spaces between words, as in Chinese, only a dictionary knows them.
    const intlSegmenter = new Intl.Segmenter(undefined, { granularity: "word" });
    const words = diffWords(a, b, { intlSegmenter, timeout: timeoutMs });
    if (words !== undefined) return { parts: partsOf(words), unit: "word" };
  }
  const lines = diffLines(a, b, { timeout: timeoutMs });
  if (lines !== undefined) return { parts: partsOf(lines), unit: "line" };
  return {
    parts: [
      { text: a, where: "a" },
      { text: b, where: "b" },
    ],
    unit: "whole",
  };
}

function partsOf(changes: readonly ChangeObject<string>[]): DiffPart[] {
  return changes.map(({ value, added, removed }) => ({ text: value, where: removed ? "a" : added ? "b" : "both" }));
}
