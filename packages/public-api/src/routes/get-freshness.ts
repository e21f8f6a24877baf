import { z } from "zod";
import { defineRoute } from "../define-route";

const response = z.strictObject({
  newestReceivedAt: z.string().nullable().describe("Null: no span is stored."),
  ageMs: z.number().nullable(),
});
export type FreshnessResponse = z.infer<typeof response>;

export const getFreshness = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/freshness",
  permission: "trace:read",
  summary: "Say how long ago the newest span was received",
  response,
  async handle({ spans }, { grant }) {
    const { newestReceivedAt, ageMs } = await spans.readFreshness(grant);
    return { newestReceivedAt, ageMs };
  },
});
