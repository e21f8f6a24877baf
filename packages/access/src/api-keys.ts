import { PlumblineError } from "@plumbline/base/errors";
import type { Grant, Principal } from "@plumbline/base/grant";
import { newSecret, newUuid, type ProjectId } from "@plumbline/base/ids";
import { storableText } from "@plumbline/base/json";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import { isApiKeyText } from "./api-key-header";
import type { Audit } from "./audit";
import { sha256 } from "./digest";
import { type ApiKeyScope, apiKeyScopes, isApiKeyScope } from "./permissions";
import { queryInTransaction, queryRows } from "./query";

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** The first characters of the key, enough to tell keys apart and too few to guess one. */
  readonly start: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly createdAt: Date;
  /** Name of the person who made it; null for the key of the first start. */
  readonly createdByName: string | null;
  /** Exact to about a minute; null: never used. */
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly expiresAt?: Date | undefined;
}

export interface ApiKeys {
  /** `key` is the only time that the text is seen: the database keeps its SHA-256. */
  createApiKey(grant: Grant<"api-key:manage">, input: NewApiKey): Promise<{ key: string; apiKey: ApiKey }>;
  /** Newest first, revoked ones included; at most 500. */
  listApiKeys(grant: Grant<"api-key:manage">): Promise<ApiKey[]>;
  /** Counts within one second in every process. Throws `resource.not_found`; revoking twice changes nothing. */
  revokeApiKey(grant: Grant<"api-key:manage">, id: string): Promise<ApiKey>;
  /** Whether a key works, and whether anybody has sent it yet. Asking is no use of it. */
  readApiKeyUse(key: string): Promise<"unusable" | "unused" | "used">;
  /** Stores an all-scope key given by the operator for this project. The same text again changes nothing. */
  ensureBootstrapApiKey(projectId: ProjectId, key: string): Promise<void>;
}

const nameCharsMax = 120;
const startChars = 8;

const columns = `api_key.id, api_key.name, api_key.key_start AS start, api_key.scopes, api_key.created_at AS "createdAt",
  (SELECT "user".name FROM "user" WHERE "user".id = api_key.created_by) AS "createdByName",
  api_key.last_used_at AS "lastUsedAt", api_key.expires_at AS "expiresAt", api_key.revoked_at AS "revokedAt"`;

export function createApiKeys(pool: Pool, audit: Audit, forget: (keyId: string) => void): ApiKeys {
  return {
    createApiKey: (grant, input) => createApiKey(pool, audit, grant, input),
    listApiKeys: (grant) =>
      queryRows<ApiKey>(
        pool,
        `SELECT ${columns} FROM api_key WHERE project_id = $1 ORDER BY created_at DESC, id DESC LIMIT 500`,
        [grant.projectId],
      ),
    async revokeApiKey(grant, id) {
      const revoked = await revokeApiKey(pool, audit, grant, id);
      forget(revoked.id);
      return revoked;
    },
    readApiKeyUse: (key) => readApiKeyUse(pool, key),
    ensureBootstrapApiKey: (projectId, key) => ensureBootstrapApiKey(pool, audit, projectId, key),
  };
}

async function createApiKey(
  pool: Pool,
  audit: Audit,
  grant: Grant<"api-key:manage">,
  input: NewApiKey,
): Promise<{ key: string; apiKey: ApiKey }> {
  const name = storableText(input.name).trim();
  if (name === "" || name.length > nameCharsMax) {
    throw new PlumblineError("request.invalid", {
      field: "name",
      message: `Give the key a name of 1 to ${nameCharsMax} characters.`,
    });
  }
  const scopes = [...new Set(input.scopes)].filter(isApiKeyScope);
  if (scopes.length === 0 || scopes.length !== new Set(input.scopes).size) {
    throw new PlumblineError("request.invalid", {
      field: "scopes",
      message: `Choose at least one scope of: ${apiKeyScopes.join(", ")}.`,
    });
  }
  if (input.expiresAt !== undefined && !(input.expiresAt.getTime() > Date.now())) {
    throw new PlumblineError("request.invalid", { field: "expiresAt", message: "The key must expire in the future." });
  }
  const key = `pl_${newSecret()}`;
  const apiKey = await queryInTransaction(pool, async (client) => {
    const created = await insertKey(client, {
      projectId: grant.projectId,
      key,
      name,
      scopes,
      createdBy: userIdOf(grant.principal),
      expiresAt: input.expiresAt,
    });
    if (created === undefined) throw new Error("The new key's hash was already stored.");
    await audit.record(
      {
        action: "api-key.created",
        principal: grant.principal,
        projectId: grant.projectId,
        object: { kind: "api-key", id: created.id },
        detail: { name, scopes },
      },
      client,
    );
    return created;
  });
  return { key, apiKey };
}

