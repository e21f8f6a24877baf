import type { MetricsSummaryResponse } from "@plumbline/public-api/routes/get-metrics-summary";
import type { MetricsTimeseriesResponse } from "@plumbline/public-api/routes/get-metrics-timeseries";
import { formatCost } from "~/lib/cost-text";
import { formatCount, formatDuration, formatPercent, formatPlural, formatTokens } from "~/lib/format";
import type { ChartModel, ChartSeries } from "./chart-series";
import { change, join, perTime, was } from "./figure-notes";
import type { Dimension, OverviewFilter } from "./overview-params";
import { linesOf, type Measure, stackOf, totalOf } from "./split-series";

export interface ChartSources {
  /** Everything together. */
  readonly all: MetricsTimeseriesResponse;
  readonly summary: MetricsSummaryResponse | undefined;
  /** What the change is reckoned from; undefined: the range before, as the summary says. */
  readonly earlier: MetricsSummaryResponse["current"] | undefined;
  /** The same by one dimension. */
  readonly split: { readonly by: Dimension; readonly answer: MetricsTimeseriesResponse } | undefined;
  /** Cost by model, where the charts are not split. */
  readonly costs: MetricsTimeseriesResponse | undefined;
  /** The time that is compared with, bucket by bucket. */
  readonly before: MetricsTimeseriesResponse | undefined;
  readonly filter: Pick<OverviewFilter, "model" | "spanName">;
}

/** The six charts of the overview. */
export function chartModels(sources: ChartSources): ChartModel[] {
  const figures = new FigureReader(sources);
  return [
    requestsChart(figures),
    errorsChart(figures),
    durationsChart(figures),
    firstTokenChart(figures),
    tokensChart(figures),
    costChart(figures),
  ];
}

/** Only a streamed call can report a first token: most projects have none, and an empty chart would say nothing. */
export function isUnreported(model: ChartModel): boolean {
  return model.id === "ttft" && model.series.every(({ values }) => values.every((value) => value === null));
}

/** The figures of a page, as its charts ask for them. */
class FigureReader {
  readonly total: Totals;
  readonly earlier: Totals | undefined;
  /** What is counted. */
  readonly what: string;
  /** A request has several calls: what is counted in those has another whole. */
  readonly isWhole: boolean;
  readonly requests: number;
  readonly errors: number;

  constructor(readonly sources: ChartSources) {
    const { all, summary, split, filter } = sources;
    this.total = summary?.current ?? all.series[0]?.total ?? {};
    this.earlier = sources.earlier ?? summary?.previous;
    this.what = unitOf(filter, split?.by);
    this.isWhole = split === undefined || this.what === unitOf(filter, undefined);
    this.requests = this.count("requests");
    this.errors = this.count("errors");
  }

  of(name: Measure): readonly (number | null)[] {
    return this.sources.all.series[0]?.values[name] ?? this.sources.all.startTimes.map(() => null);
  }

  /** A series per value, or else the whole. */
  stack(name: Measure, whole: readonly ChartSeries[]): ChartSeries[] {
    const { split } = this.sources;
    return [...(split === undefined ? whole : stackOf(split.answer, split.by, name)), ...this.before(name)];
  }

  lines(name: Measure, whole: readonly ChartSeries[]): ChartSeries[] {
    const { split } = this.sources;
    const apart = split === undefined ? [] : linesOf(split.answer, split.by, name);
    return [...(apart.length === 0 ? whole : apart), ...this.before(name)];
  }

  before(name: Measure): ChartSeries[] {
    const { before } = this.sources;
    if (before === undefined || !(this.isWhole || name === "tokens" || name === "cost")) return [];
    return [{ label: "before", tone: "bar", look: "before", values: before.series[0]?.values[name] ?? [] }];
  }

  private count(name: "requests" | "errors"): number {
    const { split } = this.sources;
    return (this.isWhole || split === undefined ? this.total[name] : totalOf(split.answer, name)) ?? 0;
  }
}

type Totals = Partial<MetricsSummaryResponse["current"]>;

function requestsChart(figures: FigureReader): ChartModel {
  const { what, requests, earlier, isWhole, sources } = figures;
  const minutes = (sources.all.startTimes.length * sources.all.stepMs) / 60_000;
  return {
    id: "requests",
    title: what,
    headline: formatCount(requests),
    note: join(requests === 0 ? "" : perTime(requests / minutes), isWhole ? change(requests, earlier?.requests) : ""),
    series: figures.stack("requests", [
      { label: what.toLowerCase(), tone: "bar", look: "bar", values: figures.of("requests") },
    ]),
    format: formatWhole,
    isCount: true,
  };
}

