import { samplingHash } from "./sampling-hash";

/** Time-window policy: one trace per window of `everyMinutes`, counted from the sampling start. */
export interface WindowSampling {
  /** Milliseconds since 1970 UTC. */
  readonly samplingStartMs: number;
  /** Whole number from 1. */
  readonly everyMinutes: number;
}

export interface SamplingWindow {
  /** From 0, at the sampling start. */
  readonly index: number;
  /** Inclusive, milliseconds since 1970 UTC. */
  readonly startMs: number;
  /** Exclusive. */
  readonly endMs: number;
}

/** What is known of a window: the trace that stands for it, and for how many it stands. */
export interface WindowPick {
  readonly traceId: string;
  /** The smallest sampling hash of the window, 0 to 1. */
  readonly hash: number;
  /** Eligible traces seen in the window: the weight of its score in the traffic-weighted mean. */
  readonly population: number;
}

const minuteMs = 60_000;

/** The window in which a trace starts; null before the sampling start. */
export function windowOf(
  startTimeMs: number,
  { samplingStartMs, everyMinutes }: WindowSampling,
): SamplingWindow | null {
  if (!Number.isInteger(everyMinutes) || everyMinutes < 1) {
    throw new RangeError(`A window must be whole minutes from 1, not ${everyMinutes}.`);
  }
  if (startTimeMs < samplingStartMs) return null;
  const widthMs = everyMinutes * minuteMs;
  const index = Math.floor((startTimeMs - samplingStartMs) / widthMs);
  const startMs = samplingStartMs + index * widthMs;
  return { index, startMs, endMs: startMs + widthMs };
}

/**
 * Counts one more eligible trace of a window. The trace with the smallest hash stands for the window: each has the same
 * chance whatever its place in time, while "the first of the window" would favour what starts after a pause. The result
 * does not depend on the order in which traces come. Each trace MUST be handed over once.
 */
export function addToWindow(pick: WindowPick | undefined, salt: string, traceId: string): WindowPick {
  return mergePicks(pick, { traceId, hash: samplingHash(salt, traceId), population: 1 });
}

/** Joins what two readers saw of one window, provided that no trace was seen by both. */
export function mergePicks(a: WindowPick | undefined, b: WindowPick): WindowPick {
  if (a === undefined) return b;
  const isFirst = a.hash < b.hash || (a.hash === b.hash && a.traceId <= b.traceId);
  const { traceId, hash } = isFirst ? a : b;
  return { traceId, hash, population: a.population + b.population };
}
