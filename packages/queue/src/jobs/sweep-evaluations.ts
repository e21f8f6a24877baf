import { z } from "zod";
import { defineJob } from "../job-definition";

/** Takes back evaluations whose run died and puts due ones into the queue again. It reads ids only, of every project. */
export const sweepEvaluations = defineJob({
  name: "sweep-evaluations",
  payload: z.object({}),
  permission: null,
  concurrency: 1,
  everyMs: 15_000,
});
