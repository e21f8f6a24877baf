"use client";

import { extractionFields } from "@plumbline/span/extraction/types";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useState } from "react";
import { ApiError } from "~/lib/api-client";
import { type ExtractionPicks, takePicks, watchPicks } from "~/lib/extraction-pick";
import type { BulkTargets } from "./bulk-evaluation";
import { getLastSettings, type JudgeModel, listJudges, previewExtraction, requestEvaluation } from "./evaluation-api";
import {
  type DraftProblem,
  draftFrom,
  type EvaluationDraft,
  emptyDraft,
  previewableExtraction,
  problemsOf,
  replaceRule,
  ruleDraftFrom,
  settingsOf,
  withExtraction,
} from "./evaluation-draft";
import { useBulkRun } from "./use-bulk-run";

const noExtraction = { query: [], answer: [], context: [] };

/** Everything that the panel shows and does, for one trace, or for several of which it is the example. */
export function useEvaluationForm({
  projectId,
  traceId,
  application,
  bulk,
  onQueued,
}: {
  readonly projectId: string;
  readonly traceId: string;
  readonly application: string;
  readonly bulk: BulkTargets | undefined;
  readonly onQueued: (evaluationId: string) => void;
}) {
  const judges = useQuery({ queryKey: ["judge-models", projectId], queryFn: () => listJudges(projectId) });
  const last = useQuery({
    queryKey: ["evaluation-settings", projectId, application],
    queryFn: () => getLastSettings(projectId, application),
    staleTime: 0,
  });
  const detection = useQuery({
    queryKey: ["extraction", projectId, traceId, noExtraction],
    queryFn: ({ signal }) => previewExtraction(projectId, traceId, noExtraction, signal),
  });
  const [draft, setDraft] = useState<EvaluationDraft>();
  const [isSubmitted, setSubmitted] = useState(false);
  const isReady = judges.isSuccess && last.isFetched && !last.isFetching && detection.isFetched;

  useEffect(() => {
    if (draft !== undefined || !isReady) return;
    const first = firstDraft(judges.data.items, last.data?.last ?? null, detection.data?.detected ?? null, application);
    setDraft(withPicks(first, takePicks()));
  }, [draft, isReady, judges.data, last.data, detection.data, application]);

  const hasDraft = draft !== undefined;
  useEffect(() => {
    if (!hasDraft) return;
    return watchPicks(() => {
      const picks = takePicks();
      setDraft((current) => (current === undefined ? current : withPicks(current, picks)));
    });
  }, [hasDraft]);

  const extraction = useDeferredValue(draft === undefined ? noExtraction : previewableExtraction(draft));
  const preview = useQuery({
    queryKey: ["extraction", projectId, traceId, extraction],
    queryFn: ({ signal }) => previewExtraction(projectId, traceId, extraction, signal),
    enabled: draft !== undefined,
    placeholderData: (previous) => previous,
  });

  const submission = useMutation({
    mutationFn: (ready: EvaluationDraft & { judgeModelId: string }) =>
      requestEvaluation(projectId, traceId, { config: settingsOf(ready), judgeModelId: ready.judgeModelId }),
    onSuccess: ({ id }) => onQueued(id),
  });

  const bulkRun = useBulkRun(projectId, bulk);

  const problems = draft === undefined ? new Map<string, DraftProblem>() : new Map(problemsOf(draft, isSubmitted));
  const refused = submission.error instanceof ApiError ? submission.error : undefined;
  if (refused?.field !== undefined) {
    // The form's own keys are dotted: the API's `extraction.query[0].spanName` is `extraction.query.0.spanName` here.
    const field = refused.field === "judgeId" ? "judgeModelId" : refused.field.replaceAll(/\[(\d+)\]/g, ".$1");
    problems.set(field, { message: refused.message });
  }

  return {
    draft,
    judges: judges.data?.items ?? [],
    loadError: judges.error ?? detection.error,
    lastFrom: last.data?.last?.from ?? null,
    detected: detection.data?.detected ?? null,
    spanNames: detection.data?.spanNames ?? [],
    found: preview.data?.extraction,
    isFoundStale: preview.isPlaceholderData,
    problems,
    submitError: (refused?.field === undefined ? submission.error : null) ?? bulkRun.error,
    isSubmitting: submission.isPending || bulkRun.isRunning,
    progress: bulkRun.progress,
    stop: bulkRun.stop,
    change(next: EvaluationDraft) {
      submission.reset();
      setDraft(next);
    },
    useDetected() {
      if (draft !== undefined && detection.data?.detected) setDraft(withExtraction(draft, detection.data.detected));
    },
    submit() {
      setSubmitted(true);
      if (draft === undefined || problemsOf(draft, true).size > 0 || draft.judgeModelId === null) return;
      const ready = { ...draft, judgeModelId: draft.judgeModelId };
      if (bulk === undefined) submission.mutate(ready);
      else bulkRun.start({ config: settingsOf(ready), judgeModelId: ready.judgeModelId });
    },
  };
}

export type EvaluationForm = ReturnType<typeof useEvaluationForm>;

type Last = NonNullable<Awaited<ReturnType<typeof getLastSettings>>["last"]>;

/** The settings of last time; else what fits this trace; else nothing, and the stand-in, so that it can be tried at once. */
function firstDraft(
  judges: readonly JudgeModel[],
  last: Last | null,
  detected: Parameters<typeof withExtraction>[1] | null,
  application: string,
): EvaluationDraft {
  const standIn = judges.find((judge) => judge.isStandIn) ?? judges[0];
  const remembered = judges.find((judge) => judge.id === last?.judgeModelId);
  const judgeModelId = (remembered ?? standIn)?.id ?? null;
  if (last !== null) {
    const filled = draftFrom(last.settings, judgeModelId);
    // Metrics and judge carry over from another application; its paths would look for spans that this one does not have.
    return last.from.application !== application && detected !== null ? withExtraction(filled, detected) : filled;
  }
  const draft = { ...emptyDraft, judgeModelId };
  return detected === null ? draft : withExtraction(draft, detected);
}

/** The draft with the values picked on the trace page in place of the first rule of their fields. */
function withPicks(draft: EvaluationDraft, picks: ExtractionPicks): EvaluationDraft {
  return extractionFields.reduce((filled, field) => {
    const rule = picks[field];
    return rule === undefined ? filled : replaceRule(filled, field, 0, ruleDraftFrom(rule));
  }, draft);
}
