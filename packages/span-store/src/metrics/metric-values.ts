import type { Pool } from "@plumbline/db/pool";
import { kindFromNumber, type LlmKind } from "@plumbline/span/kind";
import { checkRange } from "../read/trace-filter";
import { readDueUnits } from "./due-units";
import { foldedKind } from "./metric-row";
import { type GroupBuckets, readBuckets } from "./read-buckets";
import { type SeriesBy, selectionOf } from "./timeseries";

/** One value that figures can be filtered by, and how many traces, calls or spans it has in the range. */
export interface MetricValue {
  /** "": none reported. */
  readonly value: string;
  readonly count: number;
}

/** The most frequent first. */
export interface MetricValues {
  readonly applications: readonly MetricValue[];
  readonly models: readonly MetricValue[];
  readonly environments: readonly MetricValue[];
  readonly spanNames: readonly (MetricValue & { readonly kind: LlmKind })[];
}

export const metricValuesMax = 200;

/** What figures of a range can be filtered by, from roll-ups. */
export async function readMetricValues(
  pool: Pool,
  projectId: string,
  range: { readonly from: Date; readonly to: Date },
): Promise<MetricValues> {
  checkRange(range);
  const due = await readDueUnits(pool, projectId);
  const read = async (by: SeriesBy) => {
    const found = await readBuckets(pool, projectId, {
      range,
      buckets: { originMs: range.from.getTime(), stepMs: range.to.getTime() - range.from.getTime(), count: 1 },
      selection: selectionOf({ ...range, by }),
      histograms: [],
      live: "uncounted",
      due,
    });
    return found
      .filter(({ group }) => group.kind !== foldedKind)
      .map((entry) => ({ group: entry.group, count: countOf(entry) }))
      .sort((a, b) => b.count - a.count);
  };
  const [applications, models, environments, spans] = await Promise.all([
    read("application"),
    read("model"),
    read("environment"),
    read("spanName"),
  ]);
  return {
    applications: firstOf(applications.map(({ group, count }) => ({ value: group.name ?? "", count }))),
    models: firstOf(models.map(({ group, count }) => ({ value: group.model ?? "", count }))),
    environments: firstOf(environments.map(({ group, count }) => ({ value: group.environment ?? "", count }))),
    spanNames: spans
      .slice(0, metricValuesMax)
      .map(({ group, count }) => ({ value: group.name ?? "", kind: kindFromNumber(group.kind ?? 0), count })),
  };
}

function countOf({ buckets }: GroupBuckets): number {
  return buckets.get(0)?.count ?? 0;
}

/** One model of several providers is one value. */
function firstOf(values: readonly MetricValue[]): MetricValue[] {
  const counts = new Map<string, number>();
  for (const { value, count } of values) counts.set(value, (counts.get(value) ?? 0) + count);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, metricValuesMax);
}
