"use client";

import { useEffect, useRef, useState } from "react";
import type uPlot from "uplot";
import { useClock } from "~/lib/clock";
import type { TimeWindow } from "~/lib/time-range";
import type { ChartModel, ChartSeries } from "./chart-model";

const height = 150;

export interface TimeChartProps {
  readonly model: ChartModel;
  readonly startTimes: readonly string[];
  readonly stepMs: number;
  /** The bucket under the pointer, on this chart or another one; undefined where there is none. */
  readonly onHover: (bucket: number | undefined) => void;
  readonly onZoom: (range: TimeWindow) => void;
}

/**
 * One chart on the time axis that all charts of the page share: hovering one moves the line in all, dragging zooms. Drawn by
 * uPlot, which is loaded with the first chart.
 */
export function TimeChart({ model, startTimes, stepMs, onHover, onZoom }: TimeChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const { timeZone } = useClock();
  const handlers = useRef({ onHover, onZoom });
  handlers.current = { onHover, onZoom };
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const target = place.current;
    if (target === null) return;
    let chart: uPlot | undefined;
    let isGone = false;
    const draw = async () => {
      const { default: Plot } = await import("uplot");
      if (isGone) return;
      chart?.destroy();
      chart = new Plot(
        optionsOf(Plot, target, model, stepMs, timeZone, handlers),
        dataOf(model, startTimes, stepMs),
        target,
      );
    };
    const drawOrTell = () => void draw().catch((error: Error) => setProblem(error.message));
    drawOrTell();
    const resized = new ResizeObserver(() => chart?.setSize({ width: target.clientWidth, height }));
    resized.observe(target);
    // Colours are drawn, so another theme is another drawing.
    const themed = new MutationObserver(drawOrTell);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
    return () => {
      isGone = true;
      resized.disconnect();
      themed.disconnect();
      chart?.destroy();
    };
  }, [model, startTimes, stepMs, timeZone]);
  if (problem !== undefined)
    return (
      <p className="overview-plot pl-dim">The chart could not be drawn ({problem}). Its figures stand under “Table”.</p>
    );
  return <div ref={place} className="overview-plot" role="img" aria-label={describe(model, startTimes.length)} />;
}

/** The next round number: 1, 2, 2.5, 5 or 10 times a power of ten, so that its half is round as well. */
function niceMax(max: number): number {
  if (!(max > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(max));
  const step = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= max) ?? 10;
  return step * power;
}

const daySeconds = 86_400;

/** Hours within a day, days over several; midnight is written as its day. */
function timeLabels(splits: readonly number[], timeZone: string): string[] {
  const [first = 0, second = first] = splits;
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, day: "numeric", month: "short" });
  const minute = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
  return splits.map((seconds) => {
    const time = minute.format(seconds * 1000);
    return second - first >= daySeconds || time === "00:00" ? day.format(seconds * 1000) : time;
  });
}

/** What the picture says, for those who do not see it; every value stands in the table of the page. */
function describe(model: ChartModel, buckets: number): string {
  const highest = model.series.map((series) => {
    const most = Math.max(0, ...series.values.map((value) => value ?? 0));
    return `${series.label} at most ${model.format(most)}`;
  });
  return `${model.title}: ${model.headline}${model.note === "" ? "" : `, ${model.note}`}. ${buckets} buckets; ${highest.join("; ")}.`;
}

function isBar(series: ChartSeries): boolean {
  return series.look === "bar";
}

/** uPlot draws bars from zero: stacked ones are sums, the highest first and so behind. */
function stacked(model: ChartModel): (number | null)[][] {
  const bars = model.series.filter(isBar);
  const sums = bars.map((_, index) =>
    (bars[0]?.values ?? []).map((__, at) => {
      const parts = bars.slice(0, index + 1).map((series) => series.values[at] ?? null);
      return parts.every((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
    }),
  );
  return sums.reverse();
}

function dataOf(model: ChartModel, startTimes: readonly string[], stepMs: number): uPlot.AlignedData {
  const middles = startTimes.map((time) => (Date.parse(time) + stepMs / 2) / 1000);
  const lines = model.series.filter((series) => !isBar(series)).map((series) => [...series.values]);
  return [middles, ...stacked(model), ...lines] as uPlot.AlignedData;
}

function optionsOf(
  Plot: typeof uPlot,
  target: HTMLElement,
  model: ChartModel,
  stepMs: number,
  timeZone: string,
  handlers: { readonly current: Pick<TimeChartProps, "onHover" | "onZoom"> },
): uPlot.Options {
  const style = getComputedStyle(target);
  const color = (token: string) => style.getPropertyValue(`--${token}`).trim();
  const font = `11px ${style.fontFamily}`;
  const bars = Plot.paths.bars?.({ size: [0.78, 60] });
  const drawn = [...model.series.filter(isBar).reverse(), ...model.series.filter((series) => !isBar(series))];
  const axis = { stroke: color("ink-3"), font, ticks: { show: false } } as const;
  return {
    width: target.clientWidth,
    height,
    legend: { show: false },
    padding: [6, 0, 0, 4],
    tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1000), timeZone),
    cursor: { sync: { key: "overview" }, y: false, points: { show: false }, drag: { x: true, y: false } },
    scales: {
      x: { range: (_, min, max) => [min - stepMs / 2000, max + stepMs / 2000] },
      y: { range: (_, __, max) => [0, niceMax(max)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        gap: 2,
        values: (_, splits) => timeLabels(splits, timeZone),
      },
      {
        ...axis,
        side: 1,
        size: 58,
        gap: 6,
        grid: { stroke: color("line"), width: 1 },
        splits: (_, __, min, max) => [min, max / 2, max],
        values: (_, splits) => splits.map((split) => model.format(split)),
      },
    ],
    series: [{}, ...drawn.map((series) => seriesOf(series, color(series.tone), bars))],
    hooks: {
      setCursor: [(plot) => handlers.current.onHover(plot.cursor.idx ?? undefined)],
      setSelect: [
        (plot) => {
          if (plot.select.width < 4) return;
          const at = (left: number) => Math.round(plot.posToVal(left, "x") * 1000);
          handlers.current.onZoom({ fromMs: at(plot.select.left), toMs: at(plot.select.left + plot.select.width) });
        },
      ],
    },
  };
}

function seriesOf(series: ChartSeries, color: string, bars: uPlot.Series.PathBuilder | undefined): uPlot.Series {
  if (isBar(series))
    return { fill: color, width: 0, points: { show: false }, ...(bars === undefined ? {} : { paths: bars }) };
  return {
    stroke: color,
    width: series.look === "line" ? 2 : 1,
    points: { show: false },
    spanGaps: false,
    ...(series.look === "dashed" ? { dash: [4, 3] } : {}),
  };
}
