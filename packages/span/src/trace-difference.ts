import { buildForest, type Forest } from "./forest";
import { selfTimes } from "./self-time";

export interface DifferenceRow {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly status: "ok" | "error" | "unset";
  readonly offsetUs: number;
  /** Null while the span has not ended. */
  readonly durationUs: number | null;
}

/** A span name that the two traces do not hold equally often. */
export interface CountDifference {
  readonly name: string;
  readonly count: number;
  readonly otherCount: number;
}

/**
 * A span name that both traces hold and that took longer in the first: microseconds of self time, summed. By self time, so that
 * what waited for a slow span is not named with it.
 */
export interface TimeDifference {
  readonly name: string;
  readonly us: number;
  readonly otherUs: number;
}

/** The first place, in order of time, at which a trace went another way than the other. */
export interface Divergence {
  /** `added`: a span the other does not have. `missing`: a span that only the other has. `failed`: it failed here only. */
  readonly what: "added" | "missing" | "failed";
  readonly name: string;
  readonly parentName: string | null;
  /** Null where the span is missing here, or there. */
  readonly spanId: string | null;
  readonly otherSpanId: string | null;
}

export interface TraceDifference {
  readonly missing: readonly CountDifference[];
  readonly added: readonly CountDifference[];
  /** Largest difference first. */
  readonly slower: readonly TimeDifference[];
  readonly firstDivergence: Divergence | undefined;
}

/** A difference in time below this says nothing: everything varies a little. */
const slowerFactor = 1.5;
const slowerUsMin = 1_000;

/** How a trace differs in structure from another of its kind. Siblings are matched by name and order within the name. */
export function traceDifference(rows: readonly DifferenceRow[], others: readonly DifferenceRow[]): TraceDifference {
  const [left, right] = [sideOf(rows), sideOf(others)];
  const own = byName(left);
  const other = byName(right);
  const names = new Set([...other.keys(), ...own.keys()]);
  const counts = [...names].map((name) => ({
    name,
    count: own.get(name)?.count ?? 0,
    otherCount: other.get(name)?.count ?? 0,
  }));
  return {
    missing: counts.filter(({ count, otherCount }) => count < otherCount),
    added: counts.filter(({ count, otherCount }) => count > otherCount),
    slower: slowerNames(own, other),
    firstDivergence: firstDivergence(left, right),
  };
}

/** The candidate whose span names are most like these (Jaccard); of equals the first. */
export function mostSimilar<Candidate extends { readonly spanNames: readonly string[] }>(
  spanNames: readonly string[],
  candidates: readonly Candidate[],
): Candidate | undefined {
  const own = new Set(spanNames);
  let best: { readonly candidate: Candidate; readonly likeness: number } | undefined;
  for (const candidate of candidates) {
    const theirs = new Set(candidate.spanNames);
    const both = [...theirs].filter((name) => own.has(name)).length;
    const either = own.size + theirs.size - both;
    const likeness = either === 0 ? 1 : both / either;
    if (best === undefined || likeness > best.likeness) best = { candidate, likeness };
  }
  return best?.candidate;
}

interface NameTotals {
  count: number;
  us: number;
}

function byName({ rows, forest }: Side): Map<string, NameTotals> {
  const ordered = Array.from(forest.order).flatMap((place) => rows[place] ?? []);
  const self = selfTimes(forest, {
    start: ordered.map(({ offsetUs }) => offsetUs),
    end: ordered.map(({ offsetUs, durationUs }) => offsetUs + (durationUs ?? 0)),
  });
  const totals = new Map<string, NameTotals>();
  for (const [position, { name }] of ordered.entries()) {
    const total = totals.get(name) ?? { count: 0, us: 0 };
    total.count += 1;
    total.us += self[position] ?? 0;
    totals.set(name, total);
  }
  return totals;
}

function slowerNames(own: ReadonlyMap<string, NameTotals>, other: ReadonlyMap<string, NameTotals>): TimeDifference[] {
  return [...own]
    .flatMap(([name, { us }]) => {
      const otherUs = other.get(name)?.us;
      return otherUs === undefined || us < otherUs * slowerFactor || us - otherUs < slowerUsMin
        ? []
        : [{ name, us, otherUs }];
    })
    .sort((a, b) => b.us - b.otherUs - (a.us - a.otherUs));
}

interface Side {
  readonly rows: readonly DifferenceRow[];
  readonly forest: Forest;
  readonly children: ReadonlyMap<number, readonly number[]>;
}

/** A step of the walk: a pair whose children come next, a pair whose children are done, or a span without a partner. */
type Step =
  | { readonly type: "pair"; readonly own: number; readonly other: number }
  | { readonly type: "done"; readonly own: number; readonly other: number }
  | { readonly type: "added"; readonly at: number }
  | { readonly type: "missing"; readonly at: number };

function firstDivergence(own: Side, other: Side): Divergence | undefined {
  // A stack, not recursion: a chain of 50,000 spans is as fine as a flat list.
  const steps: Step[] = matchChildren(own, -1, other, -1).reverse();
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (step.type === "added") return { ...placeOf(own, step.at), what: "added", otherSpanId: null };
    if (step.type === "missing") {
      const { spanId, ...place } = placeOf(other, step.at);
      return { ...place, what: "missing", spanId: null, otherSpanId: spanId };
    }
    if (step.type === "pair") {
      // A failure is looked for below first: what failed below is why it failed here.
      steps.push({ ...step, type: "done" }, ...matchChildren(own, step.own, other, step.other).reverse());
    } else if (rowAt(own, step.own)?.status === "error" && rowAt(other, step.other)?.status !== "error") {
      const otherSpanId = rowAt(other, step.other)?.spanId ?? null;
      return { ...placeOf(own, step.own), what: "failed", otherSpanId };
    }
  }
  return undefined;
}

function sideOf(rows: readonly DifferenceRow[]): Side {
  const forest = buildForest(rows, (a, b) => a.offsetUs - b.offsetUs || (a.spanId < b.spanId ? -1 : 1));
  const children = new Map<number, number[]>();
  forest.parent.forEach((parent, position) => {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [position]);
    else siblings.push(position);
  });
  return { rows, forest, children };
}

/** Children of a pair in order of time: matched by name and by how many of that name came before; what is left over last. */
function matchChildren(own: Side, parent: number, other: Side, otherParent: number): Step[] {
  const waiting = new Map<string, number[]>();
  for (const position of other.children.get(otherParent) ?? []) {
    const name = rowAt(other, position)?.name ?? "";
    const same = waiting.get(name);
    if (same === undefined) waiting.set(name, [position]);
    else same.push(position);
  }
  const steps: Step[] = [];
  for (const position of own.children.get(parent) ?? []) {
    const partner = waiting.get(rowAt(own, position)?.name ?? "")?.shift();
    if (partner === undefined) steps.push({ type: "added", at: position });
    else steps.push({ type: "pair", own: position, other: partner });
  }
  const left = [...waiting.values()].flat().sort((a, b) => a - b);
  return [...steps, ...left.map((at) => ({ type: "missing" as const, at }))];
}

function rowAt({ rows, forest }: Side, position: number): DifferenceRow | undefined {
  return rows[forest.order[position] ?? -1];
}

function placeOf(side: Side, position: number) {
  const row = rowAt(side, position);
  const parent = side.forest.parent[position] ?? -1;
  return {
    name: row?.name ?? "",
    parentName: parent === -1 ? null : (rowAt(side, parent)?.name ?? null),
    spanId: row?.spanId ?? null,
  };
}
