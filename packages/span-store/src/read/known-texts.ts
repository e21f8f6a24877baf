import { isJsonObject } from "@plumbline/base/json";
import { parseJsonText } from "@plumbline/span/json-text";
import { comparableKey } from "./comparable-text";
import { wholeUnitsMin } from "./copy-index";
import { atOnce, type Sliced } from "./time-slices";

/**
 * What has been read of the texts of a trace. The same text stands in an attribute, in a message and in what was read of
 * both, and each is asked for by several rules: its JSON is opened and its key is made once.
 */
export class KnownTexts {
  private readonly keys = new Map<string, string>();
  private readonly leaves = new Map<string, readonly string[]>();

  /** The comparable key of a text. */
  keyOf(text: string): string {
    const known = this.keys.get(text);
    if (known !== undefined) return known;
    const key = atOnce(comparableKey(text));
    if (text.length >= rememberedCharsMin) this.keys.set(text, key);
    return key;
  }

  /** Reads the texts inside of a value, so that asking for them afterwards takes no time. */
  *readAhead(value: unknown): Sliced<void> {
    if (typeof value === "string") {
      if (value.length >= rememberedCharsMin) {
        yield* this.readKey(value);
        for (const leaf of this.leavesOf(value)) yield* this.readKey(leaf);
      }
    } else if (typeof value === "object" && value !== null) {
      for (const item of Object.values(value)) yield* this.readAhead(item);
    }
  }

  private *readKey(text: string): Sliced<void> {
    if (text.length < rememberedCharsMin || this.keys.has(text)) return;
    this.keys.set(text, yield* comparableKey(text));
    yield;
  }

  /** The texts inside of a value; JSON text is opened, also inside of JSON text. Keys count where they are as long as a text. */
  leavesOf(value: unknown, depth = 0): readonly string[] {
    if (typeof value === "string") return this.leavesOfText(value, depth);
    if (Array.isArray(value)) return value.flatMap((item) => this.leavesOf(item, depth));
    if (!isJsonObject(value)) return [];
    return Object.entries(value).flatMap(([key, item]) => [
      ...(key.length > longKeyChars ? [key] : []),
      ...this.leavesOf(item, depth),
    ]);
  }

  /** Whether a text is long enough to be looked for inside of others. */
  isTelling(text: string): boolean {
    return this.keyOf(text).length >= wholeUnitsMin;
  }

  private leavesOfText(text: string, depth: number): readonly string[] {
    const isRemembered = depth === 0 && text.length >= rememberedCharsMin;
    const known = isRemembered ? this.leaves.get(text) : undefined;
    if (known !== undefined) return known;
    const parsed = depth < jsonInJsonMax ? parseJsonText(text) : undefined;
    const leaves = parsed === undefined ? [text] : this.leavesOf(parsed, depth + 1);
    if (isRemembered) this.leaves.set(text, leaves);
    return leaves;
  }
}

/** Reading a shorter text anew is as fast as looking it up. */
const rememberedCharsMin = 64;

const jsonInJsonMax = 4;
const longKeyChars = 40;