function userIdOf(principal: Principal): string | null {
  return principal.kind === "user" ? principal.userId : null;
}

interface KeyToInsert {
  readonly projectId: ProjectId;
  readonly key: string;
  readonly name: string;
  readonly scopes: readonly ApiKeyScope[];
  readonly createdBy: string | null;
  readonly expiresAt: Date | undefined;
}

/** Undefined when a key with this text exists already. */
async function insertKey(client: PoolClient, input: KeyToInsert): Promise<ApiKey | undefined> {
  const [row] = await queryRows<ApiKey>(
    client,
    `INSERT INTO api_key (id, project_id, name, key_hash, key_start, scopes, created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (key_hash) DO NOTHING
     RETURNING ${columns}`,
    [
      newUuid(),
      input.projectId,
      input.name,
      sha256(input.key),
      input.key.slice(0, startChars),
      input.scopes,
      input.createdBy,
      input.expiresAt ?? null,
    ],
  );
  return row;
}

async function revokeApiKey(pool: Pool, audit: Audit, grant: Grant<"api-key:manage">, id: string): Promise<ApiKey> {
  return queryInTransaction(pool, async (client) => {
    const [before] = await queryRows<{ revokedAt: Date | null }>(
      client,
      `SELECT revoked_at AS "revokedAt" FROM api_key WHERE project_id = $1 AND id::text = $2 FOR UPDATE`,
      [grant.projectId, id],
    );
    const [revoked] = await queryRows<ApiKey>(
      client,
      `UPDATE api_key SET revoked_at = coalesce(revoked_at, now()) WHERE project_id = $1 AND id::text = $2
       RETURNING ${columns}`,
      [grant.projectId, id],
    );
    if (before === undefined || revoked === undefined) throw new PlumblineError("resource.not_found");
    if (before.revokedAt === null) {
      await audit.record(
        {
          action: "api-key.revoked",
          principal: grant.principal,
          projectId: grant.projectId,
          object: { kind: "api-key", id: revoked.id },
          detail: { name: revoked.name },
        },
        client,
      );
    }
    return revoked;
  });
}

async function readApiKeyUse(pool: Pool, key: string): Promise<"unusable" | "unused" | "used"> {
  const [row] = await queryRows<{ isUsed: boolean }>(
    pool,
    `SELECT last_used_at IS NOT NULL AS "isUsed" FROM api_key
     WHERE key_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    [sha256(key)],
  );
  if (row === undefined) return "unusable";
  return row.isUsed ? "used" : "unused";
}

async function ensureBootstrapApiKey(pool: Pool, audit: Audit, projectId: ProjectId, key: string): Promise<void> {
  if (!isApiKeyText(key)) {
    throw new PlumblineError("request.invalid", {
      field: "PLUMBLINE_BOOTSTRAP_API_KEY",
      message: "The first API key must be `pl_` followed by 43 characters of A-Z, a-z, 0-9, - and _.",
    });
  }
  await queryInTransaction(pool, async (client) => {
    const created = await insertKey(client, {
      projectId,
      key,
      name: "First start",
      scopes: apiKeyScopes,
      createdBy: null,
      expiresAt: undefined,
    });
    if (created === undefined) return;
    await audit.record(
      {
        action: "api-key.created",
        principal: { kind: "system", job: "first-start" },
        projectId,
        object: { kind: "api-key", id: created.id },
        detail: { name: created.name, scopes: [...created.scopes] },
      },
      client,
    );
  });
}
