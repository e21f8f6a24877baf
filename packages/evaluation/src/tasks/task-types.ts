import type { ExtractionConfig } from "@plumbline/span/extraction/types";
import type { MetricName } from "@plumbline/span-store/read/types";
import type { EvaluationMetric } from "../evaluation-config";
import type { EvaluationState, JudgeSnapshot } from "../evaluation-types";
import type { StateReason } from "../state-reason";

export const taskStates = ["created", "running", "paused", "blocked", "completed", "stopped", "failed"] as const;
/**
 * created: its sampling period has not begun. blocked: its judge refuses; `reason` says why. completed: the period is over, every
 * trace of it has its result, and no new one will come. stopped: by a person; what was judged stays.
 */
export type TaskState = (typeof taskStates)[number];

export type Sampling =
  /** One trace of every window, chosen uniformly. Windows are counted from the sampling start. */
  | { readonly policy: "window"; readonly everyMinutes: number }
  /** This share of the traces, by a salted hash of the trace id: repeatable, and a higher share keeps those of a lower one. */
  | { readonly policy: "probability"; readonly percent: number };

/** Caps, each null where there is none. Days are UTC; cost is in US dollars. */
export interface TaskBudget {
  readonly tokensPerDay: number | null;
  readonly tokensTotal: number | null;
  readonly costPerDay: number | null;
  readonly costTotal: number | null;
}

export const decisionStates = [
  "filtered_out",
  "sampled_out",
  "waiting",
  "taken",
  "skipped_budget",
  "cancelled",
] as const;
/** As stored. A trace that is `taken` has its state from its evaluation, which holds it alone. */
export type DecisionState = (typeof decisionStates)[number];

export const resultStates = [
  "filtered_out",
  "sampled_out",
  "waiting",
  "not_extracted",
  "queued",
  "running",
  "delayed",
  "scored",
  "partly",
  "failed",
  "skipped_budget",
  "cancelled",
  "superseded",
] as const;
/** What became of a trace under a task, as people read it. `scored` is the evaluation's `succeeded`. */
export type ResultState = (typeof resultStates)[number];

export function resultStateOf(decision: DecisionState, evaluation: EvaluationState | null): ResultState {
  if (decision !== "taken") return decision;
  if (evaluation === null) return "cancelled";
  return evaluation === "succeeded" ? "scored" : evaluation;
}

export type TaskCounts = Readonly<Record<ResultState, number>>;

/** Over the traces that have a value. An interval of 95 %; null bounds where n is 0. */
export interface MetricFigure {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  /** For window sampling: every window weighted with the number of its traces. Null otherwise. */
  readonly weightedMean: number | null;
}
export type TaskScores = Readonly<Partial<Record<MetricName, MetricFigure>>>;

/** What a person sets; times are ISO 8601. */
export interface TaskSettings {
  readonly application: string | null;
  readonly filter: string | null;
  readonly judgeModelId: string;
  readonly metrics: readonly EvaluationMetric[];
  readonly k: number;
  readonly relevanceThreshold: number;
  readonly extraction: ExtractionConfig;
  readonly samplingStart: string;
  readonly samplingEnd: string | null;
  readonly sampling: Sampling;
  /** Seconds without a span after which a trace with an ended root counts as complete; null: as its application needs. */
  readonly quietSeconds: number | null;
  readonly budget: TaskBudget | null;
}

export interface TaskSummary {
  readonly id: string;
  readonly name: string;
  readonly state: TaskState;
  readonly reason: StateReason | null;
  readonly version: number;
  readonly application: string | null;
  readonly judge: JudgeSnapshot;
  readonly metrics: readonly EvaluationMetric[];
  readonly sampling: Sampling;
  readonly samplingStart: string;
  readonly samplingEnd: string | null;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly counts: TaskCounts;
  readonly scores: TaskScores;
}

export interface TaskSpend {
  readonly tokensToday: number;
  readonly tokensTotal: number;
  readonly costToday: number;
  readonly costTotal: number;
}

export interface TaskDetail extends TaskSummary, TaskSettings {
  /** Null for a task without caps: its spending is not kept apart. */
  readonly spent: TaskSpend | null;
  /** What is used now, where `quietSeconds` leaves it open. */
  readonly usedQuietSeconds: number;
  /** The past part of the sampling period has been looked at. */
  readonly isBackfilled: boolean;
  /** Every trace that was received until then has been looked at. */
  readonly receivedThrough: string;
  readonly versions: readonly {
    readonly version: number;
    readonly createdAt: string;
    readonly createdBy: string | null;
  }[];
}
