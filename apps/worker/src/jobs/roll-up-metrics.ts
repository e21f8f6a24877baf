import { handleJob, type JobHandler } from "@plumbline/queue/job-definition";
import { rollUpMetrics } from "@plumbline/queue/jobs/roll-up-metrics";
import { backfillMetrics } from "@plumbline/span-store/metrics/backfill-metrics";
import { createMetricsRollUp } from "@plumbline/span-store/metrics/roll-up-metrics";
import type { WorkerServices } from "../services";

/** One job goes on for so long where much is due, as after a day on which no worker ran. */
const workMsMax = 4_000;

export function rollUpMetricsJob({ pool, logger }: WorkerServices): JobHandler {
  const rollUp = createMetricsRollUp(pool);
  return handleJob(rollUpMetrics, async (_payload, { signal }) => {
    for (const { projectId, day } of await backfillMetrics(pool)) {
      if (day === undefined) logger.info({ projectId }, "All older traces are noted for the charts.");
      else logger.info({ projectId, day }, "The traces of one more older day are being counted for the charts.");
    }
    const until = Date.now() + workMsMax;
    while (!signal.aborted && Date.now() < until && (await rollUp.run()) > 0);
  });
}
