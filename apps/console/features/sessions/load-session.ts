import { getSession, type SessionResponse } from "@plumbline/public-api/routes/get-session";
import { type Loaded, loadRoute } from "~/lib/load";

/** A session that is not there is the not-found page. */
export function loadSession(projectId: string, sessionId: string): Promise<Loaded<SessionResponse>> {
  return loadRoute(getSession, { projectId, params: { sessionId } });
}
