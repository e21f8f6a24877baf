import type { ChartModel, ChartSeries } from "./chart-series";

/** How high each bar stands with those below it, the first at the foot; null where none of them has a value. */
export function stackedSums({ series }: ChartModel): (number | null)[][] {
  const bars = series.filter(({ look }) => look === "bar");
  return bars.map((_, index) =>
    (bars[0]?.values ?? []).map((__, at) => {
      const parts = bars.slice(0, index + 1).map(({ values }) => values[at] ?? null);
      return parts.every((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
    }),
  );
}

/**
 * What a click on the drawing means, of what can be filtered by: the nearest line, or the bar around that value.
 *
 * @param near How far from a line, or above the bars, a click may be; in the unit of the values.
 */
export function seriesAt(model: ChartModel, bucket: number, value: number, near: number): ChartSeries | undefined {
  const lines = model.series
    .filter(({ look, value: picked, values }) => look !== "bar" && picked !== undefined && values[bucket] != null)
    .map((series) => ({ series, distance: Math.abs((series.values[bucket] ?? 0) - value) }))
    .sort((a, b) => a.distance - b.distance);
  const [nearest] = lines;
  if (nearest !== undefined) return nearest.distance <= near ? nearest.series : undefined;
  const bars = model.series.filter(({ look }) => look === "bar");
  const sums = stackedSums(model).map((values) => values[bucket] ?? 0);
  const hit =
    bars.find((_, index) => value <= (sums[index] ?? 0)) ??
    (value <= (sums.at(-1) ?? 0) + near ? bars.at(-1) : undefined);
  return hit?.value === undefined ? undefined : hit;
}
