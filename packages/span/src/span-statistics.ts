import type { LlmKind } from "./kind";

export interface StatisticRow {
  readonly name: string;
  readonly kind: LlmKind;
  readonly status: "ok" | "error" | "unset";
  /** Null while the span has not ended. */
  readonly durationUs: number | null;
  readonly selfUs: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Null or left out without a price. */
  readonly cost?: number | null;
}

/** The spans of one name. Figures that no span reported are null, never 0. */
export interface SpanStatistic {
  readonly name: string;
  /** The kind of the first span of that name. */
  readonly kind: LlmKind;
  readonly count: number;
  readonly errors: number;
  /** Sum of the durations; spans that run beside each other count each. */
  readonly totalUs: number;
  readonly selfUs: number;
  /** Nearest rank over the spans that ended; null where none did. */
  readonly p95Us: number | null;
  readonly tokens: number | null;
  readonly cost: number | null;
  /** Places of the spans among the rows. */
  readonly rows: readonly number[];
}

/** By name, the largest total first. */
export function spanStatistics(rows: readonly StatisticRow[]): SpanStatistic[] {
  const groups = new Map<string, number[]>();
  for (const [index, { name }] of rows.entries()) {
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [index]);
    else group.push(index);
  }
  return [...groups.values()].map((group) => statisticOf(rows, group)).sort((a, b) => b.totalUs - a.totalUs);
}

function statisticOf(rows: readonly StatisticRow[], group: readonly number[]): SpanStatistic {
  const own = group.flatMap((index) => rows[index] ?? []);
  const durations = own.flatMap(({ durationUs }) => durationUs ?? []).sort((a, b) => a - b);
  return {
    name: own[0]?.name ?? "",
    kind: own[0]?.kind ?? "UNKNOWN",
    count: own.length,
    errors: own.filter(({ status }) => status === "error").length,
    totalUs: durations.reduce((sum, duration) => sum + duration, 0),
    selfUs: own.reduce((sum, { selfUs }) => sum + selfUs, 0),
    p95Us: nearestRank(durations, 0.95),
    tokens: sumKnown(own.flatMap(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])),
    cost: sumKnown(own.map(({ cost }) => cost ?? null)),
    rows: group,
  };
}

/** The smallest value that at least this share of the sorted values does not exceed. */
function nearestRank(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
