/** Search parameters as Next hands them to a page. */
export type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The same as the browser's own class; a repeated parameter stays repeated. */
export function toUrlSearchParams(search: SearchParams): URLSearchParams {
  const result = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const each of typeof value === "string" ? [value] : (value ?? [])) result.append(key, each);
  }
  return result;
}
