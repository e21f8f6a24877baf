import { getFreshness } from "@plumbline/public-api/routes/get-freshness";
import { type ListSessionsResponse, listSessions } from "@plumbline/public-api/routes/list-sessions";
import { type Loaded, loadRoute } from "~/lib/load";
import { type SessionListParams, sessionListKey, sessionListQuery } from "./session-list-params";

export interface SessionsData {
  readonly loadedAtMs: number;
  readonly key: string;
  readonly sessions: Loaded<ListSessionsResponse>;
  /** Nothing was ever stored in the project. */
  readonly isEmptyProject: boolean;
}

export async function loadSessions(projectId: string, params: SessionListParams): Promise<SessionsData> {
  const loadedAtMs = Date.now();
  const [sessions, freshness] = await Promise.all([
    loadRoute(listSessions, { projectId, query: sessionListQuery(params, loadedAtMs) }),
    loadRoute(getFreshness, { projectId }),
  ]);
  return {
    loadedAtMs,
    key: sessionListKey(params),
    sessions,
    isEmptyProject: freshness.ok && freshness.value.newestReceivedAt === null,
  };
}
