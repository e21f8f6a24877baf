import type { Forest } from "./forest";
import type { LlmKind } from "./kind";

export interface FlameRow {
  readonly name: string;
  readonly kind: LlmKind;
  readonly status: "ok" | "error" | "unset";
  readonly startUs: number;
  readonly endUs: number;
}

/** One frame of an icicle: a span, or the spans of one name that were reached on the same way from the root. */
export interface FlameFrame {
  /** Place of the frame above; -1 at the top. Frames stand behind their parents. */
  readonly parent: number;
  readonly level: number;
  /** Where it stands, as shares of the whole width. */
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly kind: LlmKind;
  readonly totalUs: number;
  /** Pre-order positions of its spans, the earliest first. */
  readonly spans: readonly number[];
  readonly errors: number;
  /** Its children ran beside each other: together they are longer than it, and are drawn to its measure. */
  readonly isParallel: boolean;
}

interface Group {
  readonly parent: number;
  readonly level: number;
  readonly spans: number[];
  readonly children: number[];
  totalUs: number;
}

/**
 * The frames of a trace. Width is duration: a frame takes the share of its parent's width that its duration is of its
 * parent's. Children that ran beside each other are longer than their parent together; they share its width in proportion.
 *
 * @param rows By pre-order position.
 * @param mode `spans`: every span is a frame, in order of time. `merged`: spans of one name below one frame are one, the
 *   longest first.
 */
export function flameFrames(
  rows: readonly FlameRow[],
  forest: Pick<Forest, "parent">,
  mode: "spans" | "merged",
): readonly FlameFrame[] {
  const { groups, roots } = groupSpans(rows, forest, mode);
  return layOut(rows, groups, roots, mode);
}

function groupSpans(rows: readonly FlameRow[], forest: Pick<Forest, "parent">, mode: "spans" | "merged") {
  const groups: Group[] = [];
  const roots: number[] = [];
  const groupOfSpan = new Int32Array(rows.length);
  const groupOfKey = new Map<string, number>();
  for (const [position, row] of rows.entries()) {
    const above = forest.parent[position] ?? -1;
    const parent = above === -1 ? -1 : (groupOfSpan[above] ?? -1);
    const key = mode === "spans" ? String(position) : `${parent}\n${row.kind}\n${row.name}`;
    let place = groupOfKey.get(key);
    if (place === undefined) {
      place = groups.length;
      groupOfKey.set(key, place);
      const level = parent === -1 ? 0 : (groups[parent]?.level ?? 0) + 1;
      groups.push({ parent, level, spans: [], children: [], totalUs: 0 });
      if (parent === -1) roots.push(place);
      else groups[parent]?.children.push(place);
    }
    groupOfSpan[position] = place;
    const group = groups[place];
    group?.spans.push(position);
    if (group !== undefined) group.totalUs += Math.max(0, row.endUs - row.startUs);
  }
  return { groups, roots };
}

function layOut(
  rows: readonly FlameRow[],
  groups: readonly Group[],
  roots: readonly number[],
  mode: "spans" | "merged",
): readonly FlameFrame[] {
  const from = new Float64Array(groups.length);
  const to = new Float64Array(groups.length);
  const totalOf = (place: number) => groups[place]?.totalUs ?? 0;
  const sumOf = (places: readonly number[]) => places.reduce((sum, place) => sum + totalOf(place), 0);
  const spread = (places: readonly number[], left: number, width: number, wholeUs: number) => {
    const order = mode === "merged" ? [...places].sort((a, b) => totalOf(b) - totalOf(a)) : places;
    let cursor = left;
    for (const place of order) {
      from[place] = cursor;
      cursor += wholeUs > 0 ? (width * totalOf(place)) / wholeUs : 0;
      to[place] = cursor;
    }
  };
  spread(roots, 0, 1, sumOf(roots));
  return groups.map((group, place) => {
    const childrenUs = sumOf(group.children);
    const left = from[place] ?? 0;
    const right = to[place] ?? 0;
    spread(group.children, left, right - left, Math.max(childrenUs, group.totalUs));
    const first = rows[group.spans[0] ?? -1];
    return {
      parent: group.parent,
      level: group.level,
      from: left,
      to: right,
      name: first?.name ?? "",
      kind: first?.kind ?? "UNKNOWN",
      totalUs: group.totalUs,
      spans: group.spans,
      errors: group.spans.filter((position) => rows[position]?.status === "error").length,
      isParallel: childrenUs > group.totalUs,
    };
  });
}
