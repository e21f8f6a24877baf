import { ComparePage } from "~/features/compare/compare-page";
import { loadProject } from "~/lib/load";

export const metadata = { title: "Compare" };

/** The traces are named by the query and may be large: the browser reads them while the frame stands. */
export default async function Page({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  const { project } = await loadProject((await params).project);
  return <ComparePage project={{ id: project.id, slug: project.slug }} />;
}
