/**
 * A 64-bit hash that tells versions of one span apart, as two signed halves. Not a secret and not proof against an attacker,
 * who could only collide with spans of their own project. Two versions that differ in one place never collide: every step is
 * a bijection of the lane that reads the word.
 */
export interface ContentHash {
  high: number;
  low: number;
}

/** Hashes bytes [start, end), continuing from `seed`; writes into `into` so that the hot path allocates nothing. */
export function hashBytes(bytes: Buffer, start: number, end: number, seed: ContentHash, into: ContentHash): void {
  let high = seed.high ^ (end - start);
  let low = seed.low ^ 0x9e3779b9;
  let at = start;
  const view = viewOf(bytes);
  for (const lastWord = end - 8; at <= lastWord; at += 8) {
    high = Math.imul(high ^ view.getInt32(at, true), 0x85ebca6b);
    high ^= high >>> 15;
    low = Math.imul(low ^ view.getInt32(at + 4, true), 0xc2b2ae35);
    low ^= low >>> 13;
  }
  for (; at < end; at++) {
    high = Math.imul(high ^ (bytes[at] as number), 0x27d4eb2f);
    low = Math.imul(low ^ (high >>> 7), 0x165667b1);
  }
  mix(high, low, into);
}

/** Folds one hash into another; the order matters. */
export function foldHash(into: ContentHash, high: number, low: number): void {
  mix(Math.imul(into.high ^ high, 0x85ebca6b), Math.imul(into.low ^ low, 0xc2b2ae35), into);
}

function mix(high: number, low: number, into: ContentHash): void {
  let a = high + low;
  let b = Math.imul(low ^ (a >>> 16), 0x85ebca6b);
  a = Math.imul(a ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (a >>> 16), 0x27d4eb2f);
  into.high = (a ^ (b >>> 15)) | 0;
  into.low = (b ^ (a >>> 13)) | 0;
}

let lastBytes: Buffer | undefined;
let lastView: DataView | undefined;

/** One request is hashed span by span: its view is kept. */
function viewOf(bytes: Buffer): DataView {
  if (lastBytes !== bytes || !lastView) {
    lastBytes = bytes;
    lastView = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  return lastView;
}
