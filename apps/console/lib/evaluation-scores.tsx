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

const letters: Partial<Record<Metric, string>> = { correctness: "C", faithfulness: "F", ndcg: "R" };

/** Precision@K has no threshold: how many of K documents can be relevant depends on the question. */
export function metricLevel(metric: Metric, score: number | null) {
  return score !== null && metric === "precision" ? "plain" : scoreLevel(score);
}

/** The scores of an evaluation that lists show, or the state that says why there are none. */
export function EvaluationScores({ evaluation }: { readonly evaluation: Evaluation }) {
  const { text, tone, icon } = evaluationStateChips[evaluation.state];
  const hasScores = evaluation.state === "succeeded" || evaluation.state === "partly";
  const chip = evaluation.chip ?? (evaluation.state === "succeeded" ? null : text);
  return (
    <>
      {hasScores ? (
        <span className="pl-scores">
          {evaluation.scores.flatMap(({ metric, score, k }) => {
            const letter = letters[metric];
            if (letter === undefined) return [];
            const label = k === undefined ? metricLabels[metric] : `${metricLabels[metric]}@${k}`;
            return [<Score key={metric} score={score} letter={letter} label={label} />];
          })}
        </span>
      ) : null}
      {chip === null ? null : (
        <Chip tone={tone} icon={icon} title={chip}>
          {chip}
        </Chip>
      )}
      {hasScores && evaluation.isStandIn ? (
        <Chip tone="mute" title="Judged by the stand-in, by word overlap: no model was asked">
          stand-in
        </Chip>
      ) : null}
    </>
  );
}
