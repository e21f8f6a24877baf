import { type ColumnChoice, formatColumns, parseColumns } from "./column-choice";

export type TraceParamsColumns = readonly ColumnChoice[] | undefined;

/** In a cookie, so that the server draws the first page with the columns that were chosen and nothing jumps. */
export function columnsCookieName(projectSlug: string): string {
  return `plumbline-columns-${projectSlug.replace(/[^\w-]/g, "")}`;
}

/** More than this is not remembered: all cookies of a request share some 8 KB. */
const cookieCharsMax = 1_500;

/** What `document.cookie` is set to; without columns the cookie goes away. */
export function columnsCookie(projectSlug: string, columns: TraceParamsColumns): string {
  const value = columns === undefined ? "" : encodeURIComponent(formatColumns(columns));
  const isKept = value !== "" && value.length <= cookieCharsMax;
  return `${columnsCookieName(projectSlug)}=${isKept ? value : ""}; path=/; max-age=${isKept ? 31_536_000 : 0}; samesite=lax`;
}

export function parseColumnsCookie(value: string | undefined): TraceParamsColumns {
  if (value === undefined || value === "") return undefined;
  try {
    return parseColumns(decodeURIComponent(value));
  } catch {
    return undefined;
  }
}
