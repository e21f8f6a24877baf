/** A part of a text with the words that a search found in it; written as in JSON, without the quotes around the whole. */
export interface MarkedText {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

const beforeMax = 24;
const afterMax = 400;

/**
 * The first place of `found` in a text, close enough to the beginning of the line to be in sight; undefined where it is not in
 * it. A space in `found` stands for any white space, as in the snippets of a search.
 */
export function markedText(text: string, found: string): MarkedText | undefined {
  const words = found.trim().split(/\s+/).map(sourceOf);
  const hit = found.trim() === "" ? null : new RegExp(words.join("\\s+"), "u").exec(text);
  if (hit === null) return undefined;
  const end = hit.index + hit[0].length;
  const start = hit.index <= beforeMax ? 0 : hit.index - beforeMax;
  return {
    before: `${start === 0 ? "" : "…"}${escaped(text.slice(start, hit.index))}`,
    match: escaped(hit[0]),
    after: escaped(text.slice(end, end + afterMax)),
  };
}

function sourceOf(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function escaped(text: string): string {
  // A cut may have divided a pair of surrogates.
  return JSON.stringify(text.toWellFormed()).slice(1, -1);
}
