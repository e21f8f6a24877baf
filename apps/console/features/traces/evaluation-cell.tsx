import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Chip } from "@plumbline/ui/chip";
import { Score } from "@plumbline/ui/score";
import { evaluationStateChips } from "~/lib/evaluation-state-chips";

type Evaluation = NonNullable<TraceItem["evaluation"]>;

/** What stands in a list, in this order. */
const listed = [
  { metric: "correctness", letter: "C", label: "Correctness" },
  { metric: "faithfulness", letter: "F", label: "Faithfulness" },
  { metric: "ndcg", letter: "R", label: "Retrieval nDCG" },
] as const;

/**
 * Scores or the named state of the newest evaluation; the stand-in's scores say that they are its. While a newer evaluation
 * has no scores, those of the one before stay, and its state stands beside them.
 */
export function EvaluationCell({
  evaluation,
  onOpen,
}: {
  readonly evaluation: TraceItem["evaluation"];
  readonly onOpen: (evaluationId: string) => void;
}) {
  if (evaluation === null) return <Chip tone="mute">Not evaluated</Chip>;
  const look = evaluationStateChips[evaluation.state];
  const hasScores = evaluation.state === "succeeded" || evaluation.state === "partly";
  const scored = hasScores ? evaluation : (evaluation.lastScored ?? withAnyScore(evaluation));
  const isAgain = scored !== undefined && (evaluation.state === "queued" || evaluation.state === "running");
  const chip = evaluation.chip ?? (evaluation.state === "succeeded" ? null : isAgain ? "again" : look.text);
  return (
    <button
      type="button"
      className="trace-result"
      title={`Show this result, judged by ${(scored ?? evaluation).judgeName}`}
      onClick={(event) => {
        event.stopPropagation();
        onOpen(evaluation.evaluationId);
      }}
    >
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
    </button>
  );
}

/** One that is retried, or waits for the rest of its metrics, has some already. */
function withAnyScore(evaluation: Evaluation): Evaluation | undefined {
  return evaluation.scores.some(({ score }) => score !== null) ? evaluation : undefined;
}

function Scores({ scores }: Pick<Evaluation, "scores">) {
  return (
    <span className="pl-scores">
      {listed.map(({ metric, letter, label }) => {
        const found = scores.find((score) => score.metric === metric);
        if (found === undefined) return null;
        const name = found.k === undefined ? label : `${label}@${found.k}`;
        return <Score key={metric} score={found.score} letter={letter} label={name} />;
      })}
    </span>
  );
}
