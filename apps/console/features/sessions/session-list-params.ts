import { idSearch } from "~/lib/id-search";
import { formatTimeRange, parseTimeRange, resolveTimeRange, type TimeRange } from "~/lib/time-range";

/** What the address of the session list says. */
export interface SessionListParams {
  readonly range: TimeRange;
  /** As typed: a query, or words of a session's or user's id. */
  readonly q: string;
  readonly application: string | undefined;
}

export function parseSessionListParams(search: URLSearchParams): SessionListParams {
  const application = search.get("application");
  return {
    range: parseTimeRange(search),
    q: search.get("q")?.trim() ?? "",
    application: application === null || application === "" ? undefined : application,
  };
}

export function formatSessionListParams({ range, q, application }: SessionListParams): [string, string][] {
  const entries = formatTimeRange(range);
  if (q !== "") entries.push(["q", q]);
  if (application !== undefined) entries.push(["application", application]);
  return entries;
}

export function sessionListKey(params: SessionListParams): string {
  return new URLSearchParams(formatSessionListParams(params)).toString();
}

/** The parameters of the API for a list that is asked for now. */
export function sessionListQuery({ range, q, application }: SessionListParams, nowMs: number) {
  const window = resolveTimeRange(range, nowMs);
  const query = idSearch(q, ["session", "user"]);
  return {
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
    ...(query === undefined ? {} : { q: query }),
    ...(application === undefined ? {} : { application }),
  };
}
