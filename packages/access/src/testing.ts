import type { Grant, Permission, Principal } from "@plumbline/base/grant";
import { newSecret, newUuid, type ProjectId, type TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { ApiKeyPrincipal } from "./authenticate-api-key";
import { sha256 } from "./digest";
import { mintGrant } from "./mint-grant";
import { type ApiKeyScope, apiKeyScopes, type Role } from "./permissions";

/** A grant without asking. For tests of what lies behind the gate; production code cannot import this (a test checks). */
export function testGrant<P extends Permission>(
  permission: P,
  projectId: ProjectId = newUuid() as ProjectId,
  principal: Principal = { kind: "system", job: "test" },
  traceId?: TraceId,
): Grant<P> {
  return mintGrant(permission, projectId, principal, traceId);
}

/** A project row, nothing in it. */
export async function createTestProject(pool: Pool, name = "Test project"): Promise<ProjectId> {
  const id = newUuid() as ProjectId;
  await pool.query("INSERT INTO project (id, name, slug) VALUES ($1, $2, $3)", [id, name, `test-${id}`]);
  return id;
}

export type UserPrincipal = Extract<Principal, { kind: "user" }>;

/** A person with a place in a project; no password, so nobody can sign in as them. */
export async function createTestUser(
  pool: Pool,
  place: { readonly projectId: ProjectId; readonly role: Role; readonly extraPermissions?: readonly string[] },
): Promise<UserPrincipal> {
  const userId = newUuid();
  const principal = { kind: "user", userId, name: `Test ${place.role}`, email: `${userId}@example.com` } as const;
  await pool.query(`INSERT INTO "user" (id, name, email) VALUES ($1, $2, $3)`, [
    userId,
    principal.name,
    principal.email,
  ]);
  await pool.query("INSERT INTO membership (project_id, user_id, role, extra_permissions) VALUES ($1, $2, $3, $4)", [
    place.projectId,
    userId,
    place.role,
    [...(place.extraPermissions ?? [])],
  ]);
  return principal;
}

export interface TestApiKey {
  readonly key: string;
  readonly principal: ApiKeyPrincipal;
}

/** A stored key that works, as its holder has it. */
export async function createTestApiKey(
  pool: Pool,
  projectId: ProjectId,
  scopes: readonly ApiKeyScope[] = apiKeyScopes,
): Promise<TestApiKey> {
  const key = `pl_${newSecret()}`;
  const id = newUuid();
  await pool.query(
    "INSERT INTO api_key (id, project_id, name, key_hash, key_start, scopes) VALUES ($1, $2, 'test', $3, $4, $5)",
    [id, projectId, sha256(key), key.slice(0, 8), [...scopes]],
  );
  return { key, principal: { kind: "api-key", keyId: id, projectId, scopes: [...scopes] } };
}
