import { z } from "zod";
import { defineJob } from "../job-definition";

/** Deletes figures beyond their age, and search entries whose traces are gone. */
export const trimDerived = defineJob({
  name: "trim-derived",
  payload: z.object({}),
  permission: null,
  concurrency: 1,
  everyMs: 3_600_000,
});
