import type { Grant } from "@plumbline/base/grant";
import type { EvaluationDeps } from "../evaluation-deps";
import { type ActiveTaskId, advanceTask, listActiveTasks } from "./advance-task";
import { pauseTask, resumeTask, stopTask } from "./change-task-state";
import { createTask, type TaskGrant } from "./create-task";
import { deleteTask } from "./delete-task";
import { explainTrace, type TraceExplanation } from "./explain-trace";
import { listResults, type ResultPage, type ResultQuery } from "./list-results";
import { findTask, getTask, listTasks, type TaskPage, type TaskReadGrant } from "./read-tasks";
import { type RerunRequest, rerunTask } from "./rerun-task";
import { patched, type TaskInput, type TaskPatch } from "./task-settings";
import type { TaskDetail } from "./task-types";
import { inputOf, updateTask } from "./update-task";

/** Evaluation tasks. Members throw PlumblineError as their own files say; the project is always the grant's. */
export interface TaskService {
  create(grant: TaskGrant, input: TaskInput): Promise<TaskDetail>;
  list(
    grant: TaskReadGrant,
    page?: { readonly limit?: number | undefined; readonly cursor?: string | undefined },
  ): Promise<TaskPage>;
  get(grant: TaskReadGrant, id: string): Promise<TaskDetail>;
  update(grant: TaskGrant, id: string, patch: TaskPatch): Promise<TaskDetail>;
  pause(grant: TaskGrant, id: string): Promise<TaskDetail>;
  stop(grant: TaskGrant, id: string): Promise<TaskDetail>;
  resume(grant: TaskGrant, id: string): Promise<TaskDetail>;
  /** A new task with the settings of another, changed as given, and with a sample of its own. Paused until it is resumed. */
  clone(grant: TaskGrant, id: string, patch?: TaskPatch): Promise<TaskDetail>;
  delete(grant: TaskGrant, id: string, options: { readonly keepResults: boolean }): Promise<void>;
  listResults(grant: TaskReadGrant, id: string, query?: ResultQuery): Promise<ResultPage>;
  rerun(grant: TaskGrant, id: string, request?: RerunRequest): Promise<{ readonly rerun: number }>;
  explainTrace(grant: TaskReadGrant, traceId: string): Promise<TraceExplanation[]>;

  /** For the worker: every project, ids only. */
  listActive(): Promise<ActiveTaskId[]>;
  /** For the worker: one turn of a task. */
  advance(grant: Grant<"evaluation:run">, taskId: string, stopping: AbortSignal): Promise<void>;
}

export function createTaskService(deps: EvaluationDeps): TaskService {
  return {
    create: (grant, input) => createTask(deps, grant, input),
    list: (grant, page) => listTasks(deps, grant, page),
    get: (grant, id) => getTask(deps, grant, id),
    update: (grant, id, patch) => updateTask(deps, grant, id, patch),
    pause: (grant, id) => pauseTask(deps, grant, id),
    stop: (grant, id) => stopTask(deps, grant, id),
    resume: (grant, id) => resumeTask(deps, grant, id),
    clone: async (grant, id, patch = {}) => {
      const row = await findTask(deps, grant.projectId, id);
      const input = patched({ ...inputOf(row), name: `${row.name.slice(0, 110)} (copy)` }, patch);
      return createTask(deps, grant, input, { isPaused: true });
    },
    delete: (grant, id, options) => deleteTask(deps, grant, id, options),
    listResults: (grant, id, query) => listResults(deps, grant, id, query),
    rerun: (grant, id, request) => rerunTask(deps, grant, id, request),
    explainTrace: (grant, traceId) => explainTrace(deps, grant, traceId),
    listActive: () => listActiveTasks(deps),
    advance: (grant, taskId, stopping) => advanceTask(deps, grant, taskId, stopping),
  };
}
