import type { Pool } from "@plumbline/db/pool";
import { kindNumbers } from "@plumbline/span/kind";
import { newParameterList, type ParameterList, readRows, type Statement } from "../read/statement";
import { countTraces } from "./count-traces";
import type { DueUnits } from "./due-units";
import { finestFirst, type Grain, grains, MetricFigures, type MetricKey, type Resolution, unitMs } from "./metric-row";
import { type LivePolicy, planRange, type RangePlan } from "./plan-range";
import { figuresFromRow, histogramColumn, type SumRow, sumColumns } from "./select-metrics";

const groupColumns = ["scope", "environment", "name", "kind", "model", "provider"] as const;
const callKinds: readonly number[] = [kindNumbers.LLM, kindNumbers.EMBEDDING, kindNumbers.RERANKER];
export type GroupColumn = (typeof groupColumns)[number];

/** Which roll-ups are added up, and into what groups. */
export interface MetricSelection {
  readonly grain: Grain;
  /** One application, for the grains that have a scope; left out there: all of them. */
  readonly scope?: string;
  readonly scopes?: readonly string[];
  readonly names?: readonly string[];
  /** "" is a call without a model's name; left out: any. */
  readonly models?: readonly string[];
  /** Of the traces; left out: any. */
  readonly environment?: string;
  /** Shown ones of a cut by environment. */
  readonly environments?: readonly string[];
  /** Model calls only, in the span grains. */
  readonly callsOnly?: boolean;
  readonly groupBy: readonly GroupColumn[];
  /** Groups that are left out, by these columns. */
  readonly except?: { readonly columns: readonly GroupColumn[]; readonly groups: readonly Group[] };
}

/** Equal buckets from an origin on; a whole range is one bucket. */
export interface Buckets {
  readonly originMs: number;
  readonly stepMs: number;
  readonly count: number;
}

export type Group = Partial<Pick<MetricKey, GroupColumn>>;

export interface GroupBuckets {
  readonly group: Group;
  /** Sparse: buckets without anything have no entry. */
  readonly buckets: ReadonlyMap<number, MetricFigures>;
}

export interface BucketQuery {
  readonly range: { readonly from: Date; readonly to: Date };
  readonly buckets: Buckets;
  readonly selection: MetricSelection;
  /** Left out ones stay empty. */
  readonly histograms: readonly ("durations" | "ttfts")[];
  readonly live: LivePolicy;
  readonly due: DueUnits;
}

/** Adds up roll-ups, and what is not rolled up yet, per group and bucket. */
export async function readBuckets(pool: Pool, projectId: string, query: BucketQuery): Promise<GroupBuckets[]> {
  const { buckets, selection, live } = query;
  const placeOf = (ms: number) =>
    Math.min(buckets.count - 1, Math.max(0, Math.floor((ms - buckets.originMs) / buckets.stepMs)));
  const plan = planRange(query.range, query.due, { coarsest: coarsestFor(query), live, placeOf });
  const table = new GroupTable(selection.groupBy);
  if (plan.parts.length > 0) {
    const rows = await readRows<Group & SumRow & { bucket: number }>(pool, bucketsStatement(projectId, query, plan));
    for (const row of rows) {
      table.at(row, Math.min(buckets.count - 1, Math.max(0, row.bucket))).add(figuresFromRow(row));
    }
  }
  const needsSpans = live === "uncounted";
  const counts = await countTraces(pool, projectId, plan.live, { spans: needsSpans, errors: false });
  for (const [place, { metrics }] of counts) {
    for (const { key, figures } of metrics) if (isSelected(key, selection)) table.at(key, place).add(figures);
  }
  return table.values();
}

/**
 * The coarsest unit that buckets are made of, so that none is cut. Beyond two days hours are read in any case: an hour may then
 * reach a little over the end of a bucket that does not end with one.
 */
function coarsestFor({ range, buckets: { originMs, stepMs, count } }: BucketQuery): Resolution {
  const isMadeOf = (resolution: Resolution) =>
    count === 1 || (stepMs % unitMs[resolution] === 0 && originMs % unitMs[resolution] === 0);
  const fitting = finestFirst.findLast(isMadeOf) ?? 0;
  const days = (range.to.getTime() - range.from.getTime()) / unitMs[2];
  return days > 2 && finestFirst.indexOf(fitting) < finestFirst.indexOf(1) ? 1 : fitting;
}

