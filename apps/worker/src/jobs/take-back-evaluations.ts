import { handleJob } from "@plumbline/queue/job-definition";
import { takeBackEvaluations } from "@plumbline/queue/jobs/take-back-evaluations";
import type { WorkerServices } from "../services";

export const takeBackEvaluationsJob = ({ evaluation, logger }: WorkerServices) =>
  handleJob(takeBackEvaluations, async () => {
    const takenBack = await evaluation.takeBackEvaluations();
    if (takenBack > 0) logger.warn({ takenBack }, "Evaluations were taken back from runs that died.");
  });
