import { buildForest, type Forest } from "./forest";

export interface CriticalPathRow {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** Microseconds from the start of the trace. */
  readonly offsetUs: number;
  /** Null while the span has not ended. */
  readonly durationNs: bigint | number | null;
}

/** A stretch of time in which this span, and none of its children, kept the trace from ending earlier. Offsets in ns. */
export interface CriticalSection {
  readonly spanId: string;
  readonly startNs: number;
  readonly endNs: number;
}

export interface CriticalPath {
  readonly rootSpanId: string;
  /** Duration of the root: the sections add up to exactly this. */
  readonly durationNs: number;
  /** In order of time, without gaps or overlaps. */
  readonly sections: readonly CriticalSection[];
  /** Nanoseconds that each span on the path holds, longest first: the first is the bottleneck. */
  readonly timeBySpan: readonly { readonly spanId: string; readonly ns: number }[];
}

interface Interval {
  readonly start: number;
  readonly end: number;
}

/**
 * The critical path of a trace by Jaeger's method (Jaeger UI, TraceTimelineViewer critical path): walk back from the end of the
 * root; whoever finished last is what was waited for. Children are cut to their parent's time first, so an asynchronous child
 * that outlives its parent counts only while the parent runs. Undefined for an empty trace.
 *
 * The root is the earliest span without a parent, or the earliest orphan where the root has not arrived.
 */
export function criticalPath(rows: readonly CriticalPathRow[]): CriticalPath | undefined {
  const forest = buildForest(rows, byStartThenId);
  const root = findRoot(forest);
  if (root === -1) return undefined;
  const intervals = clippedIntervals(rows, forest, root);
  const sections = walkBack(rows, forest, root, intervals);
  const { start, end } = intervals[root] ?? { start: 0, end: 0 };
  return {
    rootSpanId: spanIdAt(rows, forest, root),
    durationNs: end - start,
    sections,
    timeBySpan: sumBySpan(sections),
  };
}

function byStartThenId(a: CriticalPathRow, b: CriticalPathRow): number {
  return a.offsetUs - b.offsetUs || (a.spanId < b.spanId ? -1 : a.spanId > b.spanId ? 1 : 0);
}

function findRoot(forest: Forest): number {
  const roots = [...forest.parent.keys()].filter((position) => forest.parent[position] === -1);
  return roots.find((position) => forest.isOrphan[position] === 0) ?? roots[0] ?? -1;
}

/** Whole nanoseconds, each span cut to its parent; a span that has not ended lasts as long as its parent. */
function clippedIntervals(rows: readonly CriticalPathRow[], forest: Forest, root: number): Interval[] {
  const intervals: Interval[] = [];
  const end = forest.end[root] ?? root + 1;
  for (let position = root; position < end; position++) {
    const own = ownInterval(rows, forest, position);
    const parent = intervals[forest.parent[position] ?? -1];
    if (position === root || parent === undefined) {
      intervals[position] = { start: own.start, end: own.end ?? lastEnd(rows, forest, root) };
      continue;
    }
    const start = Math.min(Math.max(own.start, parent.start), parent.end);
    intervals[position] = { start, end: Math.max(start, Math.min(own.end ?? parent.end, parent.end)) };
  }
  return intervals;
}

function ownInterval(rows: readonly CriticalPathRow[], forest: Forest, position: number) {
  const row = rows[forest.order[position] ?? -1];
  const start = Math.round((row?.offsetUs ?? 0) * 1000);
  const duration = row?.durationNs ?? null;
  return { start, end: duration === null ? undefined : start + Number(duration) };
}

function lastEnd(rows: readonly CriticalPathRow[], forest: Forest, root: number): number {
  let last = ownInterval(rows, forest, root).start;
  for (let position = root; position < (forest.end[root] ?? root + 1); position++) {
    const { start, end } = ownInterval(rows, forest, position);
    last = Math.max(last, end ?? start);
  }
  return last;
}

/** Children by the time at which they ended, latest first; of two that end together the longer one was waited for. */
function childrenByEnd(forest: Forest, root: number, intervals: readonly Interval[]): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (let position = root + 1; position < (forest.end[root] ?? root + 1); position++) {
    const parent = forest.parent[position] ?? -1;
    const siblings = children.get(parent);
    if (siblings) siblings.push(position);
    else children.set(parent, [position]);
  }
  const startOf = (position: number) => intervals[position]?.start ?? 0;
  const endOf = (position: number) => intervals[position]?.end ?? 0;
  for (const siblings of children.values())
    siblings.sort((a, b) => endOf(b) - endOf(a) || startOf(a) - startOf(b) || a - b);
  return children;
}

function walkBack(
  rows: readonly CriticalPathRow[],
  forest: Forest,
  root: number,
  intervals: readonly Interval[],
): CriticalSection[] {
  const children = childrenByEnd(forest, root, intervals);
  const sections: CriticalSection[] = [];
  const emit = (position: number, startNs: number, endNs: number) => {
    if (endNs > startNs) sections.push({ spanId: spanIdAt(rows, forest, position), startNs, endNs });
  };
  const stack = [{ position: root, until: intervals[root]?.end ?? 0, next: 0 }];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const candidates = children.get(frame.position) ?? [];
    while (frame.next < candidates.length && endAt(intervals, candidates[frame.next]) > frame.until) frame.next += 1;
    const child = candidates[frame.next];
    if (child === undefined) {
      emit(frame.position, intervals[frame.position]?.start ?? 0, frame.until);
      stack.pop();
      continue;
    }
    frame.next += 1;
    const end = endAt(intervals, child);
    emit(frame.position, end, frame.until);
    frame.until = intervals[child]?.start ?? end;
    stack.push({ position: child, until: end, next: 0 });
  }
  return sections.sort((a, b) => a.startNs - b.startNs);
}

function endAt(intervals: readonly Interval[], position: number | undefined): number {
  return position === undefined ? 0 : (intervals[position]?.end ?? 0);
}

function spanIdAt(rows: readonly CriticalPathRow[], forest: Forest, position: number): string {
  return rows[forest.order[position] ?? -1]?.spanId ?? "";
}

function sumBySpan(sections: readonly CriticalSection[]): { spanId: string; ns: number }[] {
  const times = new Map<string, number>();
  for (const { spanId, startNs, endNs } of sections) times.set(spanId, (times.get(spanId) ?? 0) + endNs - startNs);
  return [...times].map(([spanId, ns]) => ({ spanId, ns })).sort((a, b) => b.ns - a.ns);
}
