import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Chip } from "@plumbline/ui/chip";
import { Score, scoreLevel } from "@plumbline/ui/score";
import type { MouseEvent } from "react";
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
 * has no scores, those of the one before stay, and its state stands beside them. Each part opens the evaluation it is of.
 */
export function EvaluationScores({
  evaluation,
  className,
  onOpen,
}: {
  readonly evaluation: Evaluation;
  readonly className: string | undefined;
  readonly onOpen: (evaluationId: string) => void;
}) {
  const scored = scoredOf(evaluation);
  const chip = stateChip(evaluation, scored !== undefined);
  const opens = (evaluationId: string) => (event: MouseEvent) => {
    event.stopPropagation();
    onOpen(evaluationId);
  };
  const judged = scored ?? evaluation;
  const isMixed = scored !== undefined && chip !== null;
  const result = (
    <>
      {scored === undefined ? null : <Scores scores={scored.scores} />}
      {scored?.isStandIn === true ? (
        <Chip
          tone="mute"
          icon="info"
          className="pl-stand-in"
          title="Judged by the stand-in, by word overlap: no model was asked"
        >
          stand-in
        </Chip>
      ) : null}
    </>
  );
  const open = {
    type: "button" as const,
    title: `Show this result, judged by ${judged.judgeName}`,
    onClick: opens(judged.evaluationId),
  };
  if (judged.evaluationId === evaluation.evaluationId)
    return (
      <button {...open} className={className} data-mixed={isMixed ? "" : undefined}>
        {result}
        {chip}
      </button>
    );
  return (
    <span className={className} data-mixed={isMixed ? "" : undefined}>
      <button {...open}>{result}</button>
      <button type="button" onClick={opens(evaluation.evaluationId)}>
        {chip}
      </button>
    </span>
  );
}

/** The state in words; in as few as there can be where scores stand before it. Null: the scores say it all. */
function stateChip({ state, chip }: Evaluation, hasScores: boolean) {
  if (state === "succeeded" && chip === null) return null;
  const { text, tone, icon } = evaluationStateChips[state];
  const isAgain = hasScores && (state === "queued" || state === "running");
  return (
    <Chip
      tone={tone}
      icon={icon}
      title={isAgain ? "Judging again; these are the scores until it is done" : (chip ?? text)}
    >
      {isAgain ? "again" : !hasScores ? (chip ?? text) : state === "partly" ? "Partly" : text}
    </Chip>
  );
}

/** The evaluation whose scores are shown: the newest, or the one before while it has none. Undefined: neither has any. */
export function scoredOf(
  evaluation: Evaluation,
): Pick<Evaluation, "evaluationId" | "scores" | "judgeName" | "isStandIn" | "finishedAt"> | undefined {
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
