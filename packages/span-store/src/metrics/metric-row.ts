import { createHash } from "node:crypto";
import { Histogram } from "./histogram";

/** Lengths of time that are counted. Ten minutes came last: a day's chart would read ten times as many minutes. */
export const resolutions = { minute: 0, hour: 1, day: 2, tenMinutes: 3 } as const;
export type Resolution = (typeof resolutions)[keyof typeof resolutions];

/** From the finest on; each is made from the one before. */
export const finestFirst = [0, 3, 1, 2] as const satisfies readonly Resolution[];
export const unitMs: Readonly<Record<Resolution, number>> = { 0: 60_000, 1: 3_600_000, 2: 86_400_000, 3: 600_000 };

export function finerThan(resolution: Resolution): Resolution | undefined {
  return finestFirst[finestFirst.indexOf(resolution) - 1];
}

export function coarserThan(resolution: Resolution): Resolution | undefined {
  return finestFirst[finestFirst.indexOf(resolution) + 1];
}

/** The unit of a coarser resolution in which a unit lies. */
export function unitIn(coarser: Resolution, resolution: Resolution, unit: number): number {
  return Math.floor((unit * unitMs[resolution]) / unitMs[coarser]);
}

/** What a row counts. Grains 2 and 4 are grains 1 and 3 within one application, their scope; 5 is grain 0 of all together. */
export const grains = { application: 0, span: 1, applicationSpan: 2, model: 3, applicationModel: 4, total: 5 } as const;
export type Grain = (typeof grains)[keyof typeof grains];

/** What a row is about, within its grain. Empty text: does not apply, or was not reported. */
export interface MetricKey {
  readonly grain: Grain;
  readonly scope: string;
  /** Deployment environment of the trace. */
  readonly environment: string;
  /** Application or span name. */
  readonly name: string;
  /** A number of packages/span kinds; `foldedKind` for all the names or models beyond `namesMax` together. */
  readonly kind: number;
  readonly model: string;
  readonly provider: string;
}

/** Figures of one row, to which others can be added. */
export class MetricFigures {
  count = 0;
  errors = 0;
  /** Sum of the durations that are final. */
  durationNs = 0;
  readonly durations = new Histogram();
  readonly ttfts = new Histogram();
  /** Null: none reported. */
  inputTokens: number | null = null;
  outputTokens: number | null = null;
  cacheReadTokens: number | null = null;
  cacheWriteTokens: number | null = null;
  reasoningTokens: number | null = null;
  /** US dollars; null: no call has a price. */
  cost: number | null = null;
  calls = 0;
  unpricedCalls = 0;
  /** ISO 8601; of applications. */
  lastReceivedAt: string | null = null;

  add(other: MetricFigures): void {
    this.addSums(other);
    this.durations.add(other.durations);
    this.ttfts.add(other.ttfts);
  }

  /** Everything but the histograms. */
  addSums(other: MetricSums): void {
    this.count += other.count;
    this.errors += other.errors;
    this.durationNs += other.durationNs;
    this.calls += other.calls;
    this.unpricedCalls += other.unpricedCalls;
    this.addUsage(other);
    const { lastReceivedAt } = other;
    if (lastReceivedAt !== null && (this.lastReceivedAt === null || lastReceivedAt > this.lastReceivedAt)) {
      this.lastReceivedAt = lastReceivedAt;
    }
  }

  addUsage(usage: MetricUsage): void {
    this.inputTokens = sumOrNull(this.inputTokens, usage.inputTokens);
    this.outputTokens = sumOrNull(this.outputTokens, usage.outputTokens);
    this.cacheReadTokens = sumOrNull(this.cacheReadTokens, usage.cacheReadTokens);
    this.cacheWriteTokens = sumOrNull(this.cacheWriteTokens, usage.cacheWriteTokens);
    this.reasoningTokens = sumOrNull(this.reasoningTokens, usage.reasoningTokens);
    this.cost = sumOrNull(this.cost, usage.cost);
  }
}

export type MetricUsage = Pick<
  MetricFigures,
  "inputTokens" | "outputTokens" | "cacheReadTokens" | "cacheWriteTokens" | "reasoningTokens" | "cost"
>;
export type MetricSums = MetricUsage &
  Pick<MetricFigures, "count" | "errors" | "durationNs" | "calls" | "unpricedCalls" | "lastReceivedAt">;

export function sumOrNull(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}

/** A row of one place: of a unit of time, or of a bucket of a chart. */
export interface MetricRow {
  readonly key: MetricKey;
  readonly figures: MetricFigures;
}

/** Rows by what they are about. */
export class MetricTable {
  private readonly rows = new Map<string, MetricRow>();

  /** The figures of this key, made at first sight. */
  at(key: MetricKey): MetricFigures {
    const text = JSON.stringify([key.grain, key.scope, key.environment, key.name, key.kind, key.model, key.provider]);
    const known = this.rows.get(text);
    if (known !== undefined) return known.figures;
    const row = { key, figures: new MetricFigures() };
    this.rows.set(text, row);
    return row.figures;
  }

  values(): MetricRow[] {
    return [...this.rows.values()];
  }
}

/** Names per unit of time, scope and environment that have rows of their own; the least frequent beyond them share one. */
const namesMax = 300;
export const foldedKind = -1;

/** Folds the rows of rare span names and models, so that names with ids in them cannot fill the table. */
export function foldRareNames(rows: readonly MetricRow[]): MetricRow[] {
  const byScope = new Map<string, MetricRow[]>();
  for (const row of rows) {
    const scope = JSON.stringify([row.key.grain, row.key.scope, row.key.environment]);
    const group = byScope.get(scope);
    if (group === undefined) byScope.set(scope, [row]);
    else group.push(row);
  }
  return [...byScope.values()].flatMap((group) => {
    if (group.length <= namesMax || group[0]?.key.grain === grains.application) return group;
    const sorted = [...group].sort((a, b) => b.figures.count - a.figures.count || compareKeys(a.key, b.key));
    const folded = new MetricTable();
    for (const { key, figures } of sorted.slice(namesMax)) {
      folded.at({ ...key, name: "", kind: foldedKind, model: "", provider: "" }).add(figures);
    }
    return [...sorted.slice(0, namesMax), ...folded.values()].reduce(mergeSameKey, new MetricTable()).values();
  });
}

/** The folded row of finer rows may be among the kept ones. */
function mergeSameKey(table: MetricTable, { key, figures }: MetricRow): MetricTable {
  table.at(key).add(figures);
  return table;
}

function compareKeys(a: MetricKey, b: MetricKey): number {
  const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)];
  return textA < textB ? -1 : textA > textB ? 1 : 0;
}

/** 128 bits that stand for texts which are too long for an index. */
export function digest(...parts: readonly (string | number)[]): string {
  return createHash("md5").update(JSON.stringify(parts)).digest("hex");
}
