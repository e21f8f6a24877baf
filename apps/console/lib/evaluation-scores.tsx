import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Chip } from "@plumbline/ui/chip";
import { Score, scoreLevel } from "@plumbline/ui/score";
import { evaluationStateChips } from "./evaluation-state-chips";

type Evaluation = NonNullable<TraceItem["evaluation"]>;
type Metric = Evaluation["scores"][number]["metric"];

export const metricLabels: Readonly<Record<Metric, string>> = {
  correctness: "Correctness",
  faithfulness: "Faithfulness",
  ndcg: "nDCG",
  hit_rate: "Hit Rate",
  precision: "Precision",
  reciprocal_rank: "Reciprocal rank",
};

/** What stands in a list, in this order. */
const listed = [
  { metric: "correctness", letter: "C" },
  { metric: "faithfulness", letter: "F" },
  { metric: "ndcg", letter: "R" },
] as const;

/** Precision@K has no threshold: how many of K documents can be relevant depends on the question. */
export function metricLevel(metric: Metric, score: number | null) {
  return score !== null && metric === "precision" ? "plain" : scoreLevel(score);
}

/**
 * Scores or the named state of the newest evaluation; the stand-in's scores say that they are its. While a newer evaluation
 * has no scores, those of the one before stay, and its state stands beside them.
 */
export function EvaluationScores({ evaluation }: { readonly evaluation: Evaluation }) {
  const look = evaluationStateChips[evaluation.state];
  const scored = scoredOf(evaluation);
  const isAgain = scored !== undefined && (evaluation.state === "queued" || evaluation.state === "running");
  const chip = evaluation.chip ?? (evaluation.state === "succeeded" ? null : isAgain ? "again" : look.text);
  return (
    <>
      {scored === undefined ? null : <Scores scores={scored.scores} />}
      {chip === null ? null : (
        <Chip
          tone={look.tone}
          icon={look.icon}
          title={isAgain ? "Judging again; these are the scores until it is done" : chip}
        >
          {chip}
        </Chip>
      )}
      {scored?.isStandIn === true ? (
        <Chip tone="mute" title="Judged by the stand-in, by word overlap: no model was asked">
          stand-in
        </Chip>
      ) : null}
    </>
  );
}

/** The evaluation whose scores are shown: the newest, or the one before while it has none. Undefined: neither has any. */
export function scoredOf(evaluation: Evaluation): Pick<Evaluation, "scores" | "judgeName" | "isStandIn"> | undefined {
  const hasScores = evaluation.state === "succeeded" || evaluation.state === "partly";
  if (hasScores) return evaluation;
  // One that is retried, or waits for the rest of its metrics, has some already.
  return evaluation.lastScored ?? (evaluation.scores.some(({ score }) => score !== null) ? evaluation : undefined);
}

function Scores({ scores }: Pick<Evaluation, "scores">) {
  return (
    <span className="pl-scores">
      {listed.map(({ metric, letter }) => {
        const found = scores.find((score) => score.metric === metric);
        if (found === undefined) return null;
        const label = found.k === undefined ? metricLabels[metric] : `${metricLabels[metric]}@${found.k}`;
        return <Score key={metric} score={found.score} letter={letter} label={label} />;
      })}
    </span>
  );
}
