import { z } from "zod";
import { defineRoute } from "../define-route";
import { repricing, repricingFrom } from "../schemas/repricing";

const response = z.strictObject({ items: z.array(repricing), nextCursor: z.null() });
export type RepricingsResponse = z.infer<typeof response>;

export const listRepricings = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/repricings",
  permission: "trace:read",
  summary: "List how far calls are priced again, newest first; at most 50",
  response,
  async handle({ prices }, { grant }) {
    return { items: (await prices.listRepricings(grant)).map(repricingFrom), nextCursor: null };
  },
});
