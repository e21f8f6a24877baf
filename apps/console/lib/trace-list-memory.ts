/**
 * The ids of the traces that a list shows, in its order, so that the trace page can go to the next one. Kept per browser tab
 * and project; the list writes, the trace page reads.
 */
const storageKey = (projectSlug: string) => `plumbline.trace-list.${projectSlug}`;

export function rememberTraceList(projectSlug: string, traceIds: readonly string[]): void {
  sessionStorage.setItem(storageKey(projectSlug), traceIds.join(" "));
}

/** Empty when no list was shown in this tab. */
export function readTraceList(projectSlug: string): readonly string[] {
  const text = sessionStorage.getItem(storageKey(projectSlug));
  return text === null || text === "" ? [] : text.split(" ");
}
