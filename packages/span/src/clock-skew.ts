import type { Forest } from "./forest";

export interface SkewRow {
  /** Spans of one service share a clock. */
  readonly service: string;
  /** Microseconds from the start of the trace. */
  readonly offsetUs: number;
  /** Null while the span has not ended. */
  readonly durationUs: number | null;
}

/**
 * By how many microseconds each span is to be moved for drawing, by pre-order position; 0 nearly everywhere. After Jaeger's
 * adjuster (model/adjuster/clockskew.go): a span of another service than its parent's that cannot have run when it says was
 * timed by a wrong clock, and is put in the middle of its parent. Spans of the same service move along with it.
 *
 * - It starts before its parent: nothing starts before it is called. Where it is longer than its parent, it starts with it.
 * - It ends after its parent, is no longer than it and the only thing that the parent called: so a call looks whose server
 *   is ahead. Work that was handed over and goes on later has siblings or is longer than the handing over; it stays. Jaeger
 *   moves such work too, and is therefore switched off in most installations.
 */
export function clockSkew(rows: readonly SkewRow[], forest: Pick<Forest, "order" | "parent">): Float64Array {
  const shifts = new Float64Array(forest.order.length);
  const childCounts = new Int32Array(forest.order.length);
  for (const parent of forest.parent) if (parent !== -1) childCounts[parent] = (childCounts[parent] ?? 0) + 1;
  for (let position = 0; position < shifts.length; position += 1) {
    const parent = forest.parent[position] ?? -1;
    const row = rows[forest.order[position] ?? -1];
    const caller = rows[forest.order[parent] ?? -1];
    if (parent === -1 || row === undefined || caller === undefined) continue;
    const callerShift = shifts[parent] ?? 0;
    shifts[position] =
      row.service === caller.service
        ? callerShift
        : shiftInto({ ...caller, offsetUs: caller.offsetUs + callerShift }, row, childCounts[parent] === 1);
  }
  return shifts;
}

function shiftInto(caller: SkewRow, row: SkewRow, isOnlyCall: boolean): number {
  const isEarly = row.offsetUs < caller.offsetUs;
  if (caller.durationUs === null || row.durationUs === null) return isEarly ? caller.offsetUs - row.offsetUs : 0;
  const slackUs = caller.durationUs - row.durationUs;
  if (slackUs < 0) return isEarly ? caller.offsetUs - row.offsetUs : 0;
  const isLate = row.offsetUs + row.durationUs > caller.offsetUs + caller.durationUs;
  return isEarly || (isLate && isOnlyCall) ? caller.offsetUs + slackUs / 2 - row.offsetUs : 0;
}
