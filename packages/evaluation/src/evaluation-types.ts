import type { TraceId } from "@plumbline/base/ids";
import type { Extraction } from "@plumbline/span/extraction/types";
import type { EvaluationSummary, MetricName } from "@plumbline/span-store/read/types";
import type { EvaluationConfig } from "./evaluation-config";
import type { StateReason } from "./state-reason";

export type EvaluationState = EvaluationSummary["state"];

export const judgePresets = [
  "pai-judge",
  "qwen-max",
  "dashscope",
  "openai",
  "ollama",
  "vllm",
  "openai-compatible",
  "stand-in",
] as const;
export type JudgePreset = (typeof judgePresets)[number];

/** The judge as it was when the evaluation was requested; never its token. */
export interface JudgeSnapshot {
  readonly id: string;
  readonly name: string;
  readonly preset: JudgePreset;
  readonly model: string;
  readonly baseUrl: string;
  /** The stand-in's own address, or any answer of this evaluation that named the stand-in as its author. */
  readonly isStandIn: boolean;
}

export interface EvaluationScore {
  readonly metric: MetricName;
  readonly state: "scored" | "not_applicable" | "failed";
  /** 0 to 1; null unless state is "scored". */
  readonly score: number | null;
  readonly label: string | null;
  readonly reason: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly promptVersion: string | null;
}

export interface EvaluationListItem {
  readonly id: string;
  readonly traceId: TraceId;
  readonly application: string;
  readonly state: EvaluationState;
  readonly reason: StateReason | null;
  readonly judge: JudgeSnapshot;
  readonly scores: readonly EvaluationScore[];
  readonly requestedBy: string | null;
  readonly requestedAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Runs begun so far. */
  readonly attempt: number;
  /** For queued and delayed: not before this time. */
  readonly nextAttemptAt: string | null;
  /** Sums over every call that was made; null before the first. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly judgeCalls: number;
}

export interface EvaluationDetail extends EvaluationListItem {
  readonly config: EvaluationConfig;
  /** What was read, from which span and path; null until the first run. */
  readonly extraction: Extraction | null;
}

export interface JudgeCallView {
  readonly id: string;
  readonly at: string;
  readonly purpose: string;
  readonly attempt: number;
  readonly promptVersion: string;
  readonly modelRequested: string;
  readonly modelAnswered: string | null;
  readonly outputMode: string;
  readonly request: unknown;
  readonly outcome: string;
  readonly httpStatus: number | null;
  readonly answer: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly durationMs: number;
}
