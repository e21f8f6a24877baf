import { type ComparableText, comparable, comparableKey } from "./comparable-text";
import { WindowSet } from "./window-set";

/**
 * A run of this many letters and digits that two texts share is a copy: about 24 characters of prose, four or five words.
 * Copies are cut at the start, in the middle and at the end, so no longer match may be asked for.
 */
const copyUnitsMin = 20;

/** Shorter texts ("yes", a name) stand everywhere by chance; taking them out would tear holes into what may be shown. */
export const wholeUnitsMin = 10;

/** The start of a known text at the very end of another one counts from here: there the copy was cut off. */
const cutUnitsMin = 12;

/** Some 64 MB of hashes. A trace that hides more distinct text than this is shown without any text. */
const windowsMax = 4 * 1024 * 1024;

/** Part of a text, from `start` to before `end`, in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Finds copies of known texts inside of others: whole or cut, re-wrapped, re-indented, escaped. */
export class CopyIndex {
  private readonly windows = new WindowSet(copyUnitsMin, windowsMax);
  /** Texts shorter than a window, by their first units: found as a whole only. */
  private readonly shortTexts = new PrefixTable(wholeUnitsMin);
  /** The starts of longer texts. */
  private readonly starts = new PrefixTable(cutUnitsMin);
  /** Too short to be looked for inside of others: they count where they are all that stands there. */
  private readonly tinyTexts = new Set<string>();
  private readonly added = new Set<string>();
  private isFull = false;

  add(text: string): void {
    const key = comparableKey(text);
    if (key === "" || this.added.has(key)) return;
    this.added.add(key);
    if (key.length < wholeUnitsMin) this.tinyTexts.add(key);
    else if (key.length < copyUnitsMin) this.shortTexts.add(key, key);
    else {
      this.starts.add(key, key.slice(0, copyUnitsMin));
      if (!this.windows.add(key)) this.isFull = true;
    }
  }

  get isEmpty(): boolean {
    return this.added.size === 0;
  }

  /** The copies in a text, in order, none touching another. */
  rangesIn(text: string): TextRange[] {
    if (this.isEmpty || text === "") return [];
    const whole = [{ start: 0, end: text.length }];
    if (this.isFull) return whole;
    const compared = comparable(text);
    if (this.tinyTexts.has(compared.key)) return whole;
    const copied = this.copiedUnits(compared.key);
    return copied === undefined ? [] : rangesOf(compared, copied);
  }

  /** One flag per unit, set where it belongs to a copy; undefined where there is none. */
  private copiedUnits(key: string): Uint8Array | undefined {
    let copied: Uint8Array | undefined;
    const mark = (start: number, end: number) => {
      copied ??= new Uint8Array(key.length);
      copied.fill(1, start, end);
    };
    this.windows.forEachIn(key, (position) => mark(position, position + copyUnitsMin));
    if (this.shortTexts.size > 0) {
      for (let position = 0; position + wholeUnitsMin <= key.length; position++) {
        for (const text of this.shortTexts.candidates(key, position)) {
          if (key.startsWith(text, position)) mark(position, position + text.length);
        }
      }
    }
    for (let position = Math.max(0, key.length - copyUnitsMin); position + cutUnitsMin <= key.length; position++) {
      const tail = key.slice(position);
      if (this.starts.candidates(key, position).some((start) => start.startsWith(tail))) mark(position, key.length);
    }
    return copied;
  }
}

class PrefixTable {
  private readonly texts = new Map<string, string[]>();

  constructor(private readonly prefixUnits: number) {}

  get size(): number {
    return this.texts.size;
  }

  add(key: string, text: string): void {
    const prefix = key.slice(0, this.prefixUnits);
    const known = this.texts.get(prefix);
    if (known === undefined) this.texts.set(prefix, [text]);
    else if (!known.includes(text)) known.push(text);
  }

  candidates(key: string, position: number): readonly string[] {
    return this.texts.get(key.slice(position, position + this.prefixUnits)) ?? [];
  }
}

function rangesOf({ starts, ends }: ComparableText, copied: Uint8Array): TextRange[] {
  const ranges: TextRange[] = [];
  for (let unit = copied.indexOf(1); unit !== -1; unit = copied.indexOf(1, unit)) {
    const after = copied.indexOf(0, unit);
    const last = after === -1 ? copied.length - 1 : after - 1;
    ranges.push({ start: starts[unit] ?? 0, end: ends[last] ?? 0 });
    unit = last + 1;
  }
  return ranges;
}
