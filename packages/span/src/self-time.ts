import type { Forest } from "./forest";

/** Times of the spans of a forest, by pre-order position, in one unit from one zero. */
export interface SpanTimes {
  readonly start: ArrayLike<number>;
  readonly end: ArrayLike<number>;
}

/**
 * The time of each span in which none of its children ran, by pre-order position and in the unit of the times. Children that
 * run beside each other count once; what a child does after its parent ended does not count.
 */
export function selfTimes(forest: Pick<Forest, "parent">, times: SpanTimes): Float64Array {
  const count = forest.parent.length;
  const self = new Float64Array(count);
  // Up to where the children that were looked at cover their parent. They must come by start for that.
  const coveredTo = new Float64Array(count);
  for (let position = 0; position < count; position += 1) {
    const start = times.start[position] ?? 0;
    self[position] = Math.max(0, (times.end[position] ?? 0) - start);
    coveredTo[position] = start;
  }
  for (const position of byStart(times.start, count)) {
    const parent = forest.parent[position] ?? -1;
    if (parent === -1) continue;
    const from = Math.max(times.start[position] ?? 0, coveredTo[parent] ?? 0);
    const to = Math.min(times.end[position] ?? 0, times.end[parent] ?? 0);
    if (to <= from) continue;
    self[parent] = (self[parent] ?? 0) - (to - from);
    coveredTo[parent] = to;
  }
  return self;
}

function byStart(start: ArrayLike<number>, count: number): Int32Array {
  const positions = Int32Array.from({ length: count }, (_, position) => position);
  return positions.sort((a, b) => (start[a] ?? 0) - (start[b] ?? 0) || a - b);
}
