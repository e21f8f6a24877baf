import type { Grant } from "@plumbline/base/grant";
import type { EvaluationDeps } from "../evaluation-deps";
import { type ActiveTaskId, advanceTask, listActiveTasks } from "./advance-task";
import { createTask, type TaskGrant } from "./create-task";
import { getTask, listTasks, type TaskPage, type TaskReadGrant } from "./read-tasks";
import type { TaskInput } from "./task-settings";
import type { TaskDetail } from "./task-types";

/** Evaluation tasks. Members throw PlumblineError as their own files say; the project is always the grant's. */
export interface TaskService {
  create(grant: TaskGrant, input: TaskInput): Promise<TaskDetail>;
  list(grant: TaskReadGrant, page?: { readonly limit?: number; readonly cursor?: string }): Promise<TaskPage>;
  get(grant: TaskReadGrant, id: string): Promise<TaskDetail>;

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
    listActive: () => listActiveTasks(deps),
    advance: (grant, taskId, stopping) => advanceTask(deps, grant, taskId, stopping),
  };
}
