import { alignSiblings, type SiblingPair } from "./align-siblings";
import { buildForest, type Forest } from "./forest";

export interface AlignableSpan {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: string;
  readonly status: "ok" | "error" | "unset";
  readonly offsetUs: number;
}

/** Where two traces went different ways: a span that only one has, one that failed in one only, or that has another name. */
export type DivergenceKind = "only-a" | "only-b" | "failed-a" | "failed-b" | "renamed";

/** One line of two traces side by side: a span of each, or of one. */
export interface AlignedRow<Span> {
  readonly a: Span | undefined;
  readonly b: Span | undefined;
  readonly depth: number;
  /** Place of the parent's line, -1 for a root. */
  readonly parentIndex: number;
  /** Place behind the last line below this one. */
  readonly endIndex: number;
  /** It stands in another order among its siblings: parallel work, no divergence. */
  readonly isMoved: boolean;
  /**
   * Undefined where both did the same. Below a span that only one trace has, the spans are not marked again; and a failure is
   * marked where it began, not on what it broke.
   */
  readonly divergence: DivergenceKind | undefined;
}

type DraftRow<Span> = { -readonly [Key in keyof AlignedRow<Span>]: AlignedRow<Span>[Key] };

interface Side<Span> {
  readonly spans: readonly Span[];
  readonly forest: Forest;
}

/** Pre-order positions of the two spans, -1 where one has none, and what is known before it is placed. */
interface Step extends SiblingPair {
  readonly parentIndex: number;
}

/**
 * Two traces span by span, in the order of the first. Spans are paired from the roots down among the children of a pair; every
 * span of both stands in exactly one row. Nothing recurses: depth has no limit.
 */
export function alignTraces<Span extends AlignableSpan>(a: readonly Span[], b: readonly Span[]): AlignedRow<Span>[] {
  const sideA = sideOf(a);
  const sideB = sideOf(b);
  const rows: DraftRow<Span>[] = [];
  const steps: Step[] = [];
  const add = (children: readonly Step[]) => {
    for (let place = children.length - 1; place >= 0; place--) {
      const child = children[place];
      if (child !== undefined) steps.push(child);
    }
  };
  add(alignChildren(sideA, -1, sideB, -1, -1));
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const index = rows.push(rowOf(step, spanAt(sideA, step.a), spanAt(sideB, step.b), rows[step.parentIndex])) - 1;
    if (hasChildren(sideA, step.a) || hasChildren(sideB, step.b))
      add(alignChildren(sideA, step.a, sideB, step.b, index));
  }
  closeRows(rows);
  return rows;
}

/** The place of the next divergence after (or before) `from`; undefined where there is none further on. */
export function nextDivergence(
  rows: readonly { readonly divergence: DivergenceKind | undefined }[],
  from: number,
  by: 1 | -1,
): number | undefined {
  for (let index = from + by; index >= 0 && index < rows.length; index += by) {
    if (rows[index]?.divergence !== undefined) return index;
  }
  return undefined;
}

function sideOf<Span extends AlignableSpan>(spans: readonly Span[]): Side<Span> {
  return { spans, forest: buildForest(spans, (x, y) => x.offsetUs - y.offsetUs || (x.spanId < y.spanId ? -1 : 1)) };
}

function spanAt<Span>({ spans, forest }: Side<Span>, position: number): Span | undefined {
  return position === -1 ? undefined : spans[forest.order[position] ?? -1];
}

function hasChildren({ forest }: Side<unknown>, position: number): boolean {
  return position !== -1 && (forest.end[position] ?? 0) > position + 1;
}

/** Positions of the children, or of the roots for -1: each child begins where the one before it ends. */
function childrenOf({ spans, forest }: Side<unknown>, position: number, isPresent: boolean): number[] {
  if (!isPresent) return [];
  const end = position === -1 ? spans.length : (forest.end[position] ?? 0);
  const children: number[] = [];
  for (let child = position + 1; child < end; child = forest.end[child] ?? end) children.push(child);
  return children;
}

function alignChildren<Span extends AlignableSpan>(
  sideA: Side<Span>,
  a: number,
  sideB: Side<Span>,
  b: number,
  parentIndex: number,
): Step[] {
  const isTop = parentIndex === -1;
  const childrenA = childrenOf(sideA, a, isTop || a !== -1);
  const childrenB = childrenOf(sideB, b, isTop || b !== -1);
  const named = (side: Side<Span>) => (position: number) => {
    const span = spanAt(side, position);
    return { name: span?.name ?? "", kind: span?.kind ?? "" };
  };
  const isOneRoot = isTop && childrenA.length === 1 && childrenB.length === 1;
  const namesA = childrenA.map(named(sideA));
  const namesB = childrenB.map(named(sideB));
  // Whoever compares two traces means that their roots correspond, whatever these are.
  const pairs = isOneRoot
    ? [{ a: 0, b: 0, isMoved: false, isRenamed: namesA[0]?.name !== namesB[0]?.name }]
    : alignSiblings(namesA, namesB);
  return pairs.map((pair) => ({
    ...pair,
    a: childrenA[pair.a] ?? -1,
    b: childrenB[pair.b] ?? -1,
    parentIndex,
  }));
}

function rowOf<Span extends AlignableSpan>(
  { parentIndex, isMoved, isRenamed }: Step,
  a: Span | undefined,
  b: Span | undefined,
  parent: DraftRow<Span> | undefined,
): DraftRow<Span> {
  return {
    a,
    b,
    depth: parent === undefined ? 0 : parent.depth + 1,
    parentIndex,
    endIndex: 0,
    isMoved,
    divergence: divergenceOf(a, b, isRenamed, parent),
  };
}

function divergenceOf<Span extends AlignableSpan>(
  a: Span | undefined,
  b: Span | undefined,
  isRenamed: boolean,
  parent: DraftRow<Span> | undefined,
): DivergenceKind | undefined {
  const isBelowSingle = parent !== undefined && (parent.a === undefined || parent.b === undefined);
  if (isBelowSingle) return undefined;
  if (b === undefined) return "only-a";
  if (a === undefined) return "only-b";
  if (a.status === "error" && b.status !== "error") return "failed-a";
  if (b.status === "error" && a.status !== "error") return "failed-b";
  return isRenamed ? "renamed" : undefined;
}

/** Ends of the subtrees; and a failure is taken from what was broken by one below it. */
function closeRows<Span extends AlignableSpan>(rows: readonly DraftRow<Span>[]): void {
  const failsBelow = new Uint8Array(rows.length);
  // From the end: every row stands behind its parent, so a row is complete when its turn comes.
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (row === undefined) continue;
    row.endIndex = Math.max(row.endIndex, index + 1);
    const side = failedSide(row);
    const below = failsBelow[index] ?? 0;
    if ((row.divergence === "failed-a" && (below & 1) !== 0) || (row.divergence === "failed-b" && (below & 2) !== 0))
      row.divergence = undefined;
    const parent = rows[row.parentIndex];
    if (parent === undefined) continue;
    parent.endIndex = Math.max(parent.endIndex, row.endIndex);
    failsBelow[row.parentIndex] = (failsBelow[row.parentIndex] ?? 0) | side | below;
  }
}

/** 1: it failed in `a` only; 2: in `b` only. */
function failedSide<Span extends AlignableSpan>({ a, b }: DraftRow<Span>): number {
  const isFailedA = a?.status === "error";
  const isFailedB = b?.status === "error";
  return isFailedA === isFailedB ? 0 : isFailedA ? 1 : 2;
}
