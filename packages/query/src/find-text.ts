import { foldText } from "./fold-text";
import { splitWords, type Word } from "./words";

/** UTF-16 offsets in the text that was searched. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What a text clause looks for, ready to be compared with many values. */
export interface TextPattern {
  readonly words: readonly Word[];
  readonly units: readonly Unit[];
  /** For values in plain ASCII, which are most; undefined where such a value cannot hold the words. */
  readonly ascii: RegExp | undefined;
}

/** What is compared as a whole: an alphabetic word, or one character of a dense run. */
interface Unit {
  readonly text: string;
  readonly isDense: boolean;
  /** Follows the character before it in the same run, with nothing between. */
  readonly isJoined: boolean;
  readonly start: number;
  readonly end: number;
}

/** Takes the text of a clause apart, once for all values. A text without any word is found nowhere. */
export function compileText(text: string): TextPattern {
  const words = [...splitWords(text)];
  return { words, units: words.flatMap((word) => [...unitsOf(word, text)]), ascii: asciiPattern(words) };
}

/**
 * The first place where the words of the pattern stand in this order with nothing but punctuation and spaces between them. The
 * last word may be the beginning of a longer one; a dense run may stand anywhere inside of one.
 */
export function findText(pattern: TextPattern, text: string): TextRange | undefined {
  if (pattern.units.length === 0) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: plain ASCII is most of what is read.
  if (/^[\u0000-\u007f]*$/.test(text)) return findInAscii(pattern, text);
  const folded = foldText(text);
  if (!pattern.words.every((word) => folded.includes(word.text))) return undefined;
  return findUnits(pattern.units, text);
}

function findInAscii({ ascii }: TextPattern, text: string): TextRange | undefined {
  const match = ascii?.exec(text.toLowerCase());
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

function asciiPattern(words: readonly Word[]): RegExp | undefined {
  if (words.length === 0 || !words.every((word) => /^[a-z0-9]+$/.test(word.text))) return undefined;
  return new RegExp(`(?<![a-z0-9])${words.map((word) => word.text).join("[^a-z0-9]+")}`);
}

/** Every beginning is followed in parallel, so each unit of the text is looked at once. */
function findUnits(units: readonly Unit[], text: string): TextRange | undefined {
  let open: { readonly next: number; readonly start: number }[] = [];
  for (const word of splitWords(text)) {
    for (const found of unitsOf(word, text)) {
      const going: typeof open = [];
      for (const { next, start } of [...open, { next: 0, start: found.start }]) {
        const wanted = units[next];
        if (wanted === undefined || (wanted.isJoined && !found.isJoined)) continue;
        const isLast = next === units.length - 1;
        if (!(isLast && !wanted.isDense ? found.text.startsWith(wanted.text) : found.text === wanted.text)) continue;
        if (isLast) return { start, end: endOf(wanted, found) };
        going.push({ next: next + 1, start });
      }
      open = going;
    }
  }
  return undefined;
}

/** The end of the beginning of a word: exact where folding kept its length, else the whole word. */
function endOf(wanted: Unit, found: Unit): number {
  return found.text.length === found.end - found.start ? found.start + wanted.text.length : found.end;
}

/** A dense letter with what belongs to it: marks, joiners, the half-width voicing marks, the rest of a syllable in Hangul. */
const clusters = /[\s\S](?:\p{M}|\u00ad|\u200c|\u200d|\u2060|[\uff9e\uff9f\u1160-\u11ff])*/gu;

function* unitsOf(word: Word, text: string): Iterable<Unit> {
  const { start, end } = word;
  if (word.script === "alphabetic") {
    yield { text: word.text, isDense: false, isJoined: false, start, end };
    return;
  }
  let isJoined = false;
  for (const [folded, from, to] of denseParts(word, text)) {
    for (const character of folded) {
      yield { text: character, isDense: true, isJoined, start: from, end: to };
      isJoined = true;
    }
  }
}

/** The folded letters of a run, each with the range that it was folded from. */
function denseParts(word: Word, text: string): (readonly [folded: string, start: number, end: number])[] {
  const parts = [...text.slice(word.start, word.end).matchAll(clusters)].map(({ 0: cluster, index }) => {
    const start = word.start + index;
    return [foldText(cluster), start, start + cluster.length] as const;
  });
  const isSame = parts.map(([folded]) => folded).join("") === word.text;
  return isSame ? parts : [[word.text, word.start, word.end]];
}
