/** Addresses of sessions and users, which more than one feature makes. Session ids may be any text. */

export function sessionsPath(projectSlug: string, search = ""): string {
  return `/p/${encodeURIComponent(projectSlug)}/sessions${search === "" ? "" : `?${search}`}`;
}

export function sessionPath(projectSlug: string, sessionId: string): string {
  return `/p/${encodeURIComponent(projectSlug)}/sessions/${encodeURIComponent(sessionId)}`;
}

export function usersPath(projectSlug: string, search = ""): string {
  return `/p/${encodeURIComponent(projectSlug)}/users${search === "" ? "" : `?${search}`}`;
}
