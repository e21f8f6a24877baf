import type { ReadSpan } from "@plumbline/span/document/types";
import { collectHidden } from "./collect-hidden";
import type { CopyIndex } from "./copy-index";
import type { HiddenPart } from "./types";

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
  private readonly index: CopyIndex;

  constructor(spans: Iterable<ReadSpan>, hidden: ReadonlySet<HiddenPart>) {
    this.index = collectHidden([...spans], hidden);
  }

  /** The text without what is hidden. */
  clean(text: string): string {
    let cleaned = "";
    let position = 0;
    for (const { start, end } of this.index.rangesIn(text)) {
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
