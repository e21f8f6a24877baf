import { handleJob } from "@plumbline/queue/job-definition";
import { trimDerived } from "@plumbline/queue/jobs/trim-derived";
import { keepMetrics } from "@plumbline/span-store/metrics/keep-metrics";
import { trimSearch } from "@plumbline/span-store/search/trim-search";
import type { WorkerServices } from "../services";

export const trimDerivedJob = ({ pool, logger, metricRetention }: WorkerServices) =>
  handleJob(trimDerived, async () => {
    const metricRows = await keepMetrics(pool, metricRetention);
    const searchSegments = await trimSearch(pool);
    if (metricRows + searchSegments > 0) {
      logger.info(
        { metricRows, searchSegments },
        "Figures beyond their age and search entries without traces were deleted.",
      );
    }
  });
