import { msPerDay } from "@plumbline/base/time";
import type { Pool } from "@plumbline/db/pool";
import { kindFromNumber, type LlmKind } from "@plumbline/span/kind";
import { checkRange } from "../read/trace-filter";
import { readDueUnits } from "./due-units";
import { foldedKind, MetricFigures } from "./metric-row";
import { type GroupBuckets, type GroupColumn, type MetricSelection, readBuckets } from "./read-buckets";
import { readTotal } from "./summary";
import { type MetricFilter, selectionOf } from "./timeseries";

/** Spans of one name and kind. */
export interface SlowSpan {
  readonly spanName: string;
  readonly kind: LlmKind;
  readonly count: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Sum of the durations. */
  readonly totalMs: number;
  /**
   * Their share of the time of all traces; spans that run beside each other count each, so that it may exceed 1. Null where
   * no trace has ended.
   */
  readonly timeShare: number | null;
}

const candidatesMax = 60;
export const slowestMax = 20;

/** Of the names that take most time altogether, those with the largest p95, slowest first. */
export async function readSlowestSpans(pool: Pool, projectId: string, filter: MetricFilter): Promise<SlowSpan[]> {
  checkRange(filter);
  const due = await readDueUnits(pool, projectId);
  const { from, to, application, environment } = filter;
  const read = (selection: MetricSelection, histograms: readonly "durations"[]) =>
    readBuckets(pool, projectId, {
      range: filter,
      buckets: { originMs: from.getTime(), stepMs: to.getTime() - from.getTime(), count: 1 },
      selection,
      histograms,
      live: "uncounted",
      due,
    });
  const selection = selectionOf({ ...filter, by: "spanName" });
  const traces = await readTotal(
    pool,
    projectId,
    {
      from,
      to,
      ...(application === undefined ? {} : { application }),
      ...(environment === undefined ? {} : { environment }),
    },
    due,
  );
  const candidates = (await read(selection, []))
    .filter(({ group }) => group.kind !== foldedKind)
    .sort((a, b) => totalOf(b).durationNs - totalOf(a).durationNs)
    .slice(0, candidatesMax);
  if (candidates.length === 0) return [];
  const names = [...new Set(candidates.map(({ group }) => group.name ?? ""))];
  const found = await read({ ...selection, names }, ["durations"]);
  return found
    .filter(({ group }) => group.kind !== foldedKind)
    .map((entry) => {
      const figures = totalOf(entry);
      return {
        spanName: entry.group.name ?? "",
        kind: kindFromNumber(entry.group.kind ?? 0),
        count: figures.count,
        errors: figures.errors,
        p50Ms: figures.durations.quantileMs(0.5),
        p95Ms: figures.durations.quantileMs(0.95),
        totalMs: figures.durationNs / 1e6,
        timeShare: traces.durationNs === 0 ? null : figures.durationNs / traces.durationNs,
      };
    })
    .sort((a, b) => (b.p95Ms ?? -1) - (a.p95Ms ?? -1) || b.totalMs - a.totalMs)
    .slice(0, slowestMax);
}

/** How long spans of a name and model usually take. */
export interface UsualDuration {
  readonly name: string;
  readonly kind: LlmKind;
  /** Null: no model call, or its model is not known. */
  readonly model: string | null;
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

const usualDays = 7;
export const usualNamesMax = 200;

export async function readUsualDurations(
  pool: Pool,
  projectId: string,
  names: readonly string[],
  now = new Date(),
): Promise<UsualDuration[]> {
  if (names.length === 0) return [];
  const due = await readDueUnits(pool, projectId);
  const groupBy: readonly GroupColumn[] = ["name", "kind", "model"];
  const range = { from: new Date(now.getTime() - usualDays * msPerDay), to: now };
  const found = await readBuckets(pool, projectId, {
    range,
    buckets: { originMs: range.from.getTime(), stepMs: usualDays * msPerDay, count: 1 },
    selection: { ...selectionOf({ ...range, by: "spanName" }), names, groupBy },
    histograms: ["durations"],
    live: "uncounted",
    due,
  });
  return found
    .map((entry) => {
      const { durations, count } = totalOf(entry);
      return {
        name: entry.group.name ?? "",
        kind: kindFromNumber(entry.group.kind ?? 0),
        model: entry.group.model === undefined || entry.group.model === "" ? null : entry.group.model,
        count,
        p50Ms: durations.quantileMs(0.5),
        p95Ms: durations.quantileMs(0.95),
      };
    })
    .sort((a, b) => b.count - a.count);
}

function totalOf({ buckets }: GroupBuckets): MetricFigures {
  return buckets.get(0) ?? new MetricFigures();
}
