/**
 * Quantiles of durations from a histogram that SQL groups in one pass: sorting a million durations costs seconds, hashing
 * them a few tenths. A bin reaches 5 % of its value, and its smallest and largest member are known, so that a quantile is off
 * by 2.5 % at most and exact where a bin holds one or two.
 */
export interface DurationBin {
  readonly bin: number;
  readonly count: number;
  readonly minNs: number;
  readonly maxNs: number;
}

/** SQL for the number of a duration's bin: e^(1/20) is 1.051. Null for running traces, whose duration is not final. */
export const durationBinSql = "CASE WHEN is_running THEN NULL ELSE floor(ln(duration_ns::float8 + 1) * 20)::int END";

/**
 * The quantile as PostgreSQL's percentile_cont defines it, over the bins' members; null where there are none. Parts of the
 * same bin, out of several groups, count as one.
 */
export function quantileNs(bins: readonly DurationBin[], share: number): number | null {
  const sorted = joined(bins).sort((a, b) => a.bin - b.bin);
  const total = sorted.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const rank = share * (total - 1);
  const below = memberAt(sorted, Math.floor(rank));
  const above = memberAt(sorted, Math.ceil(rank));
  return below + (above - below) * (rank - Math.floor(rank));
}

function joined(bins: readonly DurationBin[]): DurationBin[] {
  const byNumber = new Map<number, DurationBin>();
  for (const part of bins) {
    const known = byNumber.get(part.bin);
    const both = known === undefined ? part : join(known, part);
    byNumber.set(part.bin, both);
  }
  return [...byNumber.values()];
}

function join(a: DurationBin, b: DurationBin): DurationBin {
  const [minNs, maxNs] = [Math.min(a.minNs, b.minNs), Math.max(a.maxNs, b.maxNs)];
  return { bin: a.bin, count: a.count + b.count, minNs, maxNs };
}

/** The member of this rank, from 0; members of a bin are taken to lie evenly between its smallest and largest. */
function memberAt(sorted: readonly DurationBin[], rank: number): number {
  let before = 0;
  for (const { count, minNs, maxNs } of sorted) {
    if (rank < before + count) return count === 1 ? minNs : minNs + ((maxNs - minNs) * (rank - before)) / (count - 1);
    before += count;
  }
  return sorted.at(-1)?.maxNs ?? 0;
}

/** To the microsecond: what interpolation and binary fractions leave behind that is no measurement. */
export function quantileMs(bins: readonly DurationBin[], share: number): number | null {
  const ns = quantileNs(bins, share);
  return ns === null ? null : Math.round(ns / 1e3) / 1e3;
}
