import { buildForest, type Forest } from "./forest";
import type { LlmKind } from "./kind";

/** The columns of a span that counting needs. Ids may be text or bigint, as long as all rows agree. */
export interface UsageRow<Id extends string | bigint = string> {
  readonly spanId: Id;
  readonly parentSpanId: Id | null | undefined;
  readonly kind: LlmKind;
  /** The response model where known, else the request model. */
  readonly model: string | null | undefined;
  readonly responseId: string | null | undefined;
  /** Unix nanoseconds. */
  readonly start: bigint;
  /** Nanoseconds; null while the span has not ended. */
  readonly duration: bigint | null;
  readonly inputTokens: number | null | undefined;
  readonly outputTokens: number | null | undefined;
}

/**
 * What a span's own token figures are to the total of its trace:
 * `counted` adds to it; `aggregate` repeats what other spans say; `estimate` is an aggregate that stands in for spans that are
 * not there; `duplicate` is a second record of one call; `none` reports no tokens.
 */
export type UsageRole = "counted" | "aggregate" | "estimate" | "duplicate" | "none";

export interface TraceUsage {
  /** Undefined where no span reported any; never 0 in that case. */
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  /** At least one figure comes from an aggregate whose model calls are not in the trace. */
  readonly isEstimate: boolean;
  /** One role per row, in the order of the rows. */
  readonly roles: readonly UsageRole[];
}

const kindsThatCount: ReadonlySet<LlmKind> = new Set(["LLM", "EMBEDDING", "RERANKER"]);

/**
 * How many ancestors of one model (nearest first) are compared with a span. Real wrappers nest two or three deep; without a
 * bound a hostile chain of 100,000 equal spans would need 5 billion comparisons.
 */
const wrapperAncestorsMax = 64;

/**
 * Counts every model call of a trace once, whatever wrappers, agents and second instrumentors repeat its tokens
 * (conventions 7.5). Pure, and independent of the order of the rows: spans arrive in any order.
 */
export function countUsage<Id extends string | bigint>(rows: readonly UsageRow<Id>[]): TraceUsage {
  const forest = buildForest(rows, byStartThenId);
  const roles: UsageRole[] = rows.map(ownRole);
  const wrappers = findWrappers(rows, forest, roles);
  for (const row of findDuplicates(rows, roles)) roles[row] = "duplicate";
  for (const row of wrappers) roles[row] = "aggregate";
  markEstimates(forest, roles);
  return { ...sumTokens(rows, roles), isEstimate: roles.includes("estimate"), roles };
}

/** `gpt-4o-mini-2024-07-18` and `gpt-4o-mini` are one model, and so are `openai/gpt-4o` and `gpt-4o`. */
export function modelFamily(model: string): string {
  const name = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  return name.replace(/[-@](?:\d{4}-\d{2}-\d{2}|20\d{6})(?=$|[-:])/, "");
}

function byStartThenId<Id extends string | bigint>(a: UsageRow<Id>, b: UsageRow<Id>): number {
  if (a.start !== b.start) return a.start < b.start ? -1 : 1;
  if (a.spanId === b.spanId) return 0;
  return a.spanId < b.spanId ? -1 : 1;
}

function ownRole(row: UsageRow<string | bigint>): UsageRole {
  if (isAbsent(row.inputTokens) && isAbsent(row.outputTokens)) return "none";
  return kindsThatCount.has(row.kind) ? "counted" : "aggregate";
}

/** Rule 2: a counted ancestor with the same response id, or the same model and an enclosing interval, is a wrapper. */
function findWrappers(
  rows: readonly UsageRow<string | bigint>[],
  forest: Forest,
  roles: readonly UsageRole[],
): Set<number> {
  const wrappers = new Set<number>();
  const byResponse = new AncestorStacks();
  const byModel = new AncestorStacks();
  forest.order.forEach((rowIndex, position) => {
    const row = rows[rowIndex];
    if (!row || roles[rowIndex] !== "counted") return;
    const end = forest.end[position] ?? position + 1;
    if (row.responseId) {
      for (const ancestor of byResponse.openAt(row.responseId, position)) wrappers.add(ancestor);
      byResponse.push(row.responseId, rowIndex, end);
    }
    if (row.model) {
      const family = modelFamily(row.model);
      for (const ancestor of byModel.openAt(family, position)) {
        if (encloses(rows[ancestor], row)) wrappers.add(ancestor);
      }
      byModel.push(family, rowIndex, end);
    }
  });
  return wrappers;
}

