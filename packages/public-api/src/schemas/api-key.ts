import type { ApiKey } from "@plumbline/access/api-keys";
import { apiKeyScopes } from "@plumbline/access/permissions";
import { z } from "zod";

export const apiKeyScope = z.enum(apiKeyScopes);

export const apiKey = z.strictObject({
  id: z.string(),
  name: z.string(),
  start: z.string().describe("The first characters, to tell keys apart."),
  scopes: z.array(apiKeyScope),
  createdAt: z.string(),
  createdByName: z.string().nullable().describe("Null: made at the first start."),
  lastUsedAt: z.string().nullable().describe("Exact to about a minute; null: never used."),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});

export function apiKeyFrom(key: ApiKey): z.infer<typeof apiKey> {
  return {
    id: key.id,
    name: key.name,
    start: key.start,
    scopes: [...key.scopes],
    createdAt: key.createdAt.toISOString(),
    createdByName: key.createdByName,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}
