import { z } from "zod";
import { defineJob } from "../job-definition";

/** Counts the minutes, hours and days that ingest noted as due, for the charts of every project. */
export const rollUpMetrics = defineJob({
  name: "roll-up-metrics",
  payload: z.object({}),
  permission: null,
  concurrency: 1,
  everyMs: 5_000,
});
