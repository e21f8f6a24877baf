import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { loadSavedViews } from "~/features/saved-views/load-saved-views";
import { columnsCookieName, parseColumnsCookie } from "~/features/traces/column-memory";
import { loadTraceQuery } from "~/features/traces/load-traces";
import { parseTraceParams } from "~/features/traces/params";
import { loadProject } from "~/lib/load";
import { type SearchParams, toUrlSearchParams } from "~/lib/url-search";
import { TracesView } from "./traces-view";

export const metadata = { title: "Traces" };

export default async function Page({
  params,
  searchParams,
}: {
  readonly params: Promise<{ readonly project: string }>;
  readonly searchParams: Promise<SearchParams>;
}) {
  const { project } = await loadProject((await params).project);
  const search = toUrlSearchParams(await searchParams);
  const views = await loadSavedViews(project.id);
  // An address of its own always wins over the default view.
  const start = search.size === 0 ? views.items.find((view) => view.isDefault) : undefined;
  if (start !== undefined) {
    const address = new URLSearchParams(start.search);
    address.set("view", start.id);
    redirect(`/p/${encodeURIComponent(project.slug)}/traces?${address}`);
  }
  const remembered = parseColumnsCookie((await cookies()).get(columnsCookieName(project.slug))?.value);
  const data = await loadTraceQuery(project.id, parseTraceParams(search), remembered);
  return <TracesView project={project} data={data} views={views} />;
}
