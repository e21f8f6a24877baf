import { handleJob } from "@plumbline/queue/job-definition";
import { indexSearch } from "@plumbline/queue/jobs/index-search";
import type { WorkerServices } from "../services";

export const indexSearchJob = ({ searchIndexer, logger }: WorkerServices) =>
  handleJob(indexSearch, async (_payload, { signal }) => {
    const { spans, segments } = await searchIndexer.run(signal);
    if (spans > 0) logger.debug({ spans, segments }, "Spans were added to the search index.");
  });
