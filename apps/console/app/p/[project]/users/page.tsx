import { loadUsers } from "~/features/users/load-users";
import { parseUserListParams } from "~/features/users/user-list-params";
import { UsersPage } from "~/features/users/users-page";
import { loadProject } from "~/lib/load";
import { type SearchParams, toUrlSearchParams } from "~/lib/url-search";

export const metadata = { title: "Users" };

export default async function Page({
  params,
  searchParams,
}: {
  readonly params: Promise<{ readonly project: string }>;
  readonly searchParams: Promise<SearchParams>;
}) {
  const { project } = await loadProject((await params).project);
  const listParams = parseUserListParams(toUrlSearchParams(await searchParams));
  return <UsersPage project={project} data={await loadUsers(project.id, listParams)} />;
}
