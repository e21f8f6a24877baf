import type { Grant } from "@plumbline/base/grant";
import { evaluateTrace } from "@plumbline/queue/jobs/evaluate-trace";
import { defaultTaskTimes, type EvaluationDeps, type EvaluationOptions } from "./evaluation-deps";
import { defaultLeaseTimes } from "./evaluation-lease";
import type { EvaluationDetail, EvaluationListItem, JudgeCallView } from "./evaluation-types";
import { EndpointMemories } from "./judge/endpoint";
import { defaultRetryPolicy } from "./judge/run-bounds";
import { JudgeShares } from "./judge-shares";
import { getLastSettings, type LastSettings } from "./last-settings";
import { findOrCreateJudgeModel } from "./models/inline-judge";
import type { JudgeModelView } from "./models/judge-model-view";
import {
  archiveJudgeModel,
  createJudgeModel,
  type JudgeModelPatch,
  listJudgeModels,
  type NewJudgeModel,
  requireStandIn,
  updateJudgeModel,
} from "./models/judge-models";
import { type JudgeModelTest, testJudgeModel } from "./models/test-judge-model";
import { type ExtractionPreview, previewExtraction } from "./preview-extraction";
import { getEvaluation, listEvaluations, listJudgeCalls } from "./read-evaluations";
import { cancelEvaluation, type EvaluationRequest, requestEvaluation, retryEvaluation } from "./request-evaluation";
import { runEvaluation } from "./run-evaluation";
import { type Sweep, sweepEvaluations, takeBackEvaluations } from "./sweep-evaluations";
import { createTaskService, type TaskService } from "./tasks/create-task-service";

type RunGrant = Grant<"evaluation:run">;
type ReadGrant = Grant<"evaluation:read"> | RunGrant;
type ManageGrant = Grant<"judge:manage">;

/** Evaluations and their judges. Members throw PlumblineError as their own files say; the project is always the grant's. */
export interface EvaluationService {
  requestEvaluation(grant: RunGrant, request: EvaluationRequest): Promise<EvaluationDetail>;
  cancelEvaluation(grant: RunGrant, id: string): Promise<EvaluationDetail>;
  retryEvaluation(grant: RunGrant, id: string): Promise<EvaluationDetail>;
  getEvaluation(grant: ReadGrant, id: string): Promise<EvaluationDetail>;
  listEvaluations(grant: ReadGrant, traceId: string): Promise<EvaluationListItem[]>;
  listJudgeCalls(grant: ReadGrant, evaluationId: string): Promise<JudgeCallView[]>;
  getLastSettings(grant: ReadGrant, query: { readonly application: string }): Promise<LastSettings | undefined>;
  previewExtraction(grant: RunGrant, traceId: string, extraction: unknown): Promise<ExtractionPreview>;

  listJudgeModels(grant: Grant<"judge:read">, options?: { readonly unlisted?: boolean }): Promise<JudgeModelView[]>;
  createJudgeModel(grant: ManageGrant, input: NewJudgeModel): Promise<JudgeModelView>;
  updateJudgeModel(grant: ManageGrant, id: string, patch: JudgeModelPatch): Promise<JudgeModelView>;
  archiveJudgeModel(grant: ManageGrant, id: string): Promise<void>;
  testJudgeModel(grant: ManageGrant, id: string, signal?: AbortSignal): Promise<JudgeModelTest>;
  /** For a request that brings its judge along. */
  findOrCreateJudgeModel(grant: ManageGrant, input: NewJudgeModel): Promise<JudgeModelView>;
  /** The judge that needs no account and no right to manage judges. */
  getStandInJudge(grant: RunGrant | Grant<"task:manage">): Promise<JudgeModelView>;

  /** For the worker: runs one evaluation if it is due. */
  runEvaluation(grant: RunGrant, id: string, stopping: AbortSignal): Promise<void>;
  /** For the worker: every project, ids and states only. */
  sweepEvaluations(): Promise<Sweep>;
  /** For the worker, more often than the sweep: only its first part. Answers how many. */
  takeBackEvaluations(): Promise<number>;
  /** Evaluation of live traffic and past ranges. */
  readonly tasks: TaskService;
}

export function createEvaluationService(options: EvaluationOptions): EvaluationService {
  const deps: EvaluationDeps = {
    ...options,
    standInUrl: options.standInUrl === undefined ? undefined : withVersion(options.standInUrl),
    retryPolicy: options.retryPolicy ?? defaultRetryPolicy,
    leaseTimes: options.leaseTimes ?? defaultLeaseTimes,
    taskTimes: { ...defaultTaskTimes, ...options.taskTimes },
    memories: new EndpointMemories(),
    shares: new JudgeShares(options.slots ?? evaluateTrace.concurrency),
  };
  return {
    requestEvaluation: (grant, request) => requestEvaluation(deps, grant, request),
    cancelEvaluation: (grant, id) => cancelEvaluation(deps, grant, id),
    retryEvaluation: (grant, id) => retryEvaluation(deps, grant, id),
    getEvaluation: (grant, id) => getEvaluation(deps, grant, id),
    listEvaluations: (grant, traceId) => listEvaluations(deps, grant, traceId),
    listJudgeCalls: (grant, evaluationId) => listJudgeCalls(deps, grant, evaluationId),
    getLastSettings: (grant, query) => getLastSettings(deps, grant, query),
    previewExtraction: (grant, traceId, extraction) => previewExtraction(deps, grant, traceId, extraction),
    listJudgeModels: (grant, options) => listJudgeModels(deps, grant, options),
    createJudgeModel: (grant, input) => createJudgeModel(deps, grant, input),
    updateJudgeModel: (grant, id, patch) => updateJudgeModel(deps, grant, id, patch),
    archiveJudgeModel: (grant, id) => archiveJudgeModel(deps, grant, id),
    testJudgeModel: (grant, id, signal) => testJudgeModel(deps, grant, id, signal),
    findOrCreateJudgeModel: (grant, input) => findOrCreateJudgeModel(deps, grant, input),
    getStandInJudge: (grant) => requireStandIn(deps, grant.projectId),
    runEvaluation: (grant, id, stopping) => runEvaluation(deps, grant, id, stopping),
    sweepEvaluations: () => sweepEvaluations(deps),
    takeBackEvaluations: () => takeBackEvaluations(deps),
    tasks: createTaskService(deps),
  };
}

/** The stand-in's own address, with the version segment that every judge's base URL has. */
function withVersion(url: string): string {
  const { origin, pathname } = new URL(url);
  return pathname === "/" ? `${origin}/v1` : url.replace(/\/+$/, "");
}
