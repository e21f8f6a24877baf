import type { PulseResponse } from "@plumbline/public-api/routes/get-pulse";
import { type Clock, wallTime } from "~/lib/format";
import { zoneOffsetMs } from "~/lib/time-text";

/** The bars of a strip. */
type Bars = Pick<PulseResponse, "stepMs" | "buckets">;

export interface PulseTick {
  /** Share of the axis, 0 to 1. */
  readonly at: number;
  readonly label: string;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const tickSteps = [
  minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  14 * day,
  30 * day,
  90 * day,
];
const ticksMax = 8;

/** The axis of a strip: all buckets, side by side. */
export function pulseAxis(pulse: Bars): { readonly fromMs: number; readonly toMs: number } {
  const fromMs = Date.parse(pulse.buckets[0]?.startTime ?? "") || 0;
  return { fromMs, toMs: fromMs + Math.max(1, pulse.buckets.length) * pulse.stepMs };
}

/** At most eight round times of the viewer's wall clock; days where the step is a day or more. */
export function pulseTicks(axis: { readonly fromMs: number; readonly toMs: number }, clock: Clock): PulseTick[] {
  const length = axis.toMs - axis.fromMs;
  const step = tickSteps.find((candidate) => length / candidate <= ticksMax) ?? 365 * day;
  const offset = zoneOffsetMs(axis.fromMs, clock.timeZone);
  const ticks: PulseTick[] = [];
  for (let local = Math.ceil((axis.fromMs + offset) / step) * step; local - offset < axis.toMs; local += step) {
    const ms = local - offset;
    const wall = wallTime(ms, clock.timeZone);
    const isMidnight = wall.hour === "00" && wall.minute === "00";
    ticks.push({
      at: (ms - axis.fromMs) / length,
      label: step >= day || isMidnight ? `${wall.day} ${wall.month}` : `${wall.hour}:${wall.minute}`,
    });
  }
  return ticks;
}

/** The range between two places of the axis, in whole buckets: a click is the one that it hits. */
export function zoomRange(
  pulse: Bars,
  a: number,
  b: number,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  const { fromMs } = pulseAxis(pulse);
  const count = pulse.buckets.length;
  const [low, high] = a < b ? [a, b] : [b, a];
  // There is nothing to zoom into.
  if (count < 2) return undefined;
  const isClick = (high - low) * count < 0.5;
  const first = Math.min(count - 1, Math.max(0, Math.floor((isClick ? (low + high) / 2 : low) * count)));
  const last = isClick ? first + 1 : Math.min(count, Math.ceil(high * count));
  return { fromMs: fromMs + first * pulse.stepMs, toMs: fromMs + last * pulse.stepMs };
}
