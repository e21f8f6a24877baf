import { z } from "zod";
import { defineJob } from "../job-definition";

/** Makes the daily partitions of the coming days, so that no span ever waits for one. */
export const keepPartitions = defineJob({
  name: "keep-partitions",
  payload: z.object({}),
  permission: null,
  concurrency: 1,
  everyMs: 3_600_000,
});
