import type { evaluationStates } from "@plumbline/span-store/read/types";
import type { ChipTone } from "@plumbline/ui/chip";
import type { IconName } from "@plumbline/ui/icon";

export interface EvaluationStateChip {
  readonly text: string;
  readonly tone: ChipTone;
  readonly icon: IconName;
}

/** How a state of an evaluation is called and drawn, wherever one is shown. A summary's own words (`chip`) say more. */
export const evaluationStateChips: Readonly<Record<(typeof evaluationStates)[number], EvaluationStateChip>> = {
  queued: { text: "Queued", tone: "wait", icon: "hourglass" },
  running: { text: "Judging", tone: "wait", icon: "hourglass" },
  delayed: { text: "Delayed", tone: "wait", icon: "hourglass" },
  not_extracted: { text: "Not extracted", tone: "warn", icon: "unlink" },
  succeeded: { text: "Scored", tone: "plain", icon: "check" },
  partly: { text: "Partly judged", tone: "error", icon: "alert" },
  failed: { text: "Failed", tone: "error", icon: "alert" },
  cancelled: { text: "Cancelled", tone: "mute", icon: "skip" },
  superseded: { text: "Superseded", tone: "mute", icon: "skip" },
};