/** Per key, the rows whose subtree is still open while the forest is walked in pre-order. */
class AncestorStacks {
  private readonly stacks = new Map<string, { row: number; end: number }[]>();

  push(key: string, row: number, end: number): void {
    const stack = this.stacks.get(key);
    if (stack) stack.push({ row, end });
    else this.stacks.set(key, [{ row, end }]);
  }

  openAt(key: string, position: number): number[] {
    const stack = this.stacks.get(key);
    if (!stack) return [];
    while (stack.length > 0 && (stack.at(-1)?.end ?? 0) <= position) stack.pop();
    return stack.slice(-wrapperAncestorsMax).map((entry) => entry.row);
  }
}

function encloses(outer: UsageRow<string | bigint> | undefined, inner: UsageRow<string | bigint>): boolean {
  if (!outer || outer.start > inner.start) return false;
  if (outer.duration === null) return true;
  return inner.start + (inner.duration ?? 0n) <= outer.start + outer.duration;
}

/** Rule 5: siblings with one response id are one call. The record with more detail stays. */
function findDuplicates(rows: readonly UsageRow<string | bigint>[], roles: readonly UsageRole[]): number[] {
  const kept = new Map<string, number>();
  const duplicates: number[] = [];
  rows.forEach((row, index) => {
    if (roles[index] !== "counted" || !row.responseId) return;
    const key = `${row.parentSpanId ?? ""} ${row.responseId}`;
    const other = kept.get(key);
    const otherRow = other === undefined ? undefined : rows[other];
    if (other === undefined || !otherRow) {
      kept.set(key, index);
      return;
    }
    if (otherRow.spanId === row.spanId) return;
    const wins =
      detail(row) > detail(otherRow) || (detail(row) === detail(otherRow) && byStartThenId(row, otherRow) < 0);
    duplicates.push(wins ? other : index);
    if (wins) kept.set(key, index);
  });
  return duplicates;
}

function detail(row: UsageRow<string | bigint>): number {
  return (isAbsent(row.inputTokens) ? 0 : 1) + (isAbsent(row.outputTokens) ? 0 : 1) + (row.model ? 0.5 : 0);
}

/** Rule 3: where a subtree has no counted span, its top-most aggregate stands in. */
function markEstimates(forest: Forest, roles: UsageRole[]): void {
  const count = forest.order.length;
  const coveredBefore = new Int32Array(count + 1);
  forest.order.forEach((row, position) => {
    const isCovered = roles[row] === "counted" || roles[row] === "duplicate";
    coveredBefore[position + 1] = (coveredBefore[position] ?? 0) + (isCovered ? 1 : 0);
  });
  let position = 0;
  while (position < count) {
    const row = forest.order[position] ?? 0;
    const end = forest.end[position] ?? count;
    if (roles[row] === "aggregate" && coveredBefore[end] === coveredBefore[position]) {
      roles[row] = "estimate";
      position = end;
    } else {
      position += 1;
    }
  }
}

function sumTokens(rows: readonly UsageRow<string | bigint>[], roles: readonly UsageRole[]) {
  let inputTokens: number | undefined;
  let outputTokens: number | undefined;
  rows.forEach((row, index) => {
    if (roles[index] !== "counted" && roles[index] !== "estimate") return;
    if (!isAbsent(row.inputTokens)) inputTokens = (inputTokens ?? 0) + row.inputTokens;
    if (!isAbsent(row.outputTokens)) outputTokens = (outputTokens ?? 0) + row.outputTokens;
  });
  return { inputTokens, outputTokens };
}

function isAbsent(tokens: number | null | undefined): tokens is null | undefined {
  return tokens === null || tokens === undefined;
}
