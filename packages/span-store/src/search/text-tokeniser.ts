import { splitWords } from "@plumbline/query/words";
import type { RecentWords } from "./recent-words";
import { begin, pairToken, startLengths, startToken, step, type Token, wordToken } from "./token-hash";

interface WordSink {
  add(token: Token): void;
}

/** Lower case of ASCII letters and digits; 0 for what divides words, 1 for bytes of other characters. */
const classes = new Uint8Array(256).map((_, byte) => {
  if (byte >= 0x80) return 1;
  return /[a-z0-9]/i.test(String.fromCharCode(byte)) ? String.fromCharCode(byte).toLowerCase().charCodeAt(0) : 0;
});

/**
 * The tokens of a text in UTF-8. Words of ASCII, which is most of what is read, never become strings; runs with other characters
 * go through `splitWords`, whose words end at the same places.
 *
 * @param recent Words that need not be told again.
 */
export function tokeniseText(bytes: Buffer, start: number, end: number, sink: WordSink, recent: RecentWords): void {
  let at = start;
  while (at < end) {
    const from = at;
    let state = begin;
    let other = 0;
    let [four, six, eight] = [0, 0, 0];
    let kind = 0;
    for (; at < end; at++) {
      kind = classes[bytes[at] as number] as number;
      if (kind <= 1) break;
      state = step(state, kind);
      other = (Math.imul(other, 0x2c1b3c6d) + kind) | 0;
      // The lengths of `startLengths`: comparing with constants costs a third of looking them up.
      const length = at - from;
      if (length === 3) four = state;
      else if (length === 5) six = state;
      else if (length === 7) eight = state;
    }
    if (at < end && kind === 1) {
      at = runEnd(bytes, at, end);
      tokeniseRun(bytes.toString("utf8", from, at), sink);
      continue;
    }
    const length = at - from;
    at += 1;
    if (length === 0 || recent.has(state, other)) continue;
    if (length >= 4) sink.add(startToken(four));
    if (length >= 6) sink.add(startToken(six));
    if (length >= 8) sink.add(startToken(eight));
    if (needsWhole(length)) sink.add(wordToken(state));
  }
}

/** The end of a run of letters, digits and characters beyond ASCII. */
function runEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && classes[bytes[at] as number] !== 0) at += 1;
  return at;
}

function tokeniseRun(run: string, sink: WordSink): void {
  for (const { text, script } of splitWords(run)) {
    if (script === "dense") tokeniseDense(text, sink);
    else tokeniseWord(text, sink);
  }
}

function tokeniseWord(text: string, sink: WordSink): void {
  let state = begin;
  for (let at = 0; at < text.length; at++) {
    state = step(state, text.charCodeAt(at));
    if (at === 3 || at === 5 || at === 7) sink.add(startToken(state));
  }
  if (needsWhole(text.length)) sink.add(wordToken(state));
}

/** A word that is as long as one of its beginnings is found by that. */
function needsWhole(length: number): boolean {
  return length > 0 && length !== 4 && length !== 6 && length !== 8;
}

function tokeniseDense(text: string, sink: WordSink): void {
  let previous = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    sink.add(pairToken(code, 0));
    if (previous !== 0) sink.add(pairToken(previous, code));
    previous = code;
  }
}

/** The token that a text holds whenever it holds this folded word. */
export function tokenOfWord(text: string): Token {
  let state = begin;
  for (let at = 0; at < text.length; at++) state = step(state, text.charCodeAt(at));
  return needsWhole(text.length) ? wordToken(state) : startToken(state);
}

/** The token that a text holds whenever it holds a word that begins like this; undefined below four letters. */
export function tokenOfStart(text: string): Token | undefined {
  const length = startLengths.findLast((candidate) => candidate <= text.length);
  if (length === undefined) return undefined;
  let state = begin;
  for (let at = 0; at < length; at++) state = step(state, text.charCodeAt(at));
  return startToken(state);
}

/** The tokens that a text holds whenever it holds these characters beside each other. */
export function tokensOfDense(text: string): Token[] {
  const codes = [...text].map((character) => character.codePointAt(0) as number);
  const [only, ...others] = codes;
  if (only === undefined) return [];
  if (others.length === 0) return [pairToken(only, 0)];
  return others.map((code, index) => pairToken(codes[index] as number, code));
}
