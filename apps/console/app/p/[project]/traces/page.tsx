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
  const traceParams = parseTraceParams(toUrlSearchParams(await searchParams));
  return <TracesView project={project} data={await loadTraceQuery(project.id, traceParams)} />;
}
