import type { Pool } from "@plumbline/db/pool";
import { kindFromNumber, type LlmKind } from "@plumbline/span/kind";
import { checkRange } from "../read/trace-filter";
import { type DueUnits, finestKept, liveMinutesOf, readDueUnits } from "./due-units";
import { histogramsFor, isAdditive, type Measure } from "./measure-names";
import { type MeasureValues, readMeasure, readMeasures } from "./measures";
import { foldedKind, grains, MetricFigures, unitMs } from "./metric-row";
import { type Group, type GroupBuckets, type MetricSelection, readBuckets } from "./read-buckets";
import { stepFor } from "./steps";

/** Series are cut by one of these; each value is a series. */
export const seriesBy = ["application", "model", "spanName", "environment"] as const;
export type SeriesBy = (typeof seriesBy)[number];

/** Which traces, spans or calls count. `application` and `environment` are those of the trace. */
export interface MetricFilter {
  readonly from: Date;
  readonly to: Date;
  readonly application?: string;
  readonly model?: string;
  readonly spanName?: string;
  /** "": traces that report none. */
  readonly environment?: string;
}

export interface TimeseriesQuery extends MetricFilter {
  readonly measures: readonly Measure[];
  /** Left out: one series of everything. */
  readonly by?: SeriesBy;
  /** Length of a bucket in ms, whole minutes; left out: some 60 buckets. */
  readonly stepMs?: number;
}

export interface SeriesKey {
  readonly application: string | null;
  /** "" is a call whose model is not known. */
  readonly model: string | null;
  readonly provider: string | null;
  readonly spanName: string | null;
  /** "": none reported. */
  readonly environment: string | null;
  readonly kind: LlmKind | null;
  /** The names or models that were too many to be counted apart. */
  readonly isFolded: boolean;
}

export interface Series extends SeriesKey {
  /** Of the whole range. */
  readonly total: MeasureValues;
  /** Per measure one value per bucket. */
  readonly values: Partial<Record<Measure, (number | null)[]>>;
}

export interface Timeseries {
  readonly stepMs: number;
  /** Buckets begin at multiples of the step since 1970 (UTC); the first and last may reach over the range. */
  readonly startTimes: readonly string[];
  /** The largest first, by the first measure that adds up; `seriesMax` at most. */
  readonly series: readonly Series[];
  /** All the others together, in the measures that add up; null where there are none. */
  readonly more: { readonly series: number; readonly total: MeasureValues; readonly values: Series["values"] } | null;
  /** Minutes of the range that were never counted and are missing in these figures; 0 but for a backlog. */
  readonly uncountedMinutes: number;
}

export const seriesMax = 8;

export async function readTimeseries(pool: Pool, projectId: string, query: TimeseriesQuery): Promise<Timeseries> {
  checkRange(query);
  const due = await readDueUnits(pool, projectId);
  const stepMs = stepOf(query, due);
  const originMs = Math.floor(query.from.getTime() / stepMs) * stepMs;
  const count = Math.ceil((query.to.getTime() - originMs) / stepMs);
  const selection = selectionOf(query);
  const shared = { range: query, due, live: "uncounted" as const };
  const whole = { originMs, stepMs: count * stepMs, count: 1 };
  const totals = await readBuckets(pool, projectId, { ...shared, buckets: whole, selection, histograms: [] });
  const sorted = sortByFirst(totals, query.measures);
  const shown = sorted.slice(0, seriesMax);
  const hidden = sorted.slice(seriesMax);
  const buckets = { originMs, stepMs, count };
  const found = await readBuckets(pool, projectId, {
    ...shared,
    buckets,
    selection: onlyThese(selection, query.by, shown),
    histograms: histogramsFor(query.measures),
  });
  const byKey = new Map(found.map((entry) => [JSON.stringify(entry.group), entry]));
  const additive = query.measures.filter(isAdditive);
  return {
    stepMs,
    startTimes: Array.from({ length: count }, (_, index) => new Date(originMs + index * stepMs).toISOString()),
    series: shown.map(({ group }) => {
      const entry = byKey.get(JSON.stringify(group));
      return { ...seriesKey(group, query), ...toValues(entry?.buckets ?? new Map(), count, query.measures) };
    }),
    more:
      hidden.length === 0
        ? null
        : {
            series: hidden.length,
            ...toValues(await readOthers(pool, projectId, { ...shared, buckets, selection }, shown), count, additive),
          },
    uncountedMinutes: liveMinutesOf(due, query).missing,
  };
}

/** Whole units of the finest rows that are kept of the range's beginning. */
function stepOf(query: TimeseriesQuery, { keptFromMs }: DueUnits): number {
  const shortestMs = unitMs[finestKept(keptFromMs, query.from.getTime())];
  return query.stepMs === undefined ? stepFor(query, shortestMs) : Math.ceil(query.stepMs / shortestMs) * shortestMs;
}

