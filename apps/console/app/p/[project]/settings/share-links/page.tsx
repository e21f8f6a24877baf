import { ShareLinks } from "~/features/share-links/share-links";
import { loadProject } from "~/lib/load";

export const metadata = { title: "One-time links" };

export default async function Page({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  const { project } = await loadProject((await params).project);
  return <ShareLinks projectId={project.id} projectSlug={project.slug} initial={undefined} />;
}
