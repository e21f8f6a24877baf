import type { Sliced } from "./time-slices";

/** A text as it is compared: letters and digits only, each with the place that it came from. */
export interface ComparableText {
  /** UTF-16 units of folded letters and digits. */
  readonly key: string;
  /** Per unit of `key`: where its character begins and ends in the text. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/**
 * Copies differ from their source in white space, quotes, case and in how JSON, Python, HTML or a URL escape them. So only
 * letters and digits count, without accents, and escapes are read as what they stand for, however often they were escaped.
 */
export function* comparable(text: string): Sliced<ComparableText> {
  const units = new PlacedUnits(text.length);
  for (let index = 0; index < text.length; ) {
    index = readUnits(text, index, Math.min(text.length, index + sliceChars), units);
    yield;
  }
  return units.read();
}

/** The key alone, several times faster. */
export function* comparableKey(text: string): Sliced<string> {
  const isPlain = !/[\\%&\u0080-\uffff]/.test(text);
  let key = "";
  for (let index = 0; index < text.length; ) {
    const end = Math.min(text.length, index + sliceChars);
    if (isPlain) {
      key += text
        .slice(index, end)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "");
      index = end;
    } else {
      keyUnits.clear();
      index = readUnits(text, index, end, keyUnits);
      key += keyUnits.read();
    }
    if (index < text.length) yield;
  }
  return key;
}

const sliceChars = 32 * 1024;

/** Reads to `end`, or a few characters further where an escape goes on; answers where it stopped. */
function readUnits(text: string, start: number, end: number, units: Units): number {
  let index = start;
  while (index < end) {
    const code = text.charCodeAt(index);
    if (isAsciiLetterOrDigit(code)) {
      units.push(code >= upperA && code <= upperZ ? code + 32 : code, index, index + 1);
      index += 1;
    } else if (code === backslash || code === percent || code === ampersand) {
      const { decoded, end: after } = readEscape(text, index);
      pushAll(units, fold(decoded), index, after);
      index = after;
    } else if (code < 128) {
      index += 1;
    } else {
      const character = String.fromCodePoint(text.codePointAt(index) ?? code);
      pushAll(units, foldCharacter(character), index, index + character.length);
      index += character.length;
    }
  }
  return index;
}

const [upperA, upperZ, backslash, percent, ampersand] = [65, 90, 92, 37, 38];

function isAsciiLetterOrDigit(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= upperA && code <= upperZ) || (code >= 48 && code <= 57);
}

const unicodeEscape = /\\+u(?:(d[89ab][\da-f]{2})\\+u(d[c-f][\da-f]{2})|([\da-f]{4}))/iy;
const byteEscape = /\\+x([\da-f]{2})/iy;
/** A line break or tab is white space, and so is the backslash in front of a quote. */
const otherEscape = /\\+[nrtbfv]?/y;
const urlEscape = /(?:%[\da-f]{2})+/iy;
const htmlEscape = /&(?:#(\d{1,6})|#x([\da-f]{1,5})|[a-z]{2,8});/iy;

function readEscape(text: string, index: number): { readonly decoded: string; readonly end: number } {
  const found = (pattern: RegExp) => {
    pattern.lastIndex = index;
    return pattern.exec(text);
  };
  const hex = (digits: string | undefined) => Number.parseInt(digits ?? "20", 16);
  let match = found(unicodeEscape);
  if (match) {
    const units = match[1] === undefined ? [hex(match[3])] : [hex(match[1]), hex(match[2])];
    return { decoded: String.fromCharCode(...units), end: index + match[0].length };
  }
  match = found(byteEscape);
  if (match) return { decoded: String.fromCharCode(hex(match[1])), end: index + match[0].length };
  match = found(otherEscape);
  if (match) return { decoded: "", end: index + match[0].length };
  match = found(urlEscape);
  const decoded = match === null ? undefined : decodeUrl(match[0]);
  if (match && decoded !== undefined) return { decoded, end: index + match[0].length };
  match = found(htmlEscape);
  if (!match) return { decoded: "", end: index + 1 };
  const code = match[1] === undefined ? hex(match[2]) : Number(match[1]);
  return { decoded: String.fromCodePoint(code), end: index + match[0].length };
}

function decodeUrl(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign in front of two letters that are no escape.
    return undefined;
  }
}

function fold(text: string): string {
  let folded = "";
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

const foldedCharacters = new Map<string, string>();

function foldCharacter(character: string): string {
  const known = foldedCharacters.get(character);
  if (known !== undefined) return known;
  const base = character
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
  // A sign of these scripts says as much as several letters: ten of them are a sentence.
  const folded = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character) ? base + base : base;
  foldedCharacters.set(character, folded);
  return folded;
}

interface Units {
  /** @param start Where its character begins in the text. */
  push(unit: number, start: number, end: number): void;
}

function pushAll(units: Units, folded: string, start: number, end: number): void {
  for (let index = 0; index < folded.length; index++) units.push(folded.charCodeAt(index), start, end);
}

class KeyUnits implements Units {
  private units = new Uint16Array(2 * sliceChars);
  private length = 0;

  clear(): void {
    this.length = 0;
  }

  push(unit: number): void {
    if (this.length === this.units.length) this.units = enlarged(this.units, new Uint16Array(this.length * 2));
    this.units[this.length] = unit;
    this.length += 1;
  }

  read(): string {
    return textOf(this.units, this.length);
  }
}

/** One for all texts, because nothing interrupts filling and reading it. */
const keyUnits = new KeyUnits();

class PlacedUnits implements Units {
  private units: Uint16Array<ArrayBuffer>;
  private starts: Int32Array<ArrayBuffer>;
  private ends: Int32Array<ArrayBuffer>;
  private length = 0;

  constructor(capacity: number) {
    this.units = new Uint16Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  push(unit: number, start: number, end: number): void {
    if (this.length === this.units.length) this.grow();
    this.units[this.length] = unit;
    this.starts[this.length] = start;
    this.ends[this.length] = end;
    this.length += 1;
  }

  read(): ComparableText {
    return {
      key: textOf(this.units, this.length),
      starts: this.starts.subarray(0, this.length),
      ends: this.ends.subarray(0, this.length),
    };
  }

  private grow(): void {
    const capacity = this.length * 2 + 16;
    this.units = enlarged(this.units, new Uint16Array(capacity));
    this.starts = enlarged(this.starts, new Int32Array(capacity));
    this.ends = enlarged(this.ends, new Int32Array(capacity));
  }
}

function enlarged<Numbers extends Uint16Array | Int32Array>(known: Numbers, larger: Numbers): Numbers {
  larger.set(known);
  return larger;
}

function textOf(units: Uint16Array, length: number): string {
  return Buffer.from(units.buffer, units.byteOffset, length * 2).toString("utf16le");
}
