import { formatTimeRange, parseTimeRange, resolveTimeRange, type TimeRange } from "~/lib/time-range";

/** What figures can be filtered by and cut by, with their names in the address and in the API. */
export const dimensions = ["application", "model", "spanName", "environment"] as const;
export type Dimension = (typeof dimensions)[number];

/** Values are exact; "" is what reports none. */
export type OverviewFilter = Readonly<Record<Dimension, string | undefined>>;

/** What the address of the overview says. */
export interface OverviewParams extends OverviewFilter {
  readonly range: TimeRange;
  /** Every chart has a series per value of this; undefined: of everything together. */
  readonly by: Dimension | undefined;
  /** Which time the charts are drawn beside. */
  readonly compare: Comparison;
  readonly view: "charts" | "table";
}

/** `before`: the equally long range right before; `week`: the same days and hours a week earlier. */
export type Comparison = "off" | "before" | "week";

const inAddress: Readonly<Record<Dimension, string>> = {
  application: "application",
  model: "model",
  spanName: "span",
  environment: "environment",
};

export function parseOverviewParams(search: URLSearchParams): OverviewParams {
  const read = (dimension: Dimension) => search.get(inAddress[dimension]) ?? undefined;
  const compare = search.get("compare");
  return {
    range: parseTimeRange(search),
    application: read("application"),
    model: read("model"),
    spanName: read("spanName"),
    environment: read("environment"),
    by: dimensions.find((dimension) => inAddress[dimension] === search.get("by")),
    compare: compare === "before" || compare === "week" ? compare : "off",
    view: search.get("view") === "table" ? "table" : "charts",
  };
}

export function formatOverviewParams(params: OverviewParams): [string, string][] {
  const { range, by, compare, view } = params;
  return [
    ...formatTimeRange(range),
    ...filterEntries(params).map(([dimension, value]): [string, string] => [inAddress[dimension], value]),
    ...(by === undefined ? [] : [["by", inAddress[by]] as [string, string]]),
    ...(compare === "off" ? [] : [["compare", compare] as [string, string]]),
    ...(view === "charts" ? [] : [["view", view] as [string, string]]),
  ];
}

export function filterEntries(filter: OverviewFilter): [Dimension, string][] {
  return dimensions.flatMap((dimension) => {
    const value = filter[dimension];
    return value === undefined ? [] : [[dimension, value] as [Dimension, string]];
  });
}

/** The part of the address that decides which figures are read; the cut and the comparison are read beside them. */
export function overviewKey(params: OverviewParams): string {
  return new URLSearchParams(
    formatOverviewParams({ ...params, by: undefined, compare: "off", view: "charts" }),
  ).toString();
}

/** The query of every route that the overview reads. */
export function metricQuery(params: Pick<OverviewParams, "range"> & OverviewFilter, nowMs: number) {
  return { ...rangeQuery(params.range, nowMs), ...Object.fromEntries(filterEntries(params)) };
}

/** @param earlierMs The range lies so much earlier. */
export function rangeQuery(range: TimeRange, nowMs: number, earlierMs = 0): { from: string; to: string } {
  const { fromMs, toMs } = resolveTimeRange(range, nowMs);
  return { from: new Date(fromMs - earlierMs).toISOString(), to: new Date(toMs - earlierMs).toISOString() };
}
