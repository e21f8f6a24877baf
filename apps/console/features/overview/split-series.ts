import type { MetricsTimeseriesResponse } from "@plumbline/public-api/routes/get-metrics-timeseries";
import type { ChartSeries, Tone } from "./chart-series";
import type { Dimension } from "./overview-params";

type Answer = MetricsTimeseriesResponse;
type AnswerSeries = Answer["series"][number];
export type Measure = keyof AnswerSeries["values"];

const tones: readonly Tone[] = ["s1", "s2", "s3", "s4", "s5", "s6"];

const unknown: Readonly<Record<Dimension, string>> = {
  application: "no name",
  model: "model not known",
  spanName: "no name",
  environment: "no environment",
};

/** What a value is called where it is shown. */
export function valueLabel(dimension: Dimension, value: string): string {
  return value === "" ? unknown[dimension] : value;
}

/**
 * The largest values of a measure that adds up, and all the others together: the stack is as high as the whole. The same value
 * has the same colour in every chart, because the answer's order decides.
 */
export function stackOf(
  answer: Answer,
  by: Dimension,
  measure: Measure,
  colours: readonly Tone[] = tones,
): ChartSeries[] {
  const isKnown = (series: AnswerSeries) => series.total[measure] != null;
  const shown = shownOf(answer, by, colours).filter(({ series }) => isKnown(series));
  if (shown.length === 0) return [];
  const drawn = new Set(shown.map(({ series }) => series));
  const hidden = answer.series.filter((series) => isKnown(series) && !drawn.has(series));
  const count = hidden.length + (answer.more?.total[measure] == null ? 0 : answer.more.series);
  const stack = shown.map(
    ({ series, ...look }): ChartSeries => ({ ...look, look: "bar", values: valuesOf(series, measure) }),
  );
  if (count === 0) return stack;
  const parts = [...hidden, ...(answer.more === null ? [] : [answer.more])].map((part) => valuesOf(part, measure));
  const rest = answer.startTimes.map((_, at) => parts.reduce<number | null>((sum, part) => add(sum, part[at]), null));
  return [...stack, { label: `${count} more`, tone: "bar", look: "bar", values: rest }];
}

/** Of all series together; for measures that add up. */
export function totalOf(answer: Answer, measure: Measure): number | null {
  return [...answer.series, ...(answer.more === null ? [] : [answer.more])].reduce<number | null>(
    (sum, { total }) => add(sum, total[measure]),
    null,
  );
}

function valuesOf({ values }: Pick<AnswerSeries, "values">, measure: Measure): readonly (number | null)[] {
  return values[measure] ?? [];
}

function add(sum: number | null, value: number | null | undefined): number | null {
  return value == null ? sum : (sum ?? 0) + value;
}

/** The same values as lines, for what does not add up. */
export function linesOf(answer: Answer, by: Dimension, measure: Measure): ChartSeries[] {
  return shownOf(answer, by, tones)
    .filter(({ series }) => series.total[measure] != null)
    .map(({ series, ...look }) => ({ ...look, look: "line" as const, values: series.values[measure] ?? [] }));
}

function shownOf(answer: Answer, by: Dimension, colours: readonly Tone[]) {
  const named = answer.series.filter((series) => !series.isFolded).slice(0, colours.length);
  return named.map((series, index) => {
    const value = series[by] ?? "";
    // One model may come from several providers.
    const isTwice = named.some((other) => other !== series && other[by] === series[by]);
    const more = isTwice ? (series.provider ?? series.kind) : null;
    const label = valueLabel(by, value);
    return {
      series,
      label: more === null ? label : `${label} (${more})`,
      tone: colours[index] ?? "bar",
      value: { dimension: by, value },
    };
  });
}
