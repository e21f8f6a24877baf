import { z } from "zod";
import { defineJob } from "../job-definition";

/** Makes the totals of long traces exact that ingest could only add up coarsely. It is what a viewer of a live trace waits for. */
export const settleTraces = defineJob({
  name: "settle-traces",
  payload: z.object({}),
  permission: null,
  concurrency: 1,
  everyMs: 2_000,
});
