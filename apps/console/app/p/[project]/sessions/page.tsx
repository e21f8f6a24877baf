import { loadSessions } from "~/features/sessions/load-sessions";
import { parseSessionListParams } from "~/features/sessions/session-list-params";
import { SessionsPage } from "~/features/sessions/sessions-page";
import { loadProject } from "~/lib/load";
import { type SearchParams, toUrlSearchParams } from "~/lib/url-search";

export const metadata = { title: "Sessions" };

export default async function Page({
  params,
  searchParams,
}: {
  readonly params: Promise<{ readonly project: string }>;
  readonly searchParams: Promise<SearchParams>;
}) {
  const { project } = await loadProject((await params).project);
  const listParams = parseSessionListParams(toUrlSearchParams(await searchParams));
  return <SessionsPage project={project} data={await loadSessions(project.id, listParams)} />;
}
