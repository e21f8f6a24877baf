import { parseTraceId } from "@plumbline/base/ids";
import { getTraceTree } from "@plumbline/public-api/routes/get-trace-tree";
import { listTraces } from "@plumbline/public-api/routes/list-traces";
import type { Metadata } from "next";
import { EvaluationOverlays } from "~/app/p/[project]/evaluation-overlays";
import { ShareButton } from "~/features/share/share-button";
import { TraceMissing } from "~/features/trace/trace-missing";
import { TraceScreen } from "~/features/trace/trace-screen";
import { loadProject, loadRoute, orThrow } from "~/lib/load";
import { loadPermissions } from "~/lib/load-permissions";

interface Props {
  readonly params: Promise<{ readonly project: string; readonly traceId: string }>;
}

/** Up to this many spans stand in the page itself; a larger call chain is fetched by the browser while the frame shows. */
const spansInPageMax = 2_000;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await loadTrace(params))?.trace?.name ?? "Trace" };
}

export default async function TracePage({ params }: Props) {
  const loaded = await loadTrace(params);
  if (loaded.trace === undefined) return <TraceMissing project={loaded.project} traceId={loaded.traceId} />;
  const { project, trace } = loaded;
  const may = await loadPermissions(project.id);
  const input = { projectId: project.id, params: { traceId: trace.traceId } };
  const tree = trace.spanCount <= spansInPageMax ? orThrow(await loadRoute(getTraceTree, input)) : undefined;
  return (
    <>
      <TraceScreen
        project={{ id: project.id, slug: project.slug }}
        traceId={trace.traceId}
        name={trace.name}
        tree={tree}
        canEvaluate={may("evaluation:run")}
        shareAction={may("share:create") ? <ShareButton projectId={project.id} traceId={trace.traceId} /> : null}
      />
      <EvaluationOverlays project={{ id: project.id, slug: project.slug }} />
    </>
  );
}

/** The trace's row of the list: one indexed look-up, whatever the size of the trace. */
async function loadTrace(params: Props["params"]) {
  const { project: slug, traceId: text } = await params;
  const { project } = await loadProject(slug);
  const traceId = parseTraceId(text);
  if (traceId === undefined) return { project, traceId: text, trace: undefined };
  const page = orThrow(await loadRoute(listTraces, { projectId: project.id, query: { traceId, limit: 1 } }));
  return { project, traceId, trace: page.items[0] };
}