export function bucketsStatement(
  projectId: string,
  { buckets, selection, histograms }: Pick<BucketQuery, "buckets" | "selection" | "histograms">,
  { parts }: Pick<RangePlan, "parts">,
): Statement {
  const parameters = newParameterList();
  const { grain, scope, scopes, environment, environments, names, models, callsOnly, except, groupBy } = selection;
  const project = parameters.value(projectId);
  const times = [
    `${parameters.value(parts.map(({ resolution }) => resolution))}::smallint[]`,
    `${parameters.value(parts.map(({ fromMs }) => new Date(fromMs).toISOString()))}::timestamptz[]`,
    `${parameters.value(parts.map(({ toMs }) => new Date(toMs).toISOString()))}::timestamptz[]`,
  ];
  const isUnscoped = grain !== grains.applicationSpan && grain !== grains.applicationModel;
  const bucket =
    buckets.count === 1
      ? "0"
      : `floor((date_part('epoch', at) * 1000 - ${parameters.value(buckets.originMs)}::float8) / ${parameters.value(buckets.stepMs)}::float8)::int`;
  const conditions = [
    `metric.project_id = ${project} AND metric.resolution = part.resolution AND metric.grain = ${parameters.value(grain)}`,
    ...(isUnscoped ? ["metric.scope = ''"] : []),
    ...(scope === undefined ? [] : [`metric.scope = ${parameters.value(scope)}`]),
    "metric.at >= part.from_time AND metric.at < part.to_time",
    ...(names === undefined ? [] : [`metric.name = ANY (${parameters.value(names)}::text[])`]),
    ...(models === undefined ? [] : [`metric.model = ANY (${parameters.value(models)}::text[])`]),
    ...(callsOnly === true ? [`metric.kind = ANY (${parameters.value(callKinds)}::smallint[])`] : []),
    ...(environment === undefined ? [] : [`metric.environment = ${parameters.value(environment)}`]),
    ...(environments === undefined ? [] : [`metric.environment = ANY (${parameters.value(environments)}::text[])`]),
    ...(scopes === undefined ? [] : [`metric.scope = ANY (${parameters.value(scopes)}::text[])`]),
    ...(except === undefined ? [] : [exceptCondition(except, parameters)]),
  ];
  return {
    text: `SELECT ${[...groupBy, `${bucket} AS bucket`, sumColumns, ...histograms.map(histogramColumn)].join(", ")}
FROM unnest(${times.join(", ")}) AS part(resolution, from_time, to_time)
JOIN metric ON ${conditions.join("\n  AND ")}
GROUP BY ${[...groupBy, "bucket"].join(", ")}`,
    values: parameters.values,
  };
}

function exceptCondition(
  { columns, groups }: NonNullable<MetricSelection["except"]>,
  parameters: ParameterList,
): string {
  const values = columns.map(
    (column) => `${parameters.value(groups.map((group) => String(group[column] ?? "")))}::text[]`,
  );
  return `NOT EXISTS (SELECT FROM unnest(${values.join(", ")}) AS left_out(${columns.join(", ")})
    WHERE ${columns.map((column) => `left_out.${column} = metric.${column}::text`).join(" AND ")})`;
}

/** The conditions of `bucketsStatement`, for rows that were counted just now. */
function isSelected(key: MetricKey, selection: MetricSelection): boolean {
  const { grain, scope, scopes, environment, environments, names, models, callsOnly, except } = selection;
  if (callsOnly === true && !callKinds.includes(key.kind)) return false;
  if (key.grain !== grain || (scope !== undefined && key.scope !== scope)) return false;
  if (environment !== undefined && key.environment !== environment) return false;
  if (environments !== undefined && !environments.includes(key.environment)) return false;
  if (names !== undefined && !names.includes(key.name)) return false;
  if (models !== undefined && !models.includes(key.model)) return false;
  if (scopes !== undefined && !scopes.includes(key.scope)) return false;
  if (except === undefined) return true;
  return !except.groups.some((group) => except.columns.every((column) => group[column] === key[column]));
}

class GroupTable {
  private readonly groups = new Map<string, { group: Group; buckets: Map<number, MetricFigures> }>();

  constructor(private readonly columns: readonly GroupColumn[]) {}

  at(row: Group, bucket: number): MetricFigures {
    const text = JSON.stringify(this.columns.map((column) => row[column]));
    let entry = this.groups.get(text);
    if (entry === undefined) {
      const group = Object.fromEntries(this.columns.map((column) => [column, row[column]])) as Group;
      entry = { group, buckets: new Map() };
      this.groups.set(text, entry);
    }
    let figures = entry.buckets.get(bucket);
    if (figures === undefined) {
      figures = new MetricFigures();
      entry.buckets.set(bucket, figures);
    }
    return figures;
  }

  values(): GroupBuckets[] {
    return [...this.groups.values()];
  }
}
