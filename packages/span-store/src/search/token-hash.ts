import { type ContentHash, hashBytes } from "../write/content-hash";

/**
 * Tokens are 32-bit numbers: hashes of a word, of the first letters of one, of neighbouring characters, of an attribute key,
 * or of a key with its value. The kinds have seeds of their own, so that a word never answers for a key.
 */
export type Token = number;

const seeds = {
  word: 0x2545f491,
  start: 0x5851f42d,
  pair: 0x14057b7e,
  key: 0x3c6ef372,
  named: 0x4cf5ad43,
  json: 0x52dce729,
  value: 0x1b873593,
} as const;

/** Begin of a hash over code units; `step` adds one. */
export const begin = 0x811c9dc5 | 0;

export function step(state: number, codeUnit: number): number {
  return Math.imul(state ^ codeUnit, 0x01000193);
}

/** Of a whole word. */
export function wordToken(state: number): Token {
  return mix(state ^ seeds.word);
}

/** Of the first letters of a word, or of all of them; so many as `startLengths` says. */
export function startToken(state: number): Token {
  return mix(state ^ seeds.start);
}

/**
 * The beginnings of words that are tokens. The last word of a search may be the beginning of a longer one, and most people
 * stop typing there.
 */
export const startLengths = [4, 6, 8] as const;

/** Of two neighbouring characters of a script that is written without spaces; of a single one with `second` 0. */
export function pairToken(first: number, second: number): Token {
  return mix(Math.imul(first, 0x85ebca6b) ^ second ^ seeds.pair);
}

export function hashText(text: string): number {
  let state = begin;
  for (let at = 0; at < text.length; at++) state = step(state, text.charCodeAt(at));
  return state;
}

/** Something stands at the path or below it. Paths as in AttributePath. */
export function keyToken(path: string): Token {
  return mix(hashText(path) ^ seeds.key);
}

/** An object with a name that is no index stands at the path. */
export function namedToken(path: string): Token {
  return mix(hashText(path) ^ seeds.named);
}

/** A text that may be JSON stands at the path. */
export function jsonToken(path: string): Token {
  return mix(hashText(path) ^ seeds.json);
}

/** A value stands at the path. @param valueHash `hashOfString` of its equality key (packages/query). */
export function valueToken(pathToken: Token, valueHash: number): Token {
  return mix(Math.imul(pathToken, 0xc2b2ae35) ^ valueHash ^ seeds.value);
}

export const valueSeed: ContentHash = { high: 0x6a09e667, low: 0x3bf1f0aa };

/** From a content hash made with `valueSeed` of a text's bytes in UTF-8. */
export function foldValueHash({ high, low }: ContentHash): number {
  return high ^ Math.imul(low, 0x9e3779b1);
}

export function hashOfString(text: string): number {
  const bytes = Buffer.from(text);
  const hash: ContentHash = { high: 0, low: 0 };
  hashBytes(bytes, 0, bytes.length, valueSeed, hash);
  return foldValueHash(hash);
}

/** The finaliser of MurmurHash3: every bit of the state reaches every bit of the result. */
export function mix(state: number): number {
  let h = state ^ (state >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
