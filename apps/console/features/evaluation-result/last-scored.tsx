"use client";

import type { ListEvaluationsResponse } from "@plumbline/public-api/routes/list-evaluations";
import { Button } from "@plumbline/ui/button";
import { useQuery } from "@tanstack/react-query";
import { callApi } from "~/lib/api-client";
import { useClock } from "~/lib/clock";
import { formatTime } from "~/lib/format";
import type { EvaluationDetail } from "./evaluation-view";
import styles from "./result.module.css";

const scoredStates: ReadonlySet<EvaluationDetail["state"]> = new Set(["succeeded", "partly"]);

/** An evaluation that came to no scores leads to the one before it that did: those scores still stand. */
export function LastScored({
  projectId,
  evaluation: { id, traceId, state },
  onOpen,
}: {
  readonly projectId: string;
  readonly evaluation: EvaluationDetail;
  readonly onOpen: (evaluationId: string) => void;
}) {
  const clock = useClock();
  const list = useQuery({
    queryKey: ["evaluations", projectId, traceId],
    queryFn: ({ signal }) =>
      callApi<ListEvaluationsResponse>(`/v1/projects/${projectId}/traces/${traceId}/evaluations`, { signal }),
    enabled: !scoredStates.has(state),
  });
  if (scoredStates.has(state)) return null;
  // Newest first, and ids sort by the time of the request.
  const scored = list.data?.items.find((item) => item.id < id && scoredStates.has(item.state));
  if (scored === undefined) return null;
  return (
    <p className={styles.state}>
      The scores before this run, of {formatTime(scored.finishedAt ?? scored.requestedAt, clock)}, still stand.
      <Button size="small" onClick={() => onOpen(scored.id)}>
        Show the last scores
      </Button>
    </p>
  );
}
