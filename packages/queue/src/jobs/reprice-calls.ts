import { z } from "zod";
import { defineJob } from "../job-definition";

/** Prices calls again where a project has asked for that after a change of its prices. */
export const repriceCalls = defineJob({
  name: "reprice-calls",
  payload: z.object({}),
  permission: null,
  concurrency: 1,
  everyMs: 10_000,
});
