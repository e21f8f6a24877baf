import { foldText } from "./fold-text";

/** A piece of text that search compares. */
export interface Word {
  /** Folded: NFKC, lower case, without Arabic marks. Never empty. */
  readonly text: string;
  /** UTF-16 offsets in the original text. */
  readonly start: number;
  readonly end: number;
  /**
   * - `alphabetic`: a whole word between spaces or punctuation
   * - `dense`: a run of characters of a script that writes without spaces; any part of it may be looked for
   */
  readonly script: "alphabetic" | "dense";
}

const dense = ["Han", "Hira", "Kana", "Bopo", "Hang", "Thai", "Laoo", "Khmr", "Mymr", "Tibt"]
  .map((script) => String.raw`\p{scx=${script}}`)
  .join("");

/** Soft hyphen and joiners stand inside of words and mean nothing to search. */
const joiner = String.raw`\u00ad\u200c\u200d\u2060`;

/** Marks go with the letter before them, whatever scripts they are known from. */
const tail = `\\p{M}${joiner}`;

const denseLetter = `(?=[\\p{L}\\p{N}])[${dense}]`;
const otherLetter = `(?![${dense}])[\\p{L}\\p{N}]`;

const wordPattern = new RegExp(
  `(${denseLetter}(?:${denseLetter}|[${tail}])*)|${otherLetter}(?:${otherLetter}|[${tail}])*`,
  "gu",
);

/**
 * The words of a text in reading order. Letters, digits and marks make words; everything else, `_` included, divides them, so
 * that `get_weather` is found by "weather". Shared by the index, the search and the definition of a text clause.
 */
export function* splitWords(text: string): Iterable<Word> {
  for (const match of text.matchAll(wordPattern)) {
    const folded = foldText(match[0]);
    if (folded === "") continue;
    const start = match.index;
    yield {
      text: folded,
      start,
      end: start + match[0].length,
      script: match[1] === undefined ? "alphabetic" : "dense",
    };
  }
}

/** Whether text search has anything to look for: a letter or digit of any script. */
export function isSearchable(text: string): boolean {
  for (const _word of splitWords(text)) return true;
  return false;
}
