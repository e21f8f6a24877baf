import { isJsonObject } from "@plumbline/base/json";

/** Where a value stands in an answer: keys and indices, from the answer itself on. */
export type ValuePath = readonly (string | number)[];

/** A value that stands in an answer in part. `readValue` finds the whole of it under the same path. */
export type CutValue =
  | {
      readonly path: ValuePath;
      readonly type: "text";
      /** Of the whole text: UTF-8 bytes, and UTF-16 code units as JavaScript counts them. */
      readonly bytes: number;
      readonly chars: number;
      readonly shownChars: number;
    }
  | {
      readonly path: ValuePath;
      readonly type: "list" | "object";
      /** Items, or keys. */
      readonly entries: number;
      readonly shownEntries: number;
    };

export interface CutAnswer<Value> {
  /** A copy; texts end where they were cut, and lists and objects with their last entry that is shown. */
  readonly value: Value;
  readonly cuts: readonly CutValue[];
}

/** So many texts of the longest kind make an answer; behind them only beginnings are shown. */
const longTextsMax = 16;
const beginningChars = 1_024;
/** What is shown of a list or an object once the answer is full. Objects of fewer keys are records, and stay whole. */
const beginningEntries = { list: 3, object: 16 } as const;
/** A number, a brace and a comma: an answer of numbers alone is bounded too. */
const entryChars = 8;

/**
 * Cuts what is too long to be looked at: texts of more than `textCharsMax` characters and, once the values together are
 * sixteen times as long, whatever comes behind. Ten megabytes in one attribute stand in a span several times (in its
 * document, as its input, in its messages), and a page shows the first screen of one of them.
 */
export function cutValues<Value>(value: Value, path: ValuePath, textCharsMax: number): CutAnswer<Value> {
  const cutter = new Cutter(textCharsMax);
  return { value: cutter.cut(value, path) as Value, cuts: cutter.cuts };
}

class Cutter {
  readonly cuts: CutValue[] = [];
  private charsLeft: number;

  constructor(private readonly textCharsMax: number) {
    this.charsLeft = textCharsMax * longTextsMax;
  }

  cut(value: unknown, path: ValuePath): unknown {
    if (typeof value === "string") return this.cutText(value, path);
    this.charsLeft -= entryChars;
    if (Array.isArray(value)) {
      const shown: unknown[] = [];
      for (const [index, item] of value.entries()) {
        if (this.isFull(shown.length, "list", value.length, path)) break;
        shown.push(this.cut(item, [...path, index]));
      }
      return shown;
    }
    if (!isJsonObject(value)) return value;
    const entries = Object.entries(value);
    const shown: [string, unknown][] = [];
    for (const [key, item] of entries) {
      if (this.isFull(shown.length, "object", entries.length, path)) break;
      this.charsLeft -= key.length;
      shown.push([key, this.cut(item, [...path, key])]);
    }
    return Object.fromEntries(shown);
  }

  private isFull(shownEntries: number, type: "list" | "object", entries: number, path: ValuePath): boolean {
    if (this.charsLeft > 0 || shownEntries < beginningEntries[type]) return false;
    this.cuts.push({ path, type, entries, shownEntries });
    return true;
  }

  private cutText(text: string, path: ValuePath): string {
    const charsMax = this.charsLeft > 0 ? this.textCharsMax : Math.min(beginningChars, this.textCharsMax);
    const shownChars = text.length <= charsMax ? text.length : wholeCharacter(text, charsMax);
    this.charsLeft -= shownChars;
    if (shownChars === text.length) return text;
    this.cuts.push({ path, type: "text", bytes: Buffer.byteLength(text), chars: text.length, shownChars });
    return text.slice(0, shownChars);
  }
}

/** The place itself, or the one before where it lies between the halves of a character beyond the basic plane. */
export function wholeCharacter(text: string, at: number): number {
  if (at <= 0 || at >= text.length) return Math.min(Math.max(0, at), text.length);
  const isLow = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return isLow && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 ? at - 1 : at;
}

/** The value under a path; undefined where it leads nowhere. Only own keys are followed. */
export function valueAt(root: unknown, path: ValuePath): unknown {
  let value = root;
  for (const step of path) {
    if (Array.isArray(value)) value = typeof step === "number" ? value[step] : undefined;
    else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[String(step)] : undefined;
  }
  return value;
}
