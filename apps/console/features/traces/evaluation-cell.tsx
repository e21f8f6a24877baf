import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Chip } from "@plumbline/ui/chip";
import { EvaluationScores, scoredOf } from "~/lib/evaluation-scores";

/** What a row tells of its newest evaluation; pressing it shows the result. */
export function EvaluationCell({
  evaluation,
  onOpen,
}: {
  readonly evaluation: TraceItem["evaluation"];
  readonly onOpen: (evaluationId: string) => void;
}) {
  if (evaluation === null) return <Chip tone="mute">Not evaluated</Chip>;
  return (
    <button
      type="button"
      className="trace-result"
      title={`Show this result, judged by ${(scoredOf(evaluation) ?? evaluation).judgeName}`}
      onClick={(event) => {
        event.stopPropagation();
        onOpen(evaluation.evaluationId);
      }}
    >
      <EvaluationScores evaluation={evaluation} />
    </button>
  );
}
