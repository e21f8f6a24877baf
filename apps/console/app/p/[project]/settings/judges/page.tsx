import { JudgeModels } from "~/features/judge-models/judge-models";
import { loadProject } from "~/lib/load";

export const metadata = { title: "Judges" };

export default async function Page({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  const { project } = await loadProject((await params).project);
  return <JudgeModels projectId={project.id} initial={undefined} />;
}
