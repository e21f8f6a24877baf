import { handleJob } from "@plumbline/queue/job-definition";
import { sweepEvaluations } from "@plumbline/queue/jobs/sweep-evaluations";
import type { WorkerServices } from "../services";

export const sweepEvaluationsJob = ({ evaluation, logger }: WorkerServices) =>
  handleJob(sweepEvaluations, async () => {
    const { takenBack, added } = await evaluation.sweepEvaluations();
    if (takenBack > 0) logger.warn({ takenBack }, "Evaluations were taken back from runs that died.");
    if (added > 0) logger.info({ added }, "Due evaluations were added to the queue.");
  });
