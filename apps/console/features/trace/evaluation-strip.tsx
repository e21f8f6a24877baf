"use client";

import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Chip } from "@plumbline/ui/chip";
import { Score, scoreLevel } from "@plumbline/ui/score";
import { evaluationStateChips } from "~/lib/evaluation-state-chips";
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

/** The newest evaluation of the trace: scores, or the state that says why there are none. A click opens the details. */
export function EvaluationStrip({ evaluation, onOpen }: { readonly evaluation: Summary; readonly onOpen: () => void }) {
  const chip = evaluationStateChips[evaluation.state];
  return (
    <section className={styles.evaluation} aria-label="Evaluation result">
      <button type="button" className={styles.evaluationButton} onClick={onOpen}>
        <span className="pl-dim max-md:hidden!">Evaluation result</span>
        {evaluation.isStandIn ? (
          <Chip tone="warn" icon="info" title="The stand-in compares words. No model judged this trace.">
            Stand-in, not a model
          </Chip>
        ) : null}
        {evaluation.scores.map((score) => (
          <MetricScore key={score.metric} {...score} />
        ))}
        {evaluation.state === "succeeded" ? null : (
          <Chip tone={chip.tone} icon={chip.icon}>
            {evaluation.chip ?? chip.text}
          </Chip>
        )}
        <span className={styles.evaluationBy}>by {evaluation.judgeName}</span>
        <span className={styles.evaluationEnd}>Details</span>
      </button>
    </section>
  );
}

function MetricScore({ metric, score, k }: Metric) {
  const name = k === undefined ? metricNames[metric] : `${metricNames[metric]}@${k}`;
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
