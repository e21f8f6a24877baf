import { randomBytes } from "node:crypto";
import type { Grant, Permission, Principal } from "@plumbline/base/grant";
import { newSecret, newUuid, type ProjectId, type TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { createPrismaClient, type PrismaClient } from "@plumbline/db/prisma";
import type { ApiKeyPrincipal } from "./authenticate-api-key";
import type { Access } from "./create-access";
import { sha256 } from "./digest";
import { mintGrant } from "./mint-grant";
import { type ApiKeyScope, apiKeyScopes, type Role } from "./permissions";
import type { Project } from "./projects";
import type { UserPrincipal } from "./sessions";

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

export interface TestAccess {
  readonly access: Access;
  readonly prisma: PrismaClient;
  readonly project: Project;
  readonly owner: UserPrincipal & { readonly password: string };
  /** Cookie header of a fresh sign-in of the owner: by a one-time link, which costs no password hash. */
  signIn(): Promise<string>;
}

export const testConsoleUrl = "http://127.0.0.1:3000";

/** The whole of access over a test database, with the first project and its owner. Takes a second: it hashes a password. */
export async function createTestAccess({ pool }: { readonly pool: Pool }): Promise<TestAccess> {
  // Loaded here, because better-auth takes half a second that most users of this file need not spend.
  const { createAccess } = await import("./create-access");
  const prisma = createPrismaClient(pool);
  const access = createAccess({
    pool,
    prisma,
    masterKey: randomBytes(32),
    authSecret: newSecret(),
    consoleUrl: testConsoleUrl,
  });
  const project = await access.ensureFirstProject();
  const account = { email: "owner@example.com", name: "Olivia Owner", password: "correct horse battery staple" };
  const { owner } = await access.createFirstOwner(account);
  return {
    access,
    prisma,
    project,
    owner: { kind: "user", ...owner, password: account.password },
    async signIn() {
      const token = await access.createSignInLink(owner.userId);
      const response = await access.auth.handler(authRequest("/sign-in-link/redeem", { token }));
      if (response.status !== 200) throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`);
      return cookieHeader(response);
    },
  };
}

/** A POST as the console's own pages send it. */
export function authRequest(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(`${testConsoleUrl}/api/auth${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: testConsoleUrl, ...headers },
    body: JSON.stringify(body),
  });
}

/** What a browser would send back after this answer. */
export function cookieHeader(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0] ?? "")
    .filter((pair) => !pair.endsWith("="))
    .join("; ");
}
