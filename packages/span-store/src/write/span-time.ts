import { spanFlags } from "../flags";

const two32 = 4294967296;

/** Year 2255. Above it microseconds lose digits in a JavaScript number, and nanoseconds soon leave PostgreSQL's bigint. */
const timeUsMax = 9_000_000_000_000_000;
/** 3 March 1973: what seconds, milliseconds or microseconds sent as nanoseconds always stay below. */
const plausibleFromUs = 100_000_000_000_000;
const msPerDay = 86_400_000;

/** A span's times as its row holds them. */
export interface SpanTime {
  readonly startUs: number;
  readonly startNs: number;
  readonly durationNs: number | null;
  /** Bits of flags.ts. */
  readonly flags: number;
}

/**
 * From the halves of two uint64 nanosecond times to row values; what cannot be true is mended and flagged. Nothing here
 * depends on the present but one flag, so that a span sent again gets the same key.
 */
export function readSpanTime(
  startHigh: number,
  startLow: number,
  endHigh: number,
  endLow: number,
  nowMs: number,
): SpanTime {
  let flags = 0;
  const hasStart = startHigh !== 0 || startLow !== 0;
  const hasEnd = endHigh !== 0 || endLow !== 0;
  if (!hasStart) flags |= spanFlags.startMissing;
  const useEnd = !hasStart && hasEnd;
  const high = useEnd ? endHigh : startHigh;
  const low = useEnd ? endLow : startLow;
  let startUs = microseconds(high, low);
  let startNs = nanosecondsBelow(high, low);
  if (startUs > timeUsMax) {
    startUs = timeUsMax;
    startNs = 0;
    flags |= spanFlags.timeCut;
  }
  if (hasStart && startUs < plausibleFromUs) flags |= spanFlags.timeImplausible;
  if (startUs > (nowMs + msPerDay) * 1000) flags |= spanFlags.startInFuture;
  if (!hasEnd) return { startUs, startNs, durationNs: null, flags };

  let endUs = microseconds(endHigh, endLow);
  let endNs = nanosecondsBelow(endHigh, endLow);
  if (endUs > timeUsMax) {
    endUs = timeUsMax;
    endNs = 0;
    flags |= spanFlags.timeCut;
  }
  const durationNs = (endUs - startUs) * 1000 + (endNs - startNs);
  if (durationNs < 0) return { startUs, startNs, durationNs: 0, flags: flags | spanFlags.endBeforeStart };
  return { startUs, startNs, durationNs, flags };
}

/** floor(nanoseconds / 1000), in two steps that both stay below 2^53. */
function microseconds(high: number, low: number): number {
  const upper = Math.floor(high / 1000);
  return upper * two32 + Math.floor(((high - upper * 1000) * two32 + low) / 1000);
}

function nanosecondsBelow(high: number, low: number): number {
  return ((high % 1000) * two32 + low) % 1000;
}
