import { z } from "zod";
import { defineJob } from "../job-definition";

/**
 * Takes back evaluations whose run died. More often than the sweep, because somebody waits for them; with the lease of 12 s
 * a killed worker's evaluation waits 15 s at most.
 */
export const takeBackEvaluations = defineJob({
  name: "take-back-evaluations",
  payload: z.object({}),
  permission: null,
  concurrency: 1,
  everyMs: 3_000,
});
