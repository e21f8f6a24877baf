import { z } from "zod";
import { defineRoute } from "../define-route";
import { apiKey, apiKeyFrom } from "../schemas/api-key";

const response = z.strictObject({ items: z.array(apiKey), nextCursor: z.null() });
export type ListApiKeysResponse = z.infer<typeof response>;

export const listApiKeys = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/api-keys",
  permission: "api-key:manage",
  summary: "List API keys, newest first, revoked ones included; at most 500",
  response,
  async handle({ access }, { grant }) {
    const keys = await access.listApiKeys(grant);
    return { items: keys.map(apiKeyFrom), nextCursor: null };
  },
});
