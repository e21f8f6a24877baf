"use client";

import { useClock } from "~/lib/clock";
import { formatMinute } from "~/lib/format";
import type { ChartModel } from "./chart-model";
import styles from "./overview.module.css";
import { TimeChart, type TimeChartProps } from "./time-chart";

/** A headline, the values of the hovered bucket, and the chart. */
export function ChartPanel({
  hovered,
  ...chart
}: TimeChartProps & {
  /** The bucket whose values stand beside the labels; the last one while nothing is hovered. */
  readonly hovered: number | undefined;
}) {
  const clock = useClock();
  const { model, startTimes } = chart;
  const at = hovered ?? lastKnown(model);
  const time = startTimes[at];
  return (
    <section className={styles.panel} aria-label={model.title}>
      <div className={styles.panelHead}>
        <div>
          <h2 className={styles.panelTitle}>{model.title}</h2>
          <p className={styles.headline}>
            <b>{model.headline}</b> <span>{model.note}</span>
          </p>
        </div>
        <dl className={styles.legend} data-hovered={hovered === undefined ? undefined : ""}>
          {model.series.length === 1 ? (
            <LegendRow
              series={model.series[0]}
              at={at}
              model={model}
              label={time === undefined ? "" : formatMinute(time, clock)}
            />
          ) : (
            model.series.map((series) => (
              <LegendRow key={series.label} series={series} at={at} model={model} label={series.label} />
            ))
          )}
        </dl>
      </div>
      <TimeChart {...chart} />
    </section>
  );
}

/** The newest bucket with a value: the last one may have only begun. */
function lastKnown({ series }: ChartModel): number {
  return Math.max(0, ...series.map(({ values }) => values.findLastIndex((value) => value !== null && value !== 0)));
}

function LegendRow({
  series,
  at,
  model,
  label,
}: {
  readonly series: ChartModel["series"][number] | undefined;
  readonly at: number;
  readonly model: ChartModel;
  readonly label: string;
}) {
  const value = series?.values[at] ?? null;
  return (
    <div>
      <dt>
        <i data-tone={series?.tone} data-look={series?.look} aria-hidden="true" />
        <span className="pl-cut">{label}</span>
      </dt>
      <dd>{value === null ? "none" : model.format(value)}</dd>
    </div>
  );
}
