import { loadOverview } from "~/features/overview/load-overview";
import { OverviewPage } from "~/features/overview/overview-page";
import { parseOverviewParams } from "~/features/overview/overview-params";
import { loadProject } from "~/lib/load";
import { type SearchParams, toUrlSearchParams } from "~/lib/url-search";
import "uplot/dist/uPlot.min.css";

export const metadata = { title: "Overview" };

export default async function Page({
  params,
  searchParams,
}: {
  readonly params: Promise<{ readonly project: string }>;
  readonly searchParams: Promise<SearchParams>;
}) {
  const { project } = await loadProject((await params).project);
  const data = await loadOverview(project.id, parseOverviewParams(toUrlSearchParams(await searchParams)));
  return <OverviewPage project={project} data={data} />;
}
