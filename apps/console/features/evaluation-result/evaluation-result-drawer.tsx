"use client";

import { Button } from "@plumbline/ui/button";
import { Drawer } from "@plumbline/ui/drawer";
import { Icon } from "@plumbline/ui/icon";
import { Notice } from "@plumbline/ui/notice";
import { Skeleton } from "@plumbline/ui/skeleton";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { callApi } from "~/lib/api-client";
import { isUnfinishedState } from "~/lib/evaluation-progress";
import { EvaluationResult } from "./evaluation-result";
import type { EvaluationDetail } from "./evaluation-view";

const pollMs = 1_000;

/** The detail behind the Evaluation Result column. Follows an evaluation that is under way until it ends. */
export function EvaluationResultDrawer({
  projectId,
  evaluationId,
  spanHref,
  onOpen,
  onClose,
  onEvaluateAgain,
  onFinished,
}: {
  readonly projectId: string;
  readonly evaluationId: string;
  readonly spanHref: (traceId: string, spanId: string) => string;
  /** Shows another evaluation instead. */
  readonly onOpen: (evaluationId: string) => void;
  readonly onClose: () => void;
  /** Opens the panel with the settings of last time. */
  readonly onEvaluateAgain: (traceId: string) => void;
  /** The evaluation ended while it was watched: lists may show its result. */
  readonly onFinished?: () => void;
}) {
  const path = `/v1/projects/${projectId}/evaluations/${evaluationId}`;
  const queries = useQueryClient();
  const result = useQuery({
    queryKey: ["evaluation", projectId, evaluationId],
    queryFn: ({ signal }) => callApi<EvaluationDetail>(path, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data !== undefined && isUnfinishedState(state.data.state) ? pollMs : false),
  });
  const act = useMutation({
    mutationFn: (verb: "cancel" | "retry") => callApi<EvaluationDetail>(`${path}/${verb}`, { method: "POST" }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["evaluation", projectId, evaluationId] }),
  });
  const evaluation = result.data;
  useFinish(evaluation?.state, onFinished);
  return (
    <Drawer
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Evaluation result"
      footer={
        evaluation === undefined ? undefined : (
          <>
            <span className="pl-dim">{act.error?.message ?? ""}</span>
            {isUnfinishedState(evaluation.state) ? (
              <Button look="danger" disabled={act.isPending} onClick={() => act.mutate("cancel")}>
                {act.isPending ? "Cancelling…" : "Cancel evaluation"}
              </Button>
            ) : null}
            {evaluation.state === "failed" || evaluation.state === "partly" ? (
              <Button disabled={act.isPending} onClick={() => act.mutate("retry")}>
                {act.isPending ? "Retrying…" : "Retry"}
              </Button>
            ) : null}
            <Button onClick={() => onEvaluateAgain(evaluation.traceId)}>
              <Icon name="evaluation" size="small" /> Evaluate again
            </Button>
          </>
        )
      }
    >
      {result.error === null ? null : (
        <Notice tone="error" title="The result could not be shown.">
          {result.error.message}
        </Notice>
      )}
      {result.isPending ? <Skeleton /> : null}
      {evaluation === undefined ? null : (
        <EvaluationResult
          projectId={projectId}
          evaluation={evaluation}
          spanHref={(spanId) => spanHref(evaluation.traceId, spanId)}
          onOpen={onOpen}
        />
      )}
    </Drawer>
  );
}

/** Calls back once when a state that was under way has ended. */
function useFinish(state: EvaluationDetail["state"] | undefined, onFinished: (() => void) | undefined): void {
  const wasUnfinished = useRef(false);
  useEffect(() => {
    if (state === undefined) return;
    if (wasUnfinished.current && !isUnfinishedState(state)) onFinished?.();
    wasUnfinished.current = isUnfinishedState(state);
  }, [state, onFinished]);
}
