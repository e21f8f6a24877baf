import { handleJob } from "@plumbline/queue/job-definition";
import { repriceCalls as repriceCallsJobDefinition } from "@plumbline/queue/jobs/reprice-calls";
import { repriceCalls } from "@plumbline/span-store/prices/reprice-calls";
import type { WorkerServices } from "../services";

/** The rest waits for the next job: a month of calls must not keep others waiting. */
const workMsMax = 8_000;

export const repriceCallsJob = ({ pool, logger }: WorkerServices) =>
  handleJob(repriceCallsJobDefinition, async (_payload, { signal }) => {
    const until = Date.now() + workMsMax;
    let traces = 0;
    while (!signal.aborted && Date.now() < until) {
      const steps = await repriceCalls(pool);
      if (steps.length === 0) return;
      traces += steps.reduce((sum, step) => sum + step.traces, 0);
      for (const { projectId, repricingId } of steps.filter((step) => step.isFinished)) {
        logger.info({ projectId, repricingId, traces }, "Calls are priced again with the prices that hold now.");
      }
    }
  });
