import { getFreshness } from "@plumbline/public-api/routes/get-freshness";
import { type ListUsersResponse, listUsers } from "@plumbline/public-api/routes/list-users";
import { type Loaded, loadRoute } from "~/lib/load";
import { type UserListParams, userListKey, userListQuery } from "./user-list-params";

export interface UsersData {
  readonly loadedAtMs: number;
  readonly key: string;
  readonly users: Loaded<ListUsersResponse>;
  /** Nothing was ever stored in the project. */
  readonly isEmptyProject: boolean;
}

export async function loadUsers(projectId: string, params: UserListParams): Promise<UsersData> {
  const loadedAtMs = Date.now();
  const [users, freshness] = await Promise.all([
    loadRoute(listUsers, { projectId, query: userListQuery(params, loadedAtMs) }),
    loadRoute(getFreshness, { projectId }),
  ]);
  return {
    loadedAtMs,
    key: userListKey(params),
    users,
    isEmptyProject: freshness.ok && freshness.value.newestReceivedAt === null,
  };
}
