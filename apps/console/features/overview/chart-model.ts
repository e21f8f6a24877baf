import type { MetricsSummaryResponse } from "@plumbline/public-api/routes/get-metrics-summary";
import type { MetricsTimeseriesResponse } from "@plumbline/public-api/routes/get-metrics-timeseries";
import { formatCost } from "~/lib/cost-text";
import { formatCount, formatDuration, formatPercent, formatTokens } from "~/lib/format";

/** Names of colour tokens. */
export type Tone = "bar" | "error" | "q1" | "q2" | "q3" | "model-1" | "model-2" | "model-3";

export interface ChartSeries {
  readonly label: string;
  readonly tone: Tone;
  readonly look: "bar" | "line" | "thin" | "dashed";
  /** One per bucket; null where there is none. */
  readonly values: readonly (number | null)[];
}

export interface ChartModel {
  readonly id: string;
  readonly title: string;
  /** The one figure of the range. */
  readonly headline: string;
  readonly note: string;
  /** Bars stand on each other in this order, the first at the foot. */
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
}

type Totals = MetricsSummaryResponse["current"];

const modelTones: readonly Tone[] = ["model-1", "model-2", "model-3"];

/** The six charts of the overview. `costs` is the same range by model. */
export function chartModels(
  timeseries: MetricsTimeseriesResponse,
  summary: MetricsSummaryResponse | undefined,
  costs: MetricsTimeseriesResponse | undefined,
): ChartModel[] {
  const [all] = timeseries.series;
  const empty = timeseries.startTimes.map(() => null);
  const of = (name: keyof Totals) => all?.values[name] ?? empty;
  const total = summary?.current ?? all?.total ?? {};
  const before = summary?.previous;
  const minutes = (timeseries.startTimes.length * timeseries.stepMs) / 60_000;
  const requests = total.requests ?? 0;
  return [
    {
      id: "requests",
      title: "Requests",
      headline: formatCount(requests),
      note: join(requests === 0 ? "" : perTime(requests / minutes), change(requests, before?.requests)),
      series: [{ label: "requests", tone: "bar", look: "bar", values: of("requests") }],
      format: formatWhole,
    },
    {
      id: "errors",
      title: "Errors",
      headline: formatCount(total.errors ?? 0),
      note:
        requests === 0
          ? ""
          : join(formatPercent((total.errors ?? 0) / requests), was(before?.errorRate, formatPercent)),
      series: [{ label: "errors", tone: "error", look: "bar", values: of("errors") }],
      format: formatWhole,
    },
    {
      id: "durations",
      title: "Response time",
      headline: duration(total.p95Ms),
      note: join("p95", was(before?.p95Ms, formatDuration)),
      series: [
        { label: "p99", tone: "q1", look: "dashed", values: of("p99Ms") },
        { label: "p95", tone: "q2", look: "line", values: of("p95Ms") },
        { label: "p50", tone: "q3", look: "thin", values: of("p50Ms") },
      ],
      format: formatDuration,
    },
    {
      id: "ttft",
      title: "Time to first token",
      headline: duration(total.ttftP95Ms),
      note:
        total.ttftP95Ms == null ? "no streamed call reported it" : join("p95", was(before?.ttftP95Ms, formatDuration)),
      series: [
        { label: "p95", tone: "q2", look: "line", values: of("ttftP95Ms") },
        { label: "p50", tone: "q3", look: "thin", values: of("ttftP50Ms") },
      ],
      format: formatDuration,
    },
    {
      id: "tokens",
      title: "Tokens",
      headline: total.tokens == null ? "not reported" : formatTokens(total.tokens),
      note:
        total.tokens == null || requests === 0 ? "" : `${formatTokens(Math.round(total.tokens / requests))} a request`,
      series: [
        { label: "input", tone: "q2", look: "bar", values: less(of("inputTokens"), of("cachedTokens")) },
        { label: "cached", tone: "q3", look: "bar", values: of("cachedTokens") },
        { label: "output", tone: "q1", look: "bar", values: of("outputTokens") },
      ],
      format: formatWhole,
    },
    {
      id: "cost",
      title: "Cost",
      headline: formatCost(total.cost ?? null),
      note: costNote(total, requests),
      series: costSeries(costs, of("cost")),
      format: (value) => (value === 0 ? "$0" : formatCost(value)),
    },
  ];
}

function costSeries(costs: MetricsTimeseriesResponse | undefined, all: readonly (number | null)[]): ChartSeries[] {
  const priced = costs?.series.filter((series) => series.total.cost != null) ?? [];
  if (costs === undefined || priced.length === 0)
    return [{ label: "all models", tone: "model-1", look: "bar", values: all }];
  const shown = priced.slice(0, modelTones.length).map(
    (series, index): ChartSeries => ({
      label: series.model || "model not known",
      tone: modelTones[index] ?? "bar",
      look: "bar",
      values: series.values.cost ?? [],
    }),
  );
  const others = priced.length - shown.length + (costs.more?.series ?? 0);
  if (others === 0) return shown;
  const rest = all.map((value, at) =>
    value === null ? null : Math.max(0, value - shown.reduce((sum, series) => sum + (series.values[at] ?? 0), 0)),
  );
  return [...shown, { label: `${others} more`, tone: "bar", look: "bar", values: rest }];
}

function costNote(total: Partial<Totals>, requests: number): string {
  const unpriced = total.unpricedCalls ?? 0;
  const missing = unpriced === 0 ? "" : `${formatCount(unpriced)} calls without a price`;
  if (total.cost == null) return missing;
  return join(requests === 0 ? "" : `${formatCost(total.cost / requests)} a request`, missing);
}

function less(values: readonly (number | null)[], part: readonly (number | null)[]): (number | null)[] {
  return values.map((value, at) => (value === null ? null : Math.max(0, value - (part[at] ?? 0))));
}

function duration(ms: number | null | undefined): string {
  return ms == null ? "none" : formatDuration(ms);
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}

function change(now: number, before: number | null | undefined): string {
  if (before == null || before === 0) return "";
  if (now > before * 4) return `was ${formatCount(before)}`;
  const share = now / before - 1;
  if (Math.abs(share) < 0.005) return "same as the period before";
  return `${share > 0 ? "+" : "−"}${formatPercent(Math.abs(share))} on the period before`;
}

function was(value: number | null | undefined, format: (value: number) => string): string {
  return value == null ? "" : `was ${format(value)}`;
}

function perTime(perMinute: number): string {
  if (perMinute >= 1) return `${formatCount(Math.round(perMinute))} a minute`;
  return perMinute * 60 >= 1
    ? `${formatCount(Math.round(perMinute * 60))} an hour`
    : `${formatCount(Math.max(1, Math.round(perMinute * 1440)))} a day`;
}

/** Half of an axis may lie between two counts. */
function formatWhole(value: number): string {
  return formatTokens(Math.round(value));
}
