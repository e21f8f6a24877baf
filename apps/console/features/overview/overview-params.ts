import { formatTimeRange, parseTimeRange, resolveTimeRange, type TimeRange } from "~/lib/time-range";

/** What the address of the overview says. */
export interface OverviewParams {
  readonly range: TimeRange;
  readonly application: string | undefined;
  readonly view: "charts" | "table";
}

export function parseOverviewParams(search: URLSearchParams): OverviewParams {
  return {
    range: parseTimeRange(search),
    application: search.get("application") ?? undefined,
    view: search.get("view") === "table" ? "table" : "charts",
  };
}

export function formatOverviewParams({ range, application, view }: OverviewParams): [string, string][] {
  return [
    ...formatTimeRange(range),
    ...(application === undefined ? [] : [["application", application] as [string, string]]),
    ...(view === "charts" ? [] : [["view", view] as [string, string]]),
  ];
}

/** The part of the address that decides which figures are read. */
export function overviewKey({ range, application }: OverviewParams): string {
  return new URLSearchParams(formatOverviewParams({ range, application, view: "charts" })).toString();
}

/** The query of every route that the overview reads. */
export function metricQuery({ range, application }: OverviewParams, nowMs: number) {
  const window = resolveTimeRange(range, nowMs);
  return {
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
    ...(application === undefined ? {} : { application }),
  };
}
