"use client";

import { Icon } from "@plumbline/ui/icon";
import Link from "next/link";
import { useClock } from "~/lib/clock";
import { formatMinute } from "~/lib/format";
import type { ChartModel, ChartSeries } from "./chart-series";
import styles from "./overview.module.css";
import { TimeChart, type TimeChartProps } from "./time-chart";

export interface ChartPanelProps extends TimeChartProps {
  /** The bucket whose values stand beside the labels; the last one while nothing is hovered. */
  readonly hovered: number | undefined;
  /** The traces behind a series. */
  readonly tracesHref: (series: ChartSeries) => string;
}

/** A headline, the values of the hovered bucket, and the chart. */
export function ChartPanel({ hovered, tracesHref, ...chart }: ChartPanelProps) {
  const clock = useClock();
  const { model, startTimes, onPick } = chart;
  const at = hovered ?? lastKnown(model);
  const time = startTimes[at];
  const isAlone = model.series.length === 1 && model.series[0]?.value === undefined;
  return (
    <section className={styles.panel} aria-label={model.title}>
      <div className={styles.panelHead}>
        <div>
          <h2 className={styles.panelTitle}>{model.title}</h2>
          <p className={styles.headline}>
            <b>{model.headline}</b> <span>{model.note}</span>
          </p>
        </div>
      </div>
      <dl className={styles.legend} data-hovered={hovered === undefined ? undefined : ""}>
        {model.series.map((series) => (
          <LegendRow
            key={series.label}
            series={series}
            text={shownValue(series, at, model)}
            label={isAlone && time !== undefined ? formatMinute(time, clock) : series.label}
            onPick={onPick}
            href={series.value === undefined ? undefined : tracesHref(series)}
          />
        ))}
      </dl>
      <TimeChart {...chart} />
    </section>
  );
}

/** The newest bucket with a value: the last one may have only begun, and have one of the time before alone. */
function lastKnown({ series }: ChartModel): number {
  const own = series.filter(({ look }) => look !== "before");
  return Math.max(0, ...own.map(({ values }) => values.findLastIndex((value) => value !== null && value !== 0)));
}

const manySeries = 4;

/** With many series their names are the key to the colours, and only those that have something there say how much. */
function shownValue(series: ChartSeries, at: number, model: ChartModel): string {
  const value = series.values[at] ?? null;
  if (model.series.length >= manySeries && (value ?? 0) === 0) return "";
  return value === null ? "none" : model.format(value);
}

function LegendRow({
  series,
  text,
  label,
  onPick,
  href,
}: {
  readonly series: ChartSeries;
  readonly text: string;
  readonly label: string;
  readonly onPick: TimeChartProps["onPick"];
  readonly href: string | undefined;
}) {
  const name = (
    <>
      <i data-tone={series.tone} data-look={series.look} aria-hidden="true" />
      <span className="pl-cut">{label}</span>
    </>
  );
  return (
    <div>
      <dt>
        {series.value === undefined ? (
          name
        ) : (
          <button type="button" title={`Show only ${label}`} onClick={() => onPick(series)}>
            {name}
          </button>
        )}
        {href === undefined ? null : (
          <Link prefetch={false} href={href} aria-label={`Traces of ${label}`} title={`Traces of ${label}`}>
            <Icon name="traces" size="tiny" />
          </Link>
        )}
      </dt>
      <dd>{text}</dd>
    </div>
  );
}
