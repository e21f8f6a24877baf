import { hash } from "node:crypto";

/**
 * Where a trace stands on the line from 0 to 1, for a task's salt: the first 53 bits of SHA-256(salt, NUL, trace id in
 * lower-case hex), divided by 2^53. Every process computes the same number at any time, so a decision can be repeated,
 * checked and explained without having been stored.
 *
 * NUL keeps salt "a" with id "bc" apart from salt "ab" with id "c". A salt per task makes tasks independent of each other.
 * One call of `hash` takes a fifth of the time of a Hash object per trace (0.6 and 3.2 µs).
 *
 * @returns 0 (inclusive) to 1 (exclusive).
 */
export function samplingHash(salt: string, traceId: string): number {
  const digest = hash("sha256", `${salt}\0${traceId}`, "hex");
  const high = Number.parseInt(digest.slice(0, 8), 16);
  const low = Number.parseInt(digest.slice(8, 16), 16);
  return (high * 0x20_0000 + (low >>> 11)) / 2 ** 53;
}
