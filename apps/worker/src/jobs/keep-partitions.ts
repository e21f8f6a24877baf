import { handleJob } from "@plumbline/queue/job-definition";
import { keepPartitions } from "@plumbline/queue/jobs/keep-partitions";
import { dayOf, defaultPartitionWindow, ensurePartitions } from "@plumbline/span-store/partitions";
import type { WorkerServices } from "../services";

export const keepPartitionsJob = ({ pool, logger }: WorkerServices) =>
  handleJob(keepPartitions, async () => {
    const today = dayOf(Date.now());
    const made = await ensurePartitions(pool, today, today + defaultPartitionWindow.daysAhead);
    if (made.length > 0) logger.info({ made }, "Partitions of the coming days were made.");
  });
