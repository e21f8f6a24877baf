import { type UserSort, userSortFields } from "@plumbline/span-store/read/session-types";
import { idSearch } from "~/lib/id-search";
import { formatTimeRange, parseTimeRange, resolveTimeRange, type TimeRange } from "~/lib/time-range";

export const defaultSort: UserSort = "cost";

/** What the address of the user list says. */
export interface UserListParams {
  readonly range: TimeRange;
  /** As typed: a query, or words of a user's id. */
  readonly q: string;
  readonly application: string | undefined;
  readonly sort: UserSort;
}

export function parseUserListParams(search: URLSearchParams): UserListParams {
  const application = search.get("application");
  const sort = search.get("sort");
  return {
    range: parseTimeRange(search),
    q: search.get("q")?.trim() ?? "",
    application: application === null || application === "" ? undefined : application,
    sort: userSortFields.find((field) => field === sort) ?? defaultSort,
  };
}

export function formatUserListParams({ range, q, application, sort }: UserListParams): [string, string][] {
  const entries = formatTimeRange(range);
  if (q !== "") entries.push(["q", q]);
  if (application !== undefined) entries.push(["application", application]);
  if (sort !== defaultSort) entries.push(["sort", sort]);
  return entries;
}

export function userListKey(params: UserListParams): string {
  return new URLSearchParams(formatUserListParams(params)).toString();
}

/** The parameters of the API for a list that is asked for now. */
export function userListQuery({ range, q, application, sort }: UserListParams, nowMs: number) {
  const window = resolveTimeRange(range, nowMs);
  const query = idSearch(q, ["user"]);
  return {
    from: new Date(window.fromMs).toISOString(),
    to: new Date(window.toMs).toISOString(),
    sort,
    ...(query === undefined ? {} : { q: query }),
    ...(application === undefined ? {} : { application }),
  };
}
