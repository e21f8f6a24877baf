import { listShareTickets } from "@plumbline/public-api/routes/list-share-tickets";
import { ShareLinks } from "~/features/share-links/share-links";
import { loadedValue, loadProject, loadRoute } from "~/lib/load";

export const metadata = { title: "One-time links" };

export default async function Page({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  const { project } = await loadProject((await params).project);
  const initial = loadedValue(await loadRoute(listShareTickets, { projectId: project.id }));
  return <ShareLinks projectId={project.id} projectSlug={project.slug} initial={initial} />;
}
