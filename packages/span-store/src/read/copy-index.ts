import { type ComparableText, comparable } from "./comparable-text";
import type { Sliced } from "./time-slices";
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
  /** Texts shorter than a window: found as a whole only. */
  private readonly shortTexts = new Set<string>();
  /** Where in a text to look for one of them. */
  private readonly shortStarts = new WindowSet(wholeUnitsMin, windowsMax);
  /** The starts of longer texts, by their first units. */
  private readonly starts = new Map<string, Set<string>>();
  private startCount = 0;
  /** Too short to be looked for inside of others: they count where they are all that stands there. */
  private readonly tinyTexts = new Set<string>();
  private readonly added = new Set<string>();
  private isFull = false;

  /** @param key The comparable key of a text. */
  *add(key: string): Sliced<void> {
    if (key === "" || this.added.has(key)) return;
    this.added.add(key);
    if (key.length < wholeUnitsMin) this.tinyTexts.add(key);
    else if (key.length < copyUnitsMin) {
      this.shortTexts.add(key);
      if (!(yield* this.shortStarts.add(key.slice(0, wholeUnitsMin)))) this.isFull = true;
    } else {
      this.addStart(key.slice(0, copyUnitsMin));
      if (!this.isFull && !(yield* this.windows.add(key))) this.isFull = true;
    }
  }

  /** Gives back what only adding needs. */
  seal(): void {
    this.added.clear();
  }

  get isEmpty(): boolean {
    return this.windows.isEmpty && this.shortTexts.size === 0 && this.tinyTexts.size === 0;
  }

  /** Memory that it holds once sealed, about. */
  get bytes(): number {
    const shortCount = this.tinyTexts.size + this.shortTexts.size + this.startCount;
    return this.windows.bytes + this.shortStarts.bytes + shortCount * shortTextBytes;
  }

  /** The copies in a text, in order, none touching another. */
  *rangesIn(text: string): Sliced<TextRange[]> {
    if (this.isEmpty || text === "") return [];
    const whole = [{ start: 0, end: text.length }];
    if (this.isFull) return whole;
    const compared = yield* comparable(text);
    if (this.tinyTexts.has(compared.key)) return whole;
    const copied = yield* this.copiedUnits(compared.key);
    return copied === undefined ? [] : rangesOf(compared, copied);
  }

  private addStart(start: string): void {
    const prefix = start.slice(0, cutUnitsMin);
    const known = this.starts.get(prefix) ?? new Set<string>();
    if (known.has(start)) return;
    this.starts.set(prefix, known.add(start));
    this.startCount += 1;
  }

  /** One flag per unit, set where it belongs to a copy; undefined where there is none. */
  private *copiedUnits(key: string): Sliced<Uint8Array | undefined> {
    let copied: Uint8Array | undefined;
    const mark = (start: number, end: number) => {
      copied ??= new Uint8Array(key.length);
      copied.fill(1, start, end);
    };
    yield* this.windows.coverIn(key, (position) => mark(position, position + copyUnitsMin));
    yield* this.shortStarts.forEachIn(key, (position) => {
      for (let end = position + wholeUnitsMin; end < position + copyUnitsMin && end <= key.length; end++) {
        if (this.shortTexts.has(key.slice(position, end))) mark(position, end);
      }
    });
    for (let position = Math.max(0, key.length - copyUnitsMin); position + cutUnitsMin <= key.length; position++) {
      const tail = key.slice(position);
      const candidates = this.starts.get(tail.slice(0, cutUnitsMin)) ?? [];
      for (const start of candidates) if (start.startsWith(tail)) mark(position, key.length);
    }
    return copied;
  }
}

/** A short string, its place in a set or map, and for starts the set itself. */
const shortTextBytes = 300;

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
