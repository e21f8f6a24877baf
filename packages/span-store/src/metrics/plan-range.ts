import type { Segment } from "./count-statements";
import { type DueUnits, liveMinutesOf } from "./due-units";
import { coarserThan, finerThan, type Resolution, unitMs } from "./metric-row";
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

/**
 * Covers a range with the coarsest roll-ups that are up to date, finer ones where those are not, and the traces themselves for
 * the rest. Where finer rows are no longer kept, the traces themselves, or units that reach over the ends of the range.
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
  const liveMinutes = isWidened ? liveMinutesOf(due, range).live : due.minutes;
  const planner = new RangePlanner(due, liveMinutes, isWidened, placeOf);
  planner.cover(fromMs, toMs, coarsest);
  return planner;
}

class RangePlanner implements RangePlan {
  readonly parts: StoredPart[] = [];
  readonly live: Segment[] = [];

  constructor(
    private readonly due: DueUnits,
    private readonly liveMinutes: ReadonlySet<number>,
    private readonly isWidened: boolean,
    private readonly placeOf: (ms: number) => number,
  ) {}

  /** Rows are kept from the start of a day on, so that no unit is cut by that. */
  cover(fromMs: number, toMs: number, resolution: Resolution): void {
    const keptFromMs = this.due.keptFromMs[resolution];
    const coarser = coarserThan(resolution);
    if (fromMs < keptFromMs && coarser !== undefined) {
      this.cover(fromMs, Math.min(toMs, keptFromMs), coarser);
      this.coverKept(keptFromMs, toMs, resolution);
    } else {
      this.coverKept(fromMs, toMs, resolution);
    }
  }

  private coverKept(fromMs: number, toMs: number, resolution: Resolution): void {
    if (fromMs >= toMs) return;
    const lengthMs = unitMs[resolution];
    const first = Math.ceil(fromMs / lengthMs);
    const last = Math.floor(toMs / lengthMs);
    if (first > last) {
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

  /** A stretch within one unit. */
  private coverFiner(fromMs: number, toMs: number, resolution: Resolution): void {
    if (fromMs >= toMs) return;
    const finer = finerThan(resolution);
    if (finer !== undefined && fromMs >= this.due.keptFromMs[finer]) this.coverKept(fromMs, toMs, finer);
    else if (finer === undefined || !this.isWidened) this.addLive(fromMs, toMs);
    else {
      const lengthMs = unitMs[resolution];
      this.addPart(resolution, Math.floor(fromMs / lengthMs) * lengthMs, Math.ceil(toMs / lengthMs) * lengthMs);
    }
  }

  private isStale(unit: number, resolution: Resolution): boolean {
    return resolution === 0 ? this.liveMinutes.has(unit) : this.due.stale[resolution].has(unit);
  }

  private addPart(resolution: Resolution, fromMs: number, toMs: number): void {
    const before = this.parts.at(-1);
    if (before?.resolution === resolution && before.toMs >= fromMs) {
      this.parts[this.parts.length - 1] = { ...before, toMs: Math.max(before.toMs, toMs) };
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
