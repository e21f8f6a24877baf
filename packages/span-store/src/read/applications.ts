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
  range: { readonly from: Date; readonly to: Date },
): Promise<ApplicationSummary[]> {
  checkRange(range);
  const found = await readBuckets(pool, projectId, {
    range,
    buckets: {
      originMs: range.from.getTime(),
      stepMs: (range.to.getTime() - range.from.getTime()) / pulseBuckets,
      count: pulseBuckets,
    },
    selection: { grain: grains.application, groupBy: ["name"] },
    histograms: ["durations"],
    live: "traces",
    due: await readDueUnits(pool, projectId),
  });
  return found
    .map(summaryOf)
    .sort((a, b) => b.traces - a.traces || (a.application < b.application ? -1 : 1))
    .slice(0, applicationsMax);
}

function summaryOf({ group, buckets }: GroupBuckets): ApplicationSummary {
  const total = new MetricFigures();
  for (const figures of buckets.values()) total.add(figures);
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
      const figures = buckets.get(index);
      return { traces: figures?.count ?? 0, errors: figures?.errors ?? 0 };
    }),
  };
}
