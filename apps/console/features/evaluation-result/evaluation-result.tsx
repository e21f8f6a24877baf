"use client";

import { Chip } from "@plumbline/ui/chip";
import { Notice } from "@plumbline/ui/notice";
import { useState } from "react";
import { useClock } from "~/lib/clock";
import { isUnfinishedState } from "~/lib/evaluation-progress";
import { evaluationStateChips } from "~/lib/evaluation-state-chips";
import { formatTime, formatTokens } from "~/lib/format";
import { claimsOf, type EvaluationDetail, evidenceRanks, gradesOf } from "./evaluation-view";
import { LastScored } from "./last-scored";
import styles from "./result.module.css";
import { ResultCalls } from "./result-calls";
import { ResultClaims } from "./result-claims";
import { ExtractedDocuments, ExtractedField } from "./result-extraction";
import { ResultScores } from "./result-scores";

/** One evaluation, whole: state and reason, scores, claims, what was read and from where, who judged. */
export function EvaluationResult({
  projectId,
  evaluation,
  spanHref,
  onOpen,
}: {
  readonly projectId: string;
  readonly evaluation: EvaluationDetail;
  readonly spanHref: (spanId: string) => string;
  /** Shows another evaluation of the trace instead. */
  readonly onOpen: (evaluationId: string) => void;
}) {
  const [claimId, setClaimId] = useState<number | null>(null);
  const claims = claimsOf(evaluation.scoreDetails);
  const selected = claims.find(({ id }) => id === claimId);
  const { extraction } = evaluation;
  return (
    <div className={styles.result}>
      <ResultState evaluation={evaluation} />
      <LastScored projectId={projectId} evaluation={evaluation} onOpen={onOpen} />
      <ResultScores evaluation={evaluation} />
      {extraction === null ? null : (
        <>
          <ExtractedField title="Query" result={extraction.query} spanHref={spanHref} />
          <ExtractedField title="Answer" result={extraction.answer} spanHref={spanHref} />
          <ResultClaims claims={claims} selected={claimId} onSelect={setClaimId} />
          <ExtractedDocuments
            result={extraction.context}
            grades={gradesOf(evaluation.scoreDetails)}
            evidence={evidenceRanks(evaluation.scoreDetails, selected)}
            spanHref={spanHref}
          />
        </>
      )}
      <ResultFacts evaluation={evaluation} />
      <ResultCalls projectId={projectId} evaluationId={evaluation.id} count={evaluation.judgeCalls} />
    </div>
  );
}

function ResultState({ evaluation }: { readonly evaluation: EvaluationDetail }) {
  const clock = useClock();
  const { state, reason, judge, nextAttemptAt } = evaluation;
  return (
    <>
      {judge.isStandIn && evaluation.scoreDetails.length > 0 ? (
        <p className={styles.standIn}>
          <Chip>Stand-in</Chip> No model judged this: these scores come from comparing words, to try out the path.
        </p>
      ) : null}
      {isUnfinishedState(state) ? (
        <p className={styles.state} role="status">
          <StateChip state={state} />
          {reason?.message ?? (state === "queued" ? "Waiting for a worker." : "The judge is being asked.")}
          {state === "delayed" && nextAttemptAt !== null ? ` Next try ${formatTime(nextAttemptAt, clock)}.` : ""}
        </p>
      ) : null}
      {!isUnfinishedState(state) && reason !== null && state !== "superseded" ? (
        <Notice tone={state === "failed" ? "error" : "warn"} title={evaluationStateChips[state].text}>
          <p>{reason.message}</p>
        </Notice>
      ) : null}
      {state === "superseded" ? (
        <p className={styles.state}>
          <StateChip state={state} /> A newer evaluation of this trace stands in its place.
        </p>
      ) : null}
    </>
  );
}

function StateChip({ state }: Pick<EvaluationDetail, "state">) {
  const { text, tone, icon } = evaluationStateChips[state];
  return (
    <Chip tone={tone} icon={icon}>
      {text}
    </Chip>
  );
}

function ResultFacts({ evaluation }: { readonly evaluation: EvaluationDetail }) {
  const clock = useClock();
  const { judge, requestedAt, finishedAt, attempt, promptTokens, completionTokens, config } = evaluation;
  const tokens =
    promptTokens === null ? "none used" : `${formatTokens(promptTokens)} in, ${formatTokens(completionTokens)} out`;
  return (
    <dl className={`pl-pairs ${styles.facts}`}>
      <dt>Judge</dt>
      <dd>
        {judge.name} <span className="pl-dim pl-mono">{judge.model}</span>
      </dd>
      <dt>Requested</dt>
      <dd>{formatTime(requestedAt, clock)}</dd>
      <dt>Finished</dt>
      <dd>{finishedAt === null ? "not yet" : formatTime(finishedAt, clock)}</dd>
      <dt>Runs</dt>
      <dd>{attempt}</dd>
      <dt>Judge tokens</dt>
      <dd>{tokens}</dd>
      <dt>Settings</dt>
      <dd>
        {config.metrics.join(", ")}; K {config.k}; relevant from {config.relevanceThreshold}
      </dd>
    </dl>
  );
}
