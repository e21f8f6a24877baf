"use client";

import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Chip } from "@plumbline/ui/chip";
import { Score, scoreLevel } from "@plumbline/ui/score";
import { useClock } from "~/lib/clock";
import { evaluationStateChips } from "~/lib/evaluation-state-chips";
import { formatMinute } from "~/lib/format";
import styles from "./trace.module.css";

type Summary = NonNullable<TraceItem["evaluation"]>;
type Metric = Summary["scores"][number];

const metricNames: Readonly<Record<Metric["metric"], string>> = {
  correctness: "Correctness",
  faithfulness: "Faithfulness",
  ndcg: "nDCG",
  hit_rate: "Hit Rate",
  precision: "Precision",
  reciprocal_rank: "Reciprocal rank",
};

/** Precision@K has no threshold: how many of K documents can be relevant depends on the question. */
const withoutThreshold: ReadonlySet<Metric["metric"]> = new Set(["precision"]);

const runWords: Readonly<Record<Summary["state"], string>> = {
  queued: "the queued run",
  running: "the run under way",
  delayed: "the delayed run",
  not_extracted: "the run that found nothing to judge",
  succeeded: "this run",
  partly: "this run",
  failed: "the failed run",
  cancelled: "the cancelled run",
  superseded: "the superseded run",
};

/**
 * The newest evaluation of the trace: scores, or the state that says why there are none beside the last scores there were.
 * A click opens the details of what was clicked.
 */
export function EvaluationStrip({
  evaluation,
  onOpen,
}: {
  readonly evaluation: Summary;
  readonly onOpen: (evaluationId: string) => void;
}) {
  const clock = useClock();
  const { lastScored, state } = evaluation;
  const shown = lastScored ?? evaluation;
  return (
    <section className={styles.evaluation} aria-label="Evaluation result">
      {lastScored === undefined ? null : (
        <button type="button" className={styles.evaluationState} onClick={() => onOpen(evaluation.evaluationId)}>
          <StateChip evaluation={evaluation} />
        </button>
      )}
      <button type="button" className={styles.evaluationButton} onClick={() => onOpen(shown.evaluationId)}>
        <span className={styles.evaluationScores}>
          {lastScored === undefined ? (
            <span className="pl-dim max-md:hidden!">Evaluation result</span>
          ) : (
            <span className="pl-dim">
              {shown.finishedAt === null ? "" : `from ${formatMinute(shown.finishedAt, clock)}, `}before{" "}
              {runWords[state]}
            </span>
          )}
          {shown.isStandIn ? (
            <Chip tone="warn" icon="info" title="The stand-in compares words. No model judged this trace.">
              {lastScored === undefined ? "Stand-in, not a model" : "Stand-in"}
            </Chip>
          ) : null}
          {shown.scores.map((score) => (
            <MetricScore key={score.metric} {...score} />
          ))}
          {state === "succeeded" || lastScored !== undefined ? null : <StateChip evaluation={evaluation} />}
        </span>
        <span className={styles.evaluationBy} title={shown.judgeName}>
          by {shown.judgeName}
        </span>
        <span className={styles.evaluationEnd}>Details</span>
      </button>
    </section>
  );
}

function StateChip({ evaluation }: { readonly evaluation: Summary }) {
  const { text, tone, icon } = evaluationStateChips[evaluation.state];
  return (
    <Chip tone={tone} icon={icon}>
      {evaluation.chip ?? text}
    </Chip>
  );
}

function MetricScore({ metric, score, k, isFailed }: Metric) {
  const name = k === undefined ? metricNames[metric] : `${metricNames[metric]}@${k}`;
  if (isFailed === true)
    return (
      <span>
        <Chip tone="error" icon="alert" title={`${name} was to be judged, and was not`}>
          failed
        </Chip>
        <b>{name}</b>
      </span>
    );
  return (
    <span>
      <Score
        score={score}
        label={name}
        level={score !== null && withoutThreshold.has(metric) ? "plain" : scoreLevel(score)}
      />
      <b aria-hidden="true">{name}</b>
    </span>
  );
}
