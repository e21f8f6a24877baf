import type { ExtractionField, ExtractionMiss } from "@plumbline/span/extraction/types";
import type { JudgeFailure, JudgeFailureOutcome } from "./judge/outcome";

export type ReasonCode =
  | JudgeFailureOutcome
  | "not_extracted"
  | "trace_missing"
  | "loop_guard"
  | "judge_removed"
  | "token_unreadable"
  | "interrupted"
  | "metrics_failed"
  | "internal"
  | "cancelled_by_user"
  | "superseded"
  | "incomplete_trace"
  | "task_stopped"
  | "task_updated"
  | "judge_unreachable";

/** Why an evaluation is in its state: a word for programs, a finished sentence for people, and the facts behind it. */
export interface StateReason {
  readonly code: ReasonCode;
  readonly message: string;
  readonly httpStatus?: number;
  /** For not_extracted: every field that missed, the first one's facts repeated on top. */
  readonly field?: ExtractionField;
  readonly spanName?: string;
  readonly path?: string;
  readonly suggestions?: readonly string[];
  readonly misses?: readonly ExtractionMiss[];
  /** For partly and failed: which metrics have no value, and why. */
  readonly metrics?: Readonly<Record<string, string>>;
}

export function reasonOfFailure(failure: JudgeFailure): StateReason {
  const { httpStatus } = failure.facts;
  return { code: failure.outcome, message: failure.message, ...(httpStatus === undefined ? {} : { httpStatus }) };
}

export function reasonOfMisses(misses: readonly [ExtractionMiss, ...ExtractionMiss[]]): StateReason {
  const [{ field, spanName, path, suggestions }] = misses;
  const message = misses.map((miss) => miss.message).join(" ");
  return { code: "not_extracted", message, field, spanName, path, suggestions, misses };
}

/** What a list can show of a state that has no score, in a few characters; null where scores or the state itself speak. */
export function chipOf(state: string, reason: StateReason | null): string | null {
  switch (state) {
    case "not_extracted":
      return `Not extracted: ${fieldTitle(reason?.field)}`;
    case "failed":
      return reason === null
        ? "Failed"
        : `${isJudgeCode(reason.code) ? "Judge failed" : "Failed"}: ${words(reason.code)}`;
    case "delayed":
      return `Delayed: ${words(reason?.code ?? "server")}`;
    case "cancelled":
      return reason?.code === "budget" ? "Skipped: budget" : "Cancelled";
    case "partly":
      return `Partly judged`;
    default:
      return null;
  }
}

const ownCodes: ReadonlySet<string> = new Set<ReasonCode>(["trace_missing", "loop_guard", "interrupted", "internal"]);

function isJudgeCode(code: ReasonCode): boolean {
  return !ownCodes.has(code);
}

function words(code: ReasonCode): string {
  return code.replaceAll("_", " ");
}

function fieldTitle(field: ExtractionField | undefined): string {
  return field === undefined ? "a field" : field.charAt(0).toUpperCase() + field.slice(1);
}
