import { listShareTickets } from "@plumbline/public-api/routes/list-share-tickets";
import { ShareLinks } from "~/features/share-links/share-links";
import { loadProject, loadRoute, valueOf } from "~/lib/load";

export const metadata = { title: "One-time links" };

export default async function Page({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  const { project } = await loadProject((await params).project);
  const initial = valueOf(await loadRoute(listShareTickets, { projectId: project.id }));
  return <ShareLinks projectId={project.id} projectSlug={project.slug} initial={initial} />;
}
