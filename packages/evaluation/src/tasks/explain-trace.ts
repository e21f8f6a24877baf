import { parseTraceId, type TraceId } from "@plumbline/base/ids";
import { locateTrace } from "@plumbline/span-store/read/get-trace";
import type { EvaluationDeps } from "../evaluation-deps";
import type { EvaluationState } from "../evaluation-types";
import type { StateReason } from "../state-reason";
import type { TaskReadGrant } from "./read-tasks";
import { type DecisionState, type ResultState, resultStateOf, type TaskState } from "./task-types";

export interface TraceExplanation {
  readonly taskId: string;
  readonly taskName: string;
  readonly taskState: TaskState;
  readonly version: number;
  /** `outside`: not of this task's period or application. `unseen`: it has not been looked at yet. */
  readonly state: ResultState | "outside" | "unseen";
  /** A finished sentence. */
  readonly message: string;
  readonly evaluationId: string | null;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly state: TaskState;
  readonly state_reason: StateReason | null;
  readonly version: number;
  readonly is_of_period: boolean;
  readonly task_application: string | null;
  readonly decision: DecisionState | null;
  readonly reason: StateReason | null;
  readonly due_at: Date | null;
  readonly evaluation_id: string | null;
  readonly evaluation_state: EvaluationState | null;
  readonly evaluation_reason: StateReason | null;
}

const tasksMax = 100;

/** Why a trace has a score or none, for every task of the project. Throws `resource.not_found`. */
export async function explainTrace(
  deps: EvaluationDeps,
  { projectId }: TaskReadGrant,
  traceIdText: string,
): Promise<TraceExplanation[]> {
  const traceId = parseTraceId(traceIdText) ?? ("" as TraceId);
  const { row: trace } = await locateTrace(deps.pool, projectId, traceId);
  const { rows } = await deps.pool.query<Row>(
    `SELECT t.id, t.name, t.state, t.state_reason, t.version, v.application AS task_application,
            $3::timestamptz >= v.sampling_start AND $3 < coalesce(v.sampling_end, 'infinity') AS is_of_period,
            d.state AS decision, d.reason, d.due_at, d.evaluation_id,
            e.state AS evaluation_state, e.state_reason AS evaluation_reason
       FROM evaluation_task AS t
       JOIN evaluation_task_version AS v ON v.project_id = t.project_id AND v.task_id = t.id AND v.version = t.version
       LEFT JOIN evaluation_decision AS d
         ON d.project_id = t.project_id AND d.task_id = t.id AND d.version = t.version AND d.trace_id = $2
       LEFT JOIN evaluation AS e ON e.project_id = d.project_id AND e.id = d.evaluation_id
      WHERE t.project_id = $1 AND t.deleted_at IS NULL
      ORDER BY t.created_at DESC, t.id DESC LIMIT $4`,
    [projectId, traceId, trace.start_time_iso, tasksMax],
  );
  return rows.map((row) => {
    const isOwn = row.task_application === null || row.task_application === trace.application;
    const state =
      row.decision === null
        ? row.is_of_period && isOwn
          ? "unseen"
          : "outside"
        : resultStateOf(row.decision, row.evaluation_state);
    return {
      taskId: row.id,
      taskName: row.name,
      taskState: row.state,
      version: row.version,
      state,
      message: sentenceOf(row, state, isOwn),
      evaluationId: row.evaluation_id,
    };
  });
}

function sentenceOf(row: Row, state: TraceExplanation["state"], isOwn: boolean): string {
  const own = row.evaluation_reason?.message ?? row.reason?.message;
  switch (state) {
    case "outside":
      return isOwn
        ? "The trace began outside of the task's sampling period."
        : `The task judges traces of ${row.task_application ?? "another application"} only.`;
    case "unseen":
      return row.state === "running"
        ? "The task has not looked at this trace yet; that takes seconds."
        : `The task has not looked at this trace: it is ${row.state}.`;
    case "filtered_out":
      return "The task's filter does not hold for this trace.";
    case "sampled_out":
      return "The sampling policy left this trace out.";
    case "waiting":
      return waitingSentence(row);
    case "queued":
    case "running":
      return heldSentence(row) ?? (state === "queued" ? "It waits for its judge." : "It is being judged.");
    case "scored":
      return "It was judged.";
    default:
      return own ?? `It is ${state.replaceAll("_", " ")}.`;
  }
}

function waitingSentence(row: Row): string {
  const held = heldSentence(row);
  if (held !== undefined) return held;
  return row.due_at === null || row.due_at.getTime() > Date.now()
    ? "It is judged once no more spans come, and its window, if the task has such, is over."
    : "It is whole and waits for its turn.";
}

function heldSentence({ state, state_reason }: Row): string | undefined {
  if (state === "blocked") return `The task is blocked. ${state_reason?.message ?? ""}`.trim();
  return state === "paused" ? "The task is paused. It goes on when somebody resumes it." : undefined;
}
