import { listJudgeModels } from "@plumbline/public-api/routes/list-judge-models";
import { JudgeModels } from "~/features/judge-models/judge-models";
import { loadedValue, loadProject, loadRoute } from "~/lib/load";

export const metadata = { title: "Judges" };

export default async function Page({ params }: { readonly params: Promise<{ readonly project: string }> }) {
  const { project } = await loadProject((await params).project);
  const initial = loadedValue(await loadRoute(listJudgeModels, { projectId: project.id, query: { unlisted: "true" } }));
  return <JudgeModels projectId={project.id} initial={initial} />;
}
