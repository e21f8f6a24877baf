import type { CreateApiKeyResponse } from "@plumbline/public-api/routes/create-api-key";
import type { ListApiKeysResponse } from "@plumbline/public-api/routes/list-api-keys";
import { callApi } from "~/lib/api-client";

export const scopes = ["ingest", "read", "evaluate", "admin"] as const;
export type Scope = (typeof scopes)[number];

export const scopeWords: Readonly<Record<Scope, string>> = {
  ingest: "send spans; cannot read anything",
  read: "read traces and evaluations",
  evaluate: "read, and request evaluations",
  admin: "everything but ownership",
};

export type ApiKeyView = ListApiKeysResponse["items"][number];

const ofProject = (projectId: string) => `/v1/projects/${projectId}/api-keys`;

export const apiKeysKey = (projectId: string) => ["api-keys", projectId] as const;

export const listApiKeys = (projectId: string) => callApi<ListApiKeysResponse>(ofProject(projectId));

export const createApiKey = (
  projectId: string,
  body: { readonly name: string; readonly scopes: readonly Scope[]; readonly expiresAt?: string },
) => callApi<CreateApiKeyResponse>(ofProject(projectId), { method: "POST", body });

export const revokeApiKey = (projectId: string, id: string) =>
  callApi<ApiKeyView>(`${ofProject(projectId)}/${id}`, { method: "DELETE" });
