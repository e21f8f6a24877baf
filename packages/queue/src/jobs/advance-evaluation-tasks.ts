import { z } from "zod";
import { defineJob } from "../job-definition";

/**
 * One turn of every evaluation task: looks at traces that came in, starts what is due, completes what is over. The tasks are
 * found across projects by their ids; each is opened with a grant of its own project.
 */
export const advanceEvaluationTasks = defineJob({
  name: "advance-evaluation-tasks",
  payload: z.object({}),
  permission: "evaluation:run",
  concurrency: 1,
  everyMs: 2_000,
});
