import type { Pool } from "@plumbline/db/pool";
import { readDueUnits } from "../metrics/due-units";
import { grains, MetricFigures } from "../metrics/metric-row";
import { type GroupBuckets, readBuckets } from "../metrics/read-buckets";
import { checkRange } from "./trace-filter";
import type { ApplicationSummary } from "./types";

export const applicationsMax = 500;
const pulseBuckets = 24;

/**
 * Applications with a trace in the range, most traces first; at most `applicationsMax`. From roll-ups, and from the traces
 * themselves where those are not up to date.
 */
export async function listApplications(
  pool: Pool,
  projectId: string,
  range: { readonly from: Date; readonly to: Date; readonly environment?: string },
): Promise<ApplicationSummary[]> {
  checkRange(range);
  const due = await readDueUnits(pool, projectId);
  const lengthMs = range.to.getTime() - range.from.getTime();
  const selection = {
    grain: grains.application,
    groupBy: ["name"],
    ...(range.environment === undefined ? {} : { environment: range.environment }),
  } as const;
  const shared = { range, selection, live: "traces", due } as const;
  const [totals, pulses] = await Promise.all([
    readBuckets(pool, projectId, {
      ...shared,
      buckets: { originMs: range.from.getTime(), stepMs: lengthMs, count: 1 },
      histograms: ["durations"],
    }),
    // Without histograms, which are nearly all of what the shorter units would read.
    readBuckets(pool, projectId, {
      ...shared,
      buckets: { originMs: range.from.getTime(), stepMs: lengthMs / pulseBuckets, count: pulseBuckets },
      histograms: [],
    }),
  ]);
  const pulseOf = new Map(pulses.map(({ group, buckets }) => [group.name, buckets]));
  return totals
    .map((entry) => summaryOf(entry, pulseOf.get(entry.group.name) ?? new Map()))
    .sort((a, b) => b.traces - a.traces || (a.application < b.application ? -1 : 1))
    .slice(0, applicationsMax);
}

function summaryOf({ group, buckets }: GroupBuckets, pulse: ReadonlyMap<number, MetricFigures>): ApplicationSummary {
  const total = buckets.get(0) ?? new MetricFigures();
  return {
    application: group.name ?? "",
    traces: total.count,
    errors: total.errors,
    inputTokens: total.inputTokens,
    outputTokens: total.outputTokens,
    cost: total.cost,
    p50Ms: total.durations.quantileMs(0.5),
    p95Ms: total.durations.quantileMs(0.95),
    lastSeen: total.lastReceivedAt ?? "",
    pulse: Array.from({ length: pulseBuckets }, (_, index) => {
      const figures = pulse.get(index);
      return { traces: figures?.count ?? 0, errors: figures?.errors ?? 0 };
    }),
  };
}
