import { TraceFileScreen } from "~/features/trace/file-screen";
import { loadProject } from "~/lib/load";

export const metadata = { title: "Trace file" };

export default async function TraceFilePage({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  const { project } = await loadProject((await params).project);
  return <TraceFileScreen projectSlug={project.slug} />;
}
