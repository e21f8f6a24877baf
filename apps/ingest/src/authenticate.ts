import type { IncomingHttpHeaders } from "node:http";
import { apiKeyFromHeaders } from "@plumbline/access/api-key-header";
import type { AccessCore } from "@plumbline/access/create-access-core";
import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";

/**
 * The right to write spans, from the request's API key. The project is the key's, never the body's. Throws `auth.missing`,
 * `auth.invalid` or `auth.forbidden` (the key lacks the scope `ingest`).
 */
export async function authenticate(access: AccessCore, headers: IncomingHttpHeaders): Promise<Grant<"span:write">> {
  const key = apiKeyFromHeaders(headers);
  if (key === undefined) {
    throw new PlumblineError("auth.missing", {
      message:
        "No API key was sent. Nothing was stored. Send it as `Authorization: Bearer pl_…` or `x-plumbline-key: pl_…`.",
    });
  }
  const principal = await access.authenticateApiKey(key);
  return access.authorize(principal, "span:write", principal.projectId);
}