/** Where the figures of a cut and its filters stand: the coarsest grain that knows them. */
export function selectionOf(filter: MetricFilter & { by?: SeriesBy }): MetricSelection {
  const { application, model, spanName, environment, by } = filter;
  const isScoped = application !== undefined || by === "application";
  const ofEnvironment = environment === undefined ? {} : { environment };
  const limits = {
    ...ofEnvironment,
    ...(application === undefined ? {} : { scope: application }),
    ...(spanName === undefined ? {} : { names: [spanName] }),
    ...(model === undefined ? {} : { models: [model] }),
  };
  if (by === "spanName" || spanName !== undefined) {
    const groupBy =
      by === "spanName" ? (["name", "kind"] as const) : by === "model" ? (["model"] as const) : traceColumnOf(by);
    return {
      grain: isScoped ? grains.applicationSpan : grains.span,
      ...limits,
      groupBy,
      ...(by === "model" ? { callsOnly: true } : {}),
    };
  }
  if (by === "model" || model !== undefined) {
    const groupBy = by === "model" ? (["model", "provider", "kind"] as const) : traceColumnOf(by);
    return { grain: isScoped ? grains.applicationModel : grains.model, ...limits, groupBy };
  }
  if (!isScoped) return { grain: grains.total, ...ofEnvironment, groupBy: traceColumnOf(by) };
  return {
    grain: grains.application,
    ...ofEnvironment,
    ...(application === undefined ? {} : { names: [application] }),
    groupBy: by === "application" ? ["name"] : traceColumnOf(by),
  };
}

function traceColumnOf(by: SeriesBy | undefined): readonly ["scope"] | readonly ["environment"] | readonly [] {
  return by === "application" ? ["scope"] : by === "environment" ? ["environment"] : [];
}

/** Only the groups that are drawn: their histograms are most of what is read. */
function onlyThese(
  selection: MetricSelection,
  by: SeriesBy | undefined,
  shown: readonly GroupBuckets[],
): MetricSelection {
  const valuesOf = (column: "name" | "model" | "scope" | "environment") => [
    ...new Set(shown.map(({ group }) => group[column] ?? "")),
  ];
  const [first] = selection.groupBy;
  if (by === undefined || first === undefined || shown.length === 0) return selection;
  if (first === "name") return { ...selection, names: valuesOf("name") };
  if (first === "model") return { ...selection, models: valuesOf("model") };
  if (first === "environment") return { ...selection, environments: valuesOf("environment") };
  return { ...selection, scopes: valuesOf("scope") };
}

type Shared = Omit<Parameters<typeof readBuckets>[2], "histograms">;

/** What is not drawn by itself, added up in the database: there may be thousands of series. */
async function readOthers(
  pool: Pool,
  projectId: string,
  query: Shared,
  shown: readonly GroupBuckets[],
): Promise<ReadonlyMap<number, MetricFigures>> {
  const columns = query.selection.groupBy;
  const selection = { ...query.selection, except: { columns, groups: shown.map(({ group }) => group) }, groupBy: [] };
  const [entry] = await readBuckets(pool, projectId, { ...query, selection, histograms: [] });
  return entry?.buckets ?? new Map();
}

function sortByFirst(groups: readonly GroupBuckets[], measures: readonly Measure[]): GroupBuckets[] {
  const measure = measures.find(isAdditive) ?? "requests";
  const sizeOf = ({ buckets }: GroupBuckets) => {
    const [figures] = buckets.values();
    return figures === undefined ? 0 : (readMeasure(figures, measure) ?? 0);
  };
  return [...groups].sort(
    (a, b) => sizeOf(b) - sizeOf(a) || (JSON.stringify(a.group) < JSON.stringify(b.group) ? -1 : 1),
  );
}

function seriesKey(group: Group, { application, model, spanName, environment }: MetricFilter): SeriesKey {
  const isFolded = group.kind === foldedKind;
  const isSpan = group.kind !== undefined && group.name !== undefined && group.model === undefined;
  return {
    application: group.scope ?? (isSpan ? undefined : group.name) ?? application ?? null,
    model: group.model ?? model ?? null,
    provider: group.provider === undefined || group.provider === "" ? null : group.provider,
    spanName: (isSpan ? group.name : undefined) ?? spanName ?? null,
    environment: group.environment ?? environment ?? null,
    kind: isSpan && !isFolded ? kindFromNumber(group.kind ?? 0) : null,
    isFolded,
  };
}

function toValues(
  buckets: ReadonlyMap<number, MetricFigures>,
  count: number,
  measures: readonly Measure[],
): Pick<Series, "total" | "values"> {
  const total = new MetricFigures();
  for (const figures of buckets.values()) total.add(figures);
  const empty = new MetricFigures();
  const values = measures.map((measure) => [
    measure,
    Array.from({ length: count }, (_, index) => readMeasure(buckets.get(index) ?? empty, measure)),
  ]);
  return { total: readMeasures(total, measures), values: Object.fromEntries(values) };
}
