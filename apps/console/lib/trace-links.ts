/** Addresses inside the console that more than one feature makes. */

export function tracesPath(projectSlug: string, filter: Readonly<Record<string, string>> = {}): string {
  const search = new URLSearchParams(filter).toString();
  return `/p/${encodeURIComponent(projectSlug)}/traces${search === "" ? "" : `?${search}`}`;
}

export function tracePath(projectSlug: string, traceId: string): string {
  return `/p/${encodeURIComponent(projectSlug)}/traces/${traceId}`;
}

/** Two traces aligned span by span: what differs in `a` from `b`, which is chosen there where it is left out. */
export function comparePath(projectSlug: string, a: string, b?: string): string {
  return `/p/${encodeURIComponent(projectSlug)}/compare?${new URLSearchParams(b === undefined ? { a } : { a, b })}`;
}

/** The trace list, filtered by a query in its text form. */
export function filterPath(projectSlug: string, query: string): string {
  return tracesPath(projectSlug, { q: query });
}

/** The trace list with a path into spans as a column. */
export function columnPath(projectSlug: string, path: string): string {
  return tracesPath(projectSlug, { columns: path });
}

/** Where a file is shown that was dropped on a page and is not stored. */
export function traceFilePath(projectSlug: string): string {
  return `/p/${encodeURIComponent(projectSlug)}/traces/file`;
}