function errorsChart(figures: FigureReader): ChartModel {
  const { requests, errors, earlier, isWhole, sources } = figures;
  const share = formatPercent(errors / Math.max(1, requests));
  // How much of a percentage it has changed by would be read as points.
  const before = isWhole ? was(null, earlier?.errorRate, formatPercent) : "";
  const known = (text: string) => (requests === 0 ? "" : join(text, before));
  if (sources.split === undefined)
    return {
      id: "errors",
      title: "Errors",
      headline: formatCount(errors),
      note: known(share),
      series: [
        { label: "errors", tone: "error", look: "bar", values: figures.of("errors") },
        ...figures.before("errors"),
      ],
      format: formatWhole,
      isCount: true,
    };
  return {
    id: "errors",
    title: "Error rate",
    headline: share,
    note: known(formatPlural(errors, "error")),
    series: figures.lines("errorRate", []),
    format: formatPercent,
  };
}

function durationsChart(figures: FigureReader): ChartModel {
  const { what, total, earlier, isWhole } = figures;
  return {
    id: "durations",
    title: what === "Requests" ? "Response time" : "Duration",
    headline: duration(total.p95Ms),
    note: join(isWhole ? "p95" : "p95 of whole requests", was(total.p95Ms, earlier?.p95Ms, formatDuration)),
    series: figures.lines("p95Ms", [
      { label: "p99", tone: "q1", look: "dashed", values: figures.of("p99Ms") },
      { label: "p95", tone: "q2", look: "line", values: figures.of("p95Ms") },
      { label: "p50", tone: "q3", look: "thin", values: figures.of("p50Ms") },
    ]),
    format: formatDuration,
  };
}

function firstTokenChart(figures: FigureReader): ChartModel {
  const { total, earlier } = figures;
  return {
    id: "ttft",
    title: "Time to first token",
    headline: duration(total.ttftP95Ms),
    note:
      total.ttftP95Ms == null
        ? "no streamed call reported it"
        : join("p95", was(total.ttftP95Ms, earlier?.ttftP95Ms, formatDuration)),
    series: figures.lines("ttftP95Ms", [
      { label: "p95", tone: "q2", look: "line", values: figures.of("ttftP95Ms") },
      { label: "p50", tone: "q3", look: "thin", values: figures.of("ttftP50Ms") },
    ]),
    format: formatDuration,
  };
}

function tokensChart(figures: FigureReader): ChartModel {
  const { what, requests, total, earlier } = figures;
  return {
    id: "tokens",
    title: "Tokens",
    headline: total.tokens == null ? "not reported" : formatTokens(total.tokens),
    note:
      total.tokens == null || requests === 0
        ? ""
        : join(
            `${formatTokens(Math.round(total.tokens / requests))} a ${one(what)}`,
            change(total.tokens, earlier?.tokens, formatTokens),
          ),
    series: figures.stack("tokens", [
      { label: "input", tone: "q2", look: "bar", values: less(figures.of("inputTokens"), figures.of("cachedTokens")) },
      { label: "cached", tone: "q3", look: "bar", values: figures.of("cachedTokens") },
      { label: "output", tone: "q1", look: "bar", values: figures.of("outputTokens") },
    ]),
    format: formatWhole,
    isCount: true,
  };
}

function costChart(figures: FigureReader): ChartModel {
  const { what, requests, total, earlier, sources } = figures;
  return {
    id: "cost",
    title: "Cost",
    headline: formatCost(total.cost ?? null),
    note: join(
      total.cost == null || requests === 0 ? "" : `${formatCost(total.cost / requests)} a ${one(what)}`,
      total.cost == null ? "" : change(total.cost, earlier?.cost, formatCost),
      missingPrices(total.unpricedCalls ?? 0),
    ),
    series: figures.stack("cost", costByModel(sources.costs, figures.of("cost"))),
    format: (value) => (value === 0 ? "$0" : formatCost(value)),
  };
}

/** What is counted: with a span name spans, with a model its calls. */
function unitOf({ model, spanName }: ChartSources["filter"], by: Dimension | undefined): string {
  if (spanName !== undefined || by === "spanName") return "Spans";
  return model !== undefined || by === "model" ? "Model calls" : "Requests";
}

function one(what: string): string {
  return what === "Spans" ? "span" : what === "Model calls" ? "call" : "request";
}

function costByModel(costs: MetricsTimeseriesResponse | undefined, all: readonly (number | null)[]): ChartSeries[] {
  const found = costs === undefined ? [] : stackOf(costs, "model", "cost", ["model-1", "model-2", "model-3"]);
  return found.length > 0 ? found : [{ label: "all models", tone: "model-1", look: "bar", values: all }];
}

function missingPrices(calls: number): string {
  return calls === 0 ? "" : `${formatCount(calls)} ${calls === 1 ? "call" : "calls"} without a price`;
}

function less(values: readonly (number | null)[], part: readonly (number | null)[]): (number | null)[] {
  return values.map((value, at) => (value === null ? null : Math.max(0, value - (part[at] ?? 0))));
}

function duration(ms: number | null | undefined): string {
  return ms == null ? "none" : formatDuration(ms);
}

/** Half of an axis may lie between two counts. */
function formatWhole(value: number): string {
  return formatTokens(Math.round(value));
}
