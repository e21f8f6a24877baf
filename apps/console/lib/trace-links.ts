/** Addresses inside the console that more than one feature makes. */

export function tracesPath(projectSlug: string, filter: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(filter).toString();
  return `/p/${encodeURIComponent(projectSlug)}/traces${search === "" ? "" : `?${search}`}`;
}

export function tracePath(projectSlug: string, traceId: string): string {
  return `/p/${encodeURIComponent(projectSlug)}/traces/${traceId}`;
}
