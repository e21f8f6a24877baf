import type { TraceItem } from "@plumbline/public-api/schemas/trace-item";
import { Chip } from "@plumbline/ui/chip";
import { EvaluationScores } from "~/lib/evaluation-scores";

/** What a row tells of its newest evaluation; pressing it shows the result. */
export function EvaluationCell({
  evaluation,
  onOpen,
}: {
  readonly evaluation: TraceItem["evaluation"];
  readonly onOpen: (evaluationId: string) => void;
}) {
  if (evaluation === null) return <Chip tone="mute">Not evaluated</Chip>;
  return <EvaluationScores evaluation={evaluation} className="trace-result" onOpen={onOpen} />;
}
