import type { AnyRoute } from "./define-route";
import { addModelPrice } from "./routes/add-model-price";
import { cancelEvaluation } from "./routes/cancel-evaluation";
import { cloneEvaluationTask } from "./routes/clone-evaluation-task";
import { closeShare } from "./routes/close-share";
import { createApiKey } from "./routes/create-api-key";
import { createEvaluationTask } from "./routes/create-evaluation-task";
import { createJudgeModel } from "./routes/create-judge-model";
import { createSavedView } from "./routes/create-saved-view";
import { createShareTicket } from "./routes/create-share-ticket";
import { deleteEvaluationTask } from "./routes/delete-evaluation-task";
import { deleteSavedView } from "./routes/delete-saved-view";
import { describeShare } from "./routes/describe-share";
import { explainTraceEvaluation } from "./routes/explain-trace-evaluation";
import { exportNamedTraces } from "./routes/export-named-traces";
import { exportTrace } from "./routes/export-trace";
import { exportTraces } from "./routes/export-traces";
import { getEvaluation } from "./routes/get-evaluation";
import { getEvaluationSettings } from "./routes/get-evaluation-settings";
import { getEvaluationTask } from "./routes/get-evaluation-task";
import { getFacets } from "./routes/get-facets";
import { getFreshness } from "./routes/get-freshness";
import { getMetricsSummary } from "./routes/get-metrics-summary";
import { getMetricsTimeseries } from "./routes/get-metrics-timeseries";
import { getPulse } from "./routes/get-pulse";
import { getSession } from "./routes/get-session";
import { getSharedSpan } from "./routes/get-shared-span";
import { getSharedSpanValue } from "./routes/get-shared-span-value";
import { getSharedTrace } from "./routes/get-shared-trace";
import { getSimilarSuccess } from "./routes/get-similar-success";
import { getSpan } from "./routes/get-span";
import { getSpanValue } from "./routes/get-span-value";
import { getTrace } from "./routes/get-trace";
import { getTraceTexts } from "./routes/get-trace-texts";
import { getTraceTree } from "./routes/get-trace-tree";
import { listApiKeys } from "./routes/list-api-keys";
import { listApplications } from "./routes/list-applications";
import { listAttributeKeys } from "./routes/list-attribute-keys";
import { listAttributeValues } from "./routes/list-attribute-values";
import { listErrorGroups } from "./routes/list-error-groups";
import { listEvaluationTaskResults } from "./routes/list-evaluation-task-results";
import { listEvaluationTasks } from "./routes/list-evaluation-tasks";
import { listEvaluations } from "./routes/list-evaluations";
import { listJudgeCalls } from "./routes/list-judge-calls";
import { listJudgeModels } from "./routes/list-judge-models";
import { listJudgePrompts } from "./routes/list-judge-prompts";
import { listMetricValues } from "./routes/list-metric-values";
import { listModelPrices } from "./routes/list-model-prices";
import { listProjects } from "./routes/list-projects";
import { listRepricings } from "./routes/list-repricings";
import { listSavedViews } from "./routes/list-saved-views";
import { listSessions } from "./routes/list-sessions";
import { listShareTickets } from "./routes/list-share-tickets";
import { listSlowestSpans } from "./routes/list-slowest-spans";
import { listSpanContents } from "./routes/list-span-contents";
import { listSpanNames } from "./routes/list-span-names";
import { listTraceShareTickets } from "./routes/list-trace-share-tickets";
import { listTraces } from "./routes/list-traces";
import { listUsers } from "./routes/list-users";
import { listUsualDurations } from "./routes/list-usual-durations";
import { pauseEvaluationTask } from "./routes/pause-evaluation-task";
import { previewExtraction } from "./routes/preview-extraction";
import { redeemShare } from "./routes/redeem-share";
import { removeJudgeModel } from "./routes/remove-judge-model";
import { removeModelPrice } from "./routes/remove-model-price";
import { requestEvaluation } from "./routes/request-evaluation";
import { requestRepricing } from "./routes/request-repricing";
import { rerunEvaluationTask } from "./routes/rerun-evaluation-task";
import { resumeEvaluationTask } from "./routes/resume-evaluation-task";
import { retryEvaluation } from "./routes/retry-evaluation";
import { revokeApiKey } from "./routes/revoke-api-key";
import { revokeShareTicket } from "./routes/revoke-share-ticket";
import { stopEvaluationTask } from "./routes/stop-evaluation-task";
import { testJudgeModel } from "./routes/test-judge-model";
import { updateEvaluationTask } from "./routes/update-evaluation-task";
import { updateJudgeModel } from "./routes/update-judge-model";
import { updateSavedView } from "./routes/update-saved-view";

/** Every route of the API. Fixed paths stand before those with a parameter in the same place. */
export const routes: readonly AnyRoute[] = [
  listProjects,
  listApplications,
  listSessions,
  getSession,
  listUsers,
  listTraces,
  getPulse,
  getFacets,
  listSpanNames,
  listAttributeKeys,
  listAttributeValues,
  getFreshness,
  exportTraces,
  exportNamedTraces,
  getTrace,
  getTraceTree,
  getTraceTexts,
  listSpanContents,
  getSimilarSuccess,
  getSpan,
  getSpanValue,
  exportTrace,
  previewExtraction,
  listEvaluations,
  requestEvaluation,
  getEvaluation,
  cancelEvaluation,
  retryEvaluation,
  listJudgeCalls,
  getEvaluationSettings,
  explainTraceEvaluation,
  listEvaluationTasks,
  createEvaluationTask,
  getEvaluationTask,
  updateEvaluationTask,
  deleteEvaluationTask,
  pauseEvaluationTask,
  stopEvaluationTask,
  resumeEvaluationTask,
  cloneEvaluationTask,
  listEvaluationTaskResults,
  rerunEvaluationTask,
  listJudgeModels,
  listJudgePrompts,
  createJudgeModel,
  updateJudgeModel,
  removeJudgeModel,
  testJudgeModel,
  listSavedViews,
  createSavedView,
  updateSavedView,
  deleteSavedView,
  getMetricsTimeseries,
  getMetricsSummary,
  listSlowestSpans,
  listErrorGroups,
  listMetricValues,
  listUsualDurations,
  listModelPrices,
  addModelPrice,
  removeModelPrice,
  listRepricings,
  requestRepricing,
  listApiKeys,
  createApiKey,
  revokeApiKey,
  createShareTicket,
  listTraceShareTickets,
  listShareTickets,
  revokeShareTicket,
  describeShare,
  redeemShare,
  getSharedTrace,
  getSharedSpan,
  getSharedSpanValue,
  closeShare,
];
