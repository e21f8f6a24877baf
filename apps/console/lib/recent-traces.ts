/** The traces that were opened last, per project and browser: for the command menu. The trace page writes. */

export interface RecentTrace {
  readonly traceId: string;
  readonly name: string;
}

export const recentTracesMax = 8;
const storageKey = (projectSlug: string) => `plumbline.recent-traces.${projectSlug}`;

export function rememberTrace(projectSlug: string, trace: RecentTrace): void {
  const others = readRecentTraces(projectSlug).filter(({ traceId }) => traceId !== trace.traceId);
  const { traceId, name } = trace;
  try {
    localStorage.setItem(
      storageKey(projectSlug),
      JSON.stringify([{ traceId, name }, ...others].slice(0, recentTracesMax)),
    );
  } catch {
    // Storage may be full or forbidden; then there is no list, and nothing else depends on it.
  }
}

/** Newest first; empty where none was kept. */
export function readRecentTraces(projectSlug: string): readonly RecentTrace[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey(projectSlug)) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isRecentTrace) : [];
  } catch {
    return [];
  }
}

function isRecentTrace(value: unknown): value is RecentTrace {
  if (typeof value !== "object" || value === null || !("traceId" in value) || !("name" in value)) return false;
  return typeof value.traceId === "string" && /^[0-9a-f]{32}$/.test(value.traceId) && typeof value.name === "string";
}
