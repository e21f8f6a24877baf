import { z } from "zod";
import { defineJob } from "../job-definition";

/** Runs one evaluation, if its row says that it is due and nobody else runs it. */
export const evaluateTrace = defineJob({
  name: "evaluate-trace",
  payload: z.object({ projectId: z.uuid(), evaluationId: z.uuid() }),
  permission: "evaluation:run",
  concurrency: 8,
});
