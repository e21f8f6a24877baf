/** Lengths of buckets that people read easily, in seconds; each but the last divides a later one or a day. */
const stepsSeconds = [60, 120, 300, 600, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800];
const bucketsWanted = 60;

export const stepsMs: readonly number[] = stepsSeconds.map((seconds) => seconds * 1000);

/** From here on a chart has a bucket per day, and reads days: a month of hours would be thirty times as much. */
const daysFromMs = 14 * 86_400_000;

/**
 * The smallest step with which the range has at most 60 whole buckets; no less than a day for two weeks and more.
 *
 * @param shortestMs Of the rows that are kept of this time; a bucket shorter than they are would hold all or nothing.
 */
export function stepFor(range: { readonly from: Date; readonly to: Date }, shortestMs = 60_000): number {
  const lengthMs = range.to.getTime() - range.from.getTime();
  if (lengthMs >= daysFromMs && lengthMs <= bucketsWanted * 86_400_000) return 86_400_000;
  return stepsMs.find((step) => step % shortestMs === 0 && lengthMs / step <= bucketsWanted) ?? 604_800_000;
}
