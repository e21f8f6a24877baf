"use client";

import { useEffect, useRef, useState } from "react";
import type uPlot from "uplot";
import { useClock } from "~/lib/clock";
import type { TimeWindow } from "~/lib/time-range";
import type { ChartModel, ChartSeries } from "./chart-series";
import { seriesAt, stackedSums } from "./series-at";

const height = 150;

export interface TimeChartProps {
  readonly model: ChartModel;
  readonly startTimes: readonly string[];
  readonly stepMs: number;
  /** The bucket under the pointer, on this chart or another one; undefined where there is none. */
  readonly onHover: (bucket: number | undefined) => void;
  readonly onZoom: (range: TimeWindow) => void;
  /** A series that can be filtered by was clicked. */
  readonly onPick: (series: ChartSeries) => void;
  /** Moments that are marked by a line. */
  readonly marks?: readonly { readonly timeMs: number; readonly label: string }[];
}

type Handlers = Pick<TimeChartProps, "onHover" | "onZoom" | "onPick">;
const noMarks: NonNullable<TimeChartProps["marks"]> = [];

/**
 * One chart on the time axis that all charts of the page share: hovering one moves the line in all, dragging zooms. Drawn by
 * uPlot, which is loaded with the first chart.
 */
export function TimeChart(props: TimeChartProps) {
  const { model, startTimes, stepMs, onHover, onZoom, onPick, marks = noMarks } = props;
  const place = useRef<HTMLDivElement>(null);
  const { timeZone } = useClock();
  const handlers = useRef<Handlers>({ onHover, onZoom, onPick });
  handlers.current = { onHover, onZoom, onPick };
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
        optionsOf(Plot, target, { model, stepMs, timeZone, marks, handlers }),
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
  }, [model, startTimes, stepMs, timeZone, marks]);
  if (problem !== undefined)
    return (
      <p className="overview-plot pl-dim">The chart could not be drawn ({problem}). Its figures stand under “Table”.</p>
    );
  return (
    <div
      ref={place}
      className="overview-plot"
      data-pickable={model.series.some(({ value }) => value !== undefined) ? "" : undefined}
      role="img"
      aria-label={describe(model, startTimes.length, marks)}
    />
  );
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
function describe(model: ChartModel, buckets: number, marks: NonNullable<TimeChartProps["marks"]>): string {
  const highest = model.series.map((series) => {
    const most = Math.max(0, ...series.values.map((value) => value ?? 0));
    return `${series.label} at most ${model.format(most)}`;
  });
  const marked = marks.length === 0 ? "" : ` Marked: ${marks.map(({ label }) => label).join("; ")}.`;
  return `${model.title}: ${model.headline}${model.note === "" ? "" : `, ${model.note}`}. ${buckets} buckets; ${highest.join("; ")}.${marked}`;
}

function isBar(series: ChartSeries): boolean {
  return series.look === "bar";
}

function dataOf(model: ChartModel, startTimes: readonly string[], stepMs: number): uPlot.AlignedData {
  const middles = startTimes.map((time) => (Date.parse(time) + stepMs / 2) / 1000);
  const lines = model.series.filter((series) => !isBar(series)).map((series) => [...series.values]);
  return [middles, ...stackedSums(model).reverse(), ...lines] as uPlot.AlignedData;
}

interface Drawing {
  readonly model: ChartModel;
  readonly stepMs: number;
  readonly timeZone: string;
  readonly marks: NonNullable<TimeChartProps["marks"]>;
  readonly handlers: { readonly current: Handlers };
}

function optionsOf(Plot: typeof uPlot, target: HTMLElement, drawing: Drawing): uPlot.Options {
  const { model, stepMs, timeZone, handlers } = drawing;
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
    padding: [6, 0, 0, 14],
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
        splits: (_, __, min, max) => (model.isCount === true && max % 2 !== 0 ? [min, max] : [min, max / 2, max]),
        values: (_, splits) => splits.map((split) => model.format(split)),
      },
    ],
    series: [
      {},
      ...drawn.map((series) => seriesOf(series, color(series.look === "before" ? "ink-3" : series.tone), bars)),
    ],
    hooks: {
      ready: [(plot) => pickOnClick(plot, model, handlers)],
      draw: [(plot) => drawMarks(plot, drawing.marks, color("error"))],
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
    width: series.look === "line" ? (series.value === undefined ? 2 : 1.5) : 1,
    points: { show: true, size: 4, fill: color, stroke: color, filter: aloneIn },
    spanGaps: false,
    ...(series.look === "dashed" ? { dash: [4, 3] } : series.look === "before" ? { dash: [2, 3] } : {}),
  };
}

/** A value between two that are missing is no line: it is drawn as a point. */
function aloneIn(plot: uPlot, seriesIndex: number): number[] {
  const values = plot.data[seriesIndex] ?? [];
  return [...values.keys()].filter(
    (index) => values[index] != null && values[index - 1] == null && values[index + 1] == null,
  );
}

/** A drag zooms; a press that stays where it is picks the series under it. */
function pickOnClick(plot: uPlot, model: ChartModel, handlers: { readonly current: Handlers }): void {
  let pressedX = 0;
  plot.over.addEventListener("mousedown", (event) => {
    pressedX = event.clientX;
  });
  plot.over.addEventListener("click", (event) => {
    const { idx, top } = plot.cursor;
    if (Math.abs(event.clientX - pressedX) > 3 || idx == null || top == null) return;
    const perPixel = Math.abs(plot.posToVal(0, "y") - plot.posToVal(1, "y"));
    const series = seriesAt(model, idx, plot.posToVal(top, "y"), perPixel * nearPx);
    if (series !== undefined) handlers.current.onPick(series);
  });
}

/** A line is thin: a click this near is meant for it. */
const nearPx = 16;

function drawMarks(plot: uPlot, marks: Drawing["marks"], color: string): void {
  const { ctx, bbox } = plot;
  for (const { timeMs } of marks) {
    const x = Math.round(plot.valToPos(timeMs / 1000, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.save();
    ctx.strokeStyle = color;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.restore();
  }
}
