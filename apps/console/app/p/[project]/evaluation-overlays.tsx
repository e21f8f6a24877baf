"use client";

import type { ListTracesResponse } from "@plumbline/public-api/routes/list-traces";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import type { BulkTargets } from "~/features/evaluate/bulk-evaluation";
import type { EvaluatedTrace } from "~/features/evaluate/evaluate-panel";
import type { EvaluationDetail } from "~/features/evaluation-result/evaluation-view";
import { callApi } from "~/lib/api-client";
import { isUnfinishedState } from "~/lib/evaluation-progress";
import { tracePath } from "~/lib/trace-links";
import { useSearchState } from "~/lib/use-search-state";

// Most visits open neither: their code comes when the URL asks for them.
const EvaluatePanel = lazy(async () => ({
  default: (await import("~/features/evaluate/evaluate-panel")).EvaluatePanel,
}));
const EvaluationResultDrawer = lazy(async () => ({
  default: (await import("~/features/evaluation-result/evaluation-result-drawer")).EvaluationResultDrawer,
}));

const watchMs = 1_000;

/**
 * What lies over the trace list and the trace page: `?evaluate=<traceId>` opens the panel, `?evaluation=<id>` the result.
 * An evaluation that was queued here is followed, so that the row or strip behind shows its state as it changes.
 */
export function EvaluationOverlays({
  project,
  bulk,
  onBulkClose,
}: {
  readonly project: { readonly id: string; readonly slug: string };
  /** Several traces are to be judged; `first` shows what the paths find. */
  readonly bulk?: (BulkTargets & { readonly first: EvaluatedTrace | undefined }) | undefined;
  readonly onBulkClose?: () => void;
}) {
  const { search, write } = useSearchState();
  const [watchedId, setWatchedId] = useState<string | null>(null);
  const queries = useQueryClient();
  useWatchedEvaluation(project.id, watchedId);

  const set = (key: "evaluate" | "evaluation", value: string | null) => {
    const next = new URLSearchParams(search);
    next.delete("evaluate");
    next.delete("evaluation");
    if (value !== null) next.set(key, value);
    write([...next], value === null ? "replace" : "push");
  };
  const traceId = search.get("evaluate");
  const evaluationId = search.get("evaluation");
  const trace = useEvaluatedTrace(project.id, traceId);
  const closeBulk = () => {
    onBulkClose?.();
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] === "traces" });
  };
  return (
    <Suspense fallback={null}>
      {bulk?.first === undefined ? null : (
        <EvaluatePanel
          key={`bulk ${bulk.first.traceId}`}
          projectId={project.id}
          trace={bulk.first}
          bulk={bulk}
          judgeSettingsHref={`/p/${encodeURIComponent(project.slug)}/settings/judges`}
          onClose={closeBulk}
          onQueued={closeBulk}
        />
      )}
      {traceId !== null && trace !== undefined ? (
        <EvaluatePanel
          key={traceId}
          projectId={project.id}
          trace={trace}
          judgeSettingsHref={`/p/${encodeURIComponent(project.slug)}/settings/judges`}
          onClose={() => set("evaluate", null)}
          onQueued={(id) => {
            setWatchedId(id);
            set("evaluate", null);
          }}
        />
      ) : null}
      {evaluationId === null ? null : (
        <EvaluationResultDrawer
          key={evaluationId}
          projectId={project.id}
          evaluationId={evaluationId}
          spanHref={(ofTrace, spanId) => `${tracePath(project.slug, ofTrace)}?span=${spanId}`}
          onOpen={(id) => set("evaluation", id)}
          onClose={() => set("evaluation", null)}
          onEvaluateAgain={(ofTrace) => set("evaluate", ofTrace)}
          onFinished={() => void queries.invalidateQueries()}
        />
      )}
    </Suspense>
  );
}

/** Name and application of the trace, from the same list that people see. */
function useEvaluatedTrace(projectId: string, traceId: string | null) {
  const list = useQuery({
    queryKey: ["traces", projectId, "evaluated", traceId],
    queryFn: ({ signal }) =>
      callApi<ListTracesResponse>(`/v1/projects/${projectId}/traces`, {
        query: { traceId: traceId ?? undefined, limit: 1 },
        signal,
      }),
    enabled: traceId !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return list.data?.items[0];
}

/** Everything on the page is asked for again whenever the watched evaluation's state changes. */
function useWatchedEvaluation(projectId: string, evaluationId: string | null): void {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ["evaluation", projectId, evaluationId],
    queryFn: ({ signal }) =>
      callApi<EvaluationDetail>(`/v1/projects/${projectId}/evaluations/${evaluationId}`, { signal }),
    enabled: evaluationId !== null,
    refetchInterval: ({ state }) => (isUnfinishedState(state.data?.state ?? "queued") ? watchMs : false),
  });
  const state = data?.state;
  useEffect(() => {
    if (state === undefined) return;
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "evaluation" });
  }, [queries, state]);
}
