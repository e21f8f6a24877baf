import { handleJob } from "@plumbline/queue/job-definition";
import { sweepEvaluations } from "@plumbline/queue/jobs/sweep-evaluations";
import type { WorkerServices } from "../services";

export const sweepEvaluationsJob = ({ evaluation, logger }: WorkerServices) =>
  handleJob(sweepEvaluations, async () => {
    const { takenBack, added, republished } = await evaluation.sweepEvaluations();
    if (takenBack > 0) logger.warn({ takenBack }, "Evaluations were taken back from runs that died.");
    if (republished > 0) logger.warn({ republished }, "Traces that still showed a run as open were told its end.");
    if (added > 0) logger.info({ added }, "Due evaluations were added to the queue.");
  });
