import { handleJob } from "@plumbline/queue/job-definition";
import { settleTraces } from "@plumbline/queue/jobs/settle-traces";
import { settleTraceTotals } from "@plumbline/span-store/write/settle-totals";
import type { WorkerServices } from "../services";

export const settleTracesJob = ({ pool }: WorkerServices) =>
  handleJob(settleTraces, async () => {
    await settleTraceTotals(pool);
  });
