import type { Segment } from "./count-statements";
import type { DueUnits } from "./due-units";
import { type Resolution, unitMs } from "./metric-row";
import type { StoredPart } from "./select-metrics";

/**
 * What is read from the traces themselves.
 * - `traces`: whatever no roll-up says exactly: due minutes, and the parts of minutes at both ends. Cheap where only trace rows
 *   are asked for.
 * - `uncounted`: due minutes that were never counted; all others are taken as they were counted last, some seconds ago, and the
 *   range is widened to whole minutes. For what needs spans, of which a minute may hold a million.
 */
export type LivePolicy = "traces" | "uncounted";

export interface RangePlan {
  readonly parts: readonly StoredPart[];
  readonly live: readonly Segment[];
}

/** Of never counted minutes, the newest so many are read live: without a worker, charts of spans lag rather than hang. */
const liveMinutesMax = 30;

/**
 * Covers a range with the coarsest roll-ups that are up to date, finer ones where those are not, and the traces themselves for
 * the rest.
 *
 * @param coarsest A bucket of a chart must begin and end with a unit of it.
 * @param placeOf The bucket of a time, in Unix milliseconds.
 */
export function planRange(
  range: { readonly from: Date; readonly to: Date },
  due: DueUnits,
  { coarsest, live, placeOf }: { coarsest: Resolution; live: LivePolicy; placeOf: (ms: number) => number },
): RangePlan {
  const minute = unitMs[0];
  const isWidened = live === "uncounted";
  const fromMs = isWidened ? Math.floor(range.from.getTime() / minute) * minute : range.from.getTime();
  const toMs = isWidened ? Math.ceil(range.to.getTime() / minute) * minute : range.to.getTime();
  const planner = new RangePlanner(due, liveMinutes(due, live, fromMs / minute, toMs / minute), placeOf);
  planner.cover(fromMs, toMs, coarsest);
  return planner;
}

function liveMinutes(due: DueUnits, policy: LivePolicy, from: number, to: number): ReadonlySet<number> {
  if (policy === "traces") return due.minutes;
  const inside = [...due.uncounted].filter((unit) => unit >= from && unit < to);
  return new Set(inside.sort((a, b) => b - a).slice(0, liveMinutesMax));
}

class RangePlanner implements RangePlan {
  readonly parts: StoredPart[] = [];
  readonly live: Segment[] = [];

  constructor(
    private readonly due: DueUnits,
    private readonly liveMinutes: ReadonlySet<number>,
    private readonly placeOf: (ms: number) => number,
  ) {}

  cover(fromMs: number, toMs: number, resolution: Resolution): void {
    if (fromMs >= toMs) return;
    const lengthMs = unitMs[resolution];
    const first = Math.ceil(fromMs / lengthMs);
    const last = Math.floor(toMs / lengthMs);
    if (first >= last) {
      this.coverFiner(fromMs, toMs, resolution);
      return;
    }
    this.coverFiner(fromMs, first * lengthMs, resolution);
    for (let unit = first; unit < last; unit++) {
      if (this.isStale(unit, resolution)) this.coverFiner(unit * lengthMs, (unit + 1) * lengthMs, resolution);
      else this.addPart(resolution, unit * lengthMs, (unit + 1) * lengthMs);
    }
    this.coverFiner(last * lengthMs, toMs, resolution);
  }

  private coverFiner(fromMs: number, toMs: number, resolution: Resolution): void {
    if (fromMs >= toMs) return;
    if (resolution === 0) this.addLive(fromMs, toMs);
    else this.cover(fromMs, toMs, resolution === 2 ? 1 : 0);
  }

  private isStale(unit: number, resolution: Resolution): boolean {
    if (resolution === 0) return this.liveMinutes.has(unit);
    return (resolution === 1 ? this.due.staleHours : this.due.staleDays).has(unit);
  }

  private addPart(resolution: Resolution, fromMs: number, toMs: number): void {
    const before = this.parts.at(-1);
    if (before?.resolution === resolution && before.toMs === fromMs) {
      this.parts[this.parts.length - 1] = { ...before, toMs };
    } else {
      this.parts.push({ resolution, fromMs, toMs });
    }
  }

  private addLive(fromMs: number, toMs: number): void {
    const place = this.placeOf(fromMs);
    const before = this.live.at(-1);
    if (before?.place === place && before.toMs === fromMs) this.live[this.live.length - 1] = { ...before, toMs };
    else this.live.push({ place, fromMs, toMs });
  }
}
