import { z } from "zod";
import { defineRoute } from "../define-route";
import { apiKey, apiKeyFrom, apiKeyScope } from "../schemas/api-key";

const response = z.strictObject({
  key: z.string().describe("The key itself. It is shown this once and cannot be read again."),
  apiKey,
});
export type CreateApiKeyResponse = z.infer<typeof response>;

export const createApiKey = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/api-keys",
  permission: "api-key:manage",
  summary: "Make an API key",
  body: z.strictObject({
    name: z.string().max(1000),
    scopes: z.array(apiKeyScope).min(1),
    expiresAt: z.iso.datetime({ offset: true }).optional(),
  }),
  response,
  status: 201,
  async handle({ access }, { grant, body }) {
    const { name, scopes, expiresAt } = body;
    const made = await access.createApiKey(grant, {
      name,
      scopes,
      expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
    });
    return { key: made.key, apiKey: apiKeyFrom(made.apiKey) };
  },
});
