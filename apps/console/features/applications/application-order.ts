import type { ListApplicationsResponse } from "@plumbline/public-api/routes/list-applications";

export type Application = ListApplicationsResponse["items"][number];

const measures = {
  requests: (application: Application) => application.traces,
  errors: (application: Application) => (application.traces === 0 ? 0 : application.errors / application.traces),
  p50: (application: Application) => application.p50Ms,
  p95: (application: Application) => application.p95Ms,
  tokens: (application: Application) => application.tokens?.total ?? null,
  cost: (application: Application) => application.cost,
  seen: (application: Application) => Date.parse(application.lastSeen),
} as const;

/** What the list is in the order of, the largest first. */
export type ApplicationOrder = keyof typeof measures;

export function parseApplicationOrder(search: URLSearchParams): ApplicationOrder {
  const sort = search.get("sort");
  return sort !== null && Object.hasOwn(measures, sort) ? (sort as ApplicationOrder) : "requests";
}

/** None for the usual order. */
export function formatApplicationOrder(order: ApplicationOrder): [string, string][] {
  return order === "requests" ? [] : [["sort", order]];
}

/** What has no such figure stands last; equal ones stay as the API lists them, busiest first. */
export function inOrder(applications: readonly Application[], order: ApplicationOrder): Application[] {
  const sizeOf = (application: Application) => measures[order](application) ?? -1;
  return [...applications].sort((a, b) => sizeOf(b) - sizeOf(a));
}
