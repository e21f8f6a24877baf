import type { ScannedTrace } from "@plumbline/span-store/scan/scan-traces";

/** After the end of the root no trace is waited for longer than this, however often spans come. */
const settleMsMax = 5 * 60_000;
/** Without an ended root, so long without a span means that none will come. Long agents export as they go. */
const abandonedMs = 15 * 60_000;

export const quietSecondsLimits = { min: 10, max: 300, unknown: 60 } as const;

export interface Readiness {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** False: judged as it is, because its root is missing or never ended. */
  readonly isComplete: boolean;
}

/**
 * When a trace may be judged: `quietMs` after its last span once all its spans have ended and the root is there, at the latest
 * five minutes after the root's end; else after a quarter of an hour without a span. Counted from when spans arrived, because a
 * trace of yesterday that is imported now arrives in pieces, too.
 */
export function readinessOf(trace: ScannedTrace, quietMs: number): Readiness {
  const { hasRoot, isRunning, lastReceivedMs, firstReceivedMs, endMs } = trace;
  if (!hasRoot || isRunning) return { atMs: lastReceivedMs + abandonedMs, isComplete: false };
  const latestMs = Math.max(endMs, firstReceivedMs) + settleMsMax;
  return { atMs: Math.min(lastReceivedMs + quietMs, latestMs), isComplete: true };
}

/** How long to wait after the last span, from how long the spans of this application's traces keep coming. */
export function adaptedQuietSeconds(measuredSeconds: number | undefined): number {
  const { min, max, unknown } = quietSecondsLimits;
  return measuredSeconds === undefined ? unknown : Math.min(max, Math.max(min, Math.ceil(measuredSeconds)));
}
