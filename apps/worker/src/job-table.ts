import type { JobHandler } from "@plumbline/queue/job-definition";
import { advanceEvaluationTasksJob } from "./jobs/advance-evaluation-tasks";
import { evaluateTraceJob } from "./jobs/evaluate-trace";
import { indexSearchJob } from "./jobs/index-search";
import { keepPartitionsJob } from "./jobs/keep-partitions";
import { repriceCallsJob } from "./jobs/reprice-calls";
import { rollUpMetricsJob } from "./jobs/roll-up-metrics";
import { settleTracesJob } from "./jobs/settle-traces";
import { sweepEvaluationsJob } from "./jobs/sweep-evaluations";
import { takeBackEvaluationsJob } from "./jobs/take-back-evaluations";
import { trimDerivedJob } from "./jobs/trim-derived";
import type { WorkerServices } from "./services";

/** Every job that this process runs; one line per handler file. The first to work are those that mend what was left. */
export function createJobTable(services: WorkerServices): JobHandler[] {
  return [
    takeBackEvaluationsJob(services),
    sweepEvaluationsJob(services),
    advanceEvaluationTasksJob(services),
    keepPartitionsJob(services),
    settleTracesJob(services),
    rollUpMetricsJob(services),
    indexSearchJob(services),
    repriceCallsJob(services),
    trimDerivedJob(services),
    evaluateTraceJob(services),
  ];
}
