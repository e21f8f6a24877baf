import { ApplicationsPage } from "~/features/applications/applications-page";
import { loadApplications } from "~/features/applications/load-applications";
import { loadProject } from "~/lib/load";
import { parseTimeRange } from "~/lib/time-range";
import { type SearchParams, toUrlSearchParams } from "~/lib/url-search";

export const metadata = { title: "Applications" };

export default async function Page({
  params,
  searchParams,
}: {
  readonly params: Promise<{ readonly project: string }>;
  readonly searchParams: Promise<SearchParams>;
}) {
  const { project } = await loadProject((await params).project);
  const range = parseTimeRange(toUrlSearchParams(await searchParams));
  const data = await loadApplications(project.id, range);
  return <ApplicationsPage project={project} loadedRange={range} data={data} />;
}
