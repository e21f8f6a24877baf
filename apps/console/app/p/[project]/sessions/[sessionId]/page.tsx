import { EvaluationOverlays } from "~/app/p/[project]/evaluation-overlays";
import { loadSession } from "~/features/sessions/load-session";
import { SessionPage } from "~/features/sessions/session-page";
import { loadedValue, loadProject } from "~/lib/load";

interface Props {
  readonly params: Promise<{ readonly project: string; readonly sessionId: string }>;
}

export async function generateMetadata({ params }: Props) {
  return { title: `Session ${decodeURIComponent((await params).sessionId)}` };
}

export default async function Page({ params }: Props) {
  const { project: slug, sessionId: segment } = await params;
  const { project } = await loadProject(slug);
  const sessionId = decodeURIComponent(segment);
  const initial = loadedValue(await loadSession(project.id, sessionId));
  const place = { id: project.id, slug: project.slug };
  return (
    <>
      <SessionPage project={place} sessionId={sessionId} initial={initial} />
      <EvaluationOverlays project={place} />
    </>
  );
}
