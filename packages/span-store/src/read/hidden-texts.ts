import type { CopyIndex } from "./copy-index";
import { atOnce, type Sliced } from "./time-slices";

/** What stands in the place of a text that is hidden elsewhere. */
export const hiddenMark = "[hidden]";

/**
 * The texts that must not be seen anywhere in a shared trace. The same text stands in many spans: a retrieved document in
 * the prompt of the next call, an answer in the history of the next turn. So hiding documents takes their text out of
 * messages, errors and previews too, whole or cut (copy-index.ts says what a copy is).
 *
 * Cleaning comes before cutting: of a text that was cut first, too little may be left to be known again.
 */
export class HiddenTexts {
  constructor(
    private readonly index: CopyIndex,
    /** Texts that have been cleaned already. */
    private readonly cleaned: ReadonlyMap<string, string> = new Map(),
  ) {}

  /** Memory that it holds, about. */
  get bytes(): number {
    return this.index.bytes;
  }

  /** Cleans the long texts in a value ahead, in slices; the answer knows them, and cleaning them again costs nothing. */
  *cleanedAhead(value: unknown): Sliced<HiddenTexts> {
    const cleaned = new Map(this.cleaned);
    for (const text of longTextsIn(value)) {
      if (!cleaned.has(text)) cleaned.set(text, yield* this.cleanInSlices(text));
    }
    return new HiddenTexts(this.index, cleaned);
  }

  /** The text without what is hidden. */
  clean(text: string): string {
    return this.cleaned.get(text) ?? atOnce(this.cleanInSlices(text));
  }

  *cleanInSlices(text: string): Sliced<string> {
    const known = this.cleaned.get(text);
    if (known !== undefined) return known;
    let cleaned = "";
    let position = 0;
    for (const { start, end } of yield* this.index.rangesIn(text)) {
      cleaned += text.slice(position, start) + hiddenMark;
      position = end;
    }
    return cleaned + text.slice(position);
  }

  /** The same for every text inside a JSON value, and for keys long enough to be one. */
  cleanValue(value: unknown): unknown {
    if (typeof value === "string") return this.clean(value);
    if (Array.isArray(value)) return value.map((item) => this.cleanValue(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [isName(key) ? key : this.clean(key), this.cleanValue(item)]),
    );
  }

  /** Names of spans, tools and models are shown, though they stand in prompts too; a sentence in their place is cleaned. */
  cleanName(name: string): string {
    return isName(name) ? name : this.clean(name);
  }
}

const nameCharsMax = 40;

/** At most four words of plain characters. */
function isName(text: string): boolean {
  return text.length <= nameCharsMax && /^[\x20-\x7e]*$/.test(text) && text.trim().split(/\s+/).length <= 4;
}

/** Shorter ones take microseconds each. */
const longTextCharsMin = 256;

function* longTextsIn(value: unknown): Iterable<string> {
  if (typeof value === "string") {
    if (value.length >= longTextCharsMin) yield value;
  } else if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) yield* longTextsIn(item);
  }
}
