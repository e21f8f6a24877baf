import { samplingHash } from "./sampling-hash";

/**
 * Probability policy: takes a trace where its hash lies below the percentage. The same trace is taken at every higher
 * percentage too, so raising it only adds traces, and lowering it only removes some.
 *
 * @param percent 0 to 100; 0 takes none, 100 all.
 */
export function isSampled(salt: string, traceId: string, percent: number): boolean {
  if (!(percent >= 0 && percent <= 100)) throw new RangeError(`A percentage must be 0 to 100, not ${percent}.`);
  return samplingHash(salt, traceId) < percent / 100;
}
