import { PlumblineError } from "@plumbline/base/errors";
import type { Principal } from "@plumbline/base/grant";
import type { ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { isApiKeyText } from "./api-key-header";
import type { Audit } from "./audit";
import type { BackgroundWork } from "./background-work";
import { digestsEqual, sha256 } from "./digest";
import { queryRows } from "./query";

export type ApiKeyPrincipal = Extract<Principal, { kind: "api-key" }>;

export interface ApiKeyAuthentication {
  /** The key's principal. Throws `auth.invalid` for a malformed, unknown, expired or revoked key, all in the same words. */
  authenticateApiKey(text: string): Promise<ApiKeyPrincipal>;
  /** Forgets what this process remembers of one key, so that its revocation counts here at once. */
  forget(keyId: string): void;
}

/** Below the promised second, so that a revocation elsewhere counts here within it. */
const rememberedMs = 900;
const rememberedMax = 5_000;
const lastUsedEveryMs = 60_000;

interface KeyRow {
  readonly id: string;
  readonly projectId: ProjectId;
  readonly keyHash: Buffer;
  readonly scopes: string[];
  readonly unused: boolean;
}

interface Remembered {
  readonly row: Promise<KeyRow | undefined>;
  readonly askedAt: number;
}

export function createApiKeyAuthentication(pool: Pool, audit: Audit, background: BackgroundWork): ApiKeyAuthentication {
  const remembered = new Map<string, Remembered>();
  const lastUsedAt = new Map<string, number>();

  function findRow(hash: Buffer): Promise<KeyRow | undefined> {
    const cacheKey = hash.toString("base64");
    const now = Date.now();
    const known = remembered.get(cacheKey);
    if (known !== undefined && now - known.askedAt < rememberedMs) return known.row;
    const row = findKeyRow(pool, hash);
    // An outage must not be remembered as an answer.
    row.catch(() => remembered.delete(cacheKey));
    remembered.delete(cacheKey);
    remembered.set(cacheKey, { row, askedAt: now });
    if (remembered.size > rememberedMax) {
      const [oldest] = remembered.keys();
      if (oldest !== undefined) remembered.delete(oldest);
    }
    return row;
  }

  function noteUse(row: KeyRow): void {
    const now = Date.now();
    if (now - (lastUsedAt.get(row.id) ?? 0) < lastUsedEveryMs) return;
    lastUsedAt.set(row.id, now);
    background.start("api-key.last-used", () => storeUse(pool, audit, row));
  }

  return {
    async authenticateApiKey(text) {
      const hash = sha256(text);
      const row = isApiKeyText(text) ? await findRow(hash) : undefined;
      if (row === undefined || !digestsEqual(row.keyHash, hash)) throw new PlumblineError("auth.invalid");
      noteUse(row);
      return { kind: "api-key", keyId: row.id, projectId: row.projectId, scopes: row.scopes };
    },
    forget(keyId) {
      for (const [cacheKey, { row }] of remembered) {
        row.then(
          (found) => found?.id === keyId && remembered.delete(cacheKey),
          () => undefined,
        );
      }
    },
  };
}

async function findKeyRow(pool: Pool, hash: Buffer): Promise<KeyRow | undefined> {
  const [row] = await queryRows<KeyRow>(
    pool,
    `SELECT id, project_id AS "projectId", key_hash AS "keyHash", scopes, last_used_at IS NULL AS unused
     FROM api_key
     WHERE key_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
    [hash],
  );
  return row;
}

/** Minutes are exact enough to see that a key is in use, and one write a minute costs ingest nothing. */
async function storeUse(pool: Pool, audit: Audit, row: KeyRow): Promise<void> {
  if (row.unused) {
    const first = await queryRows(
      pool,
      `UPDATE api_key SET last_used_at = now() WHERE id = $1 AND last_used_at IS NULL RETURNING 1`,
      [row.id],
    );
    if (first.length === 0) return;
    await audit.record({
      action: "api-key.first-used",
      principal: { kind: "api-key", keyId: row.id, projectId: row.projectId, scopes: row.scopes },
      projectId: row.projectId,
      object: { kind: "api-key", id: row.id },
    });
    return;
  }
  await queryRows(
    pool,
    `UPDATE api_key SET last_used_at = now() WHERE id = $1 AND last_used_at < now() - interval '1 minute'`,
    [row.id],
  );
}
