/** Search parameters as Next hands them to a page. */
export type SearchParams = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The first value of each parameter, as the browser's own class. */
export function toUrlSearchParams(search: SearchParams): URLSearchParams {
  const result = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    const first = typeof value === "string" ? value : value?.[0];
    if (first !== undefined) result.set(key, first);
  }
  return result;
}
