import type { Pool } from "@plumbline/db/pool";
import { readDueUnits } from "../metrics/due-units";
import { grains, MetricFigures } from "../metrics/metric-row";
import { readBuckets } from "../metrics/read-buckets";
import type { PulseBucket, PulseFigures } from "./types";

/** The pulse of every trace of a range, from roll-ups; of the traces themselves only what those do not say yet. */
export async function readRolledPulse(
  pool: Pool,
  projectId: string,
  range: { readonly from: Date; readonly to: Date },
  stepMs: number,
): Promise<{ readonly total: PulseFigures; readonly buckets: PulseBucket[] }> {
  const originMs = Math.floor(range.from.getTime() / stepMs) * stepMs;
  const count = Math.ceil((range.to.getTime() - originMs) / stepMs);
  const [all] = await readBuckets(pool, projectId, {
    range,
    buckets: { originMs, stepMs, count },
    selection: { grain: grains.total, groupBy: [] },
    histograms: ["durations"],
    live: "traces",
    due: await readDueUnits(pool, projectId),
  });
  const none = new MetricFigures();
  const total = new MetricFigures();
  for (const figures of all?.buckets.values() ?? []) total.add(figures);
  const buckets = Array.from({ length: count }, (_, index) => ({
    startTime: new Date(originMs + index * stepMs).toISOString(),
    ...figuresOf(all?.buckets.get(index) ?? none),
  }));
  return { total: figuresOf(total), buckets };
}

function figuresOf({ count, errors, durations }: MetricFigures): PulseFigures {
  return { traces: count, errors, p50Ms: durations.quantileMs(0.5), p95Ms: durations.quantileMs(0.95) };
}
