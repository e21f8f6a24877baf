import { z } from "zod";
import { defineRoute } from "../define-route";
import { apiKey, apiKeyFrom } from "../schemas/api-key";
import { uuid } from "../schemas/trace-id";

export type RevokeApiKeyResponse = z.infer<typeof apiKey>;

export const revokeApiKey = defineRoute({
  method: "DELETE",
  path: "/api/v1/projects/{projectId}/api-keys/{apiKeyId}",
  permission: "api-key:manage",
  summary: "Revoke an API key; it stops working within a second and stays in the list",
  params: z.strictObject({ apiKeyId: uuid }),
  response: apiKey,
  handle: async ({ access }, { grant, params }) => apiKeyFrom(await access.revokeApiKey(grant, params.apiKeyId)),
});
