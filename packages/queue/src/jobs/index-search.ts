import { z } from "zod";
import { defineJob } from "../job-definition";

/** Makes what was received searchable by index. Until then a search reads it directly, so nothing waits for this. */
export const indexSearch = defineJob({
  name: "index-search",
  payload: z.object({}),
  permission: null,
  concurrency: 1,
  everyMs: 5_000,
});
