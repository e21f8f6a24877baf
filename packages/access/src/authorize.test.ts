import { permissions } from "@plumbline/base/grant";
import { newUuid, type ProjectId, parseTraceId, type TraceId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { beforeAll, expect, test } from "vitest";
import { createAccessCore } from "./create-access-core";
import { apiKeyScopes, jobPermissions, rolePermissions, roles, scopePermissions } from "./permissions";
import { createTestProject, createTestUser } from "./testing";

const database = await useTestDatabase();
const failures: unknown[] = [];
const access = createAccessCore({ pool: database.pool, onBackgroundError: (_name, error) => failures.push(error) });
const traceId = parseTraceId("0af7651916cd43dd8448eb211c80319c") as TraceId;
let own: ProjectId;
let foreign: ProjectId;

beforeAll(async () => {
  own = await createTestProject(database.pool);
  foreign = await createTestProject(database.pool);
});

test("without a principal nothing is granted", async () => {
  await expect(access.authorize(undefined, "trace:read", own)).rejects.toMatchObject({ code: "auth.missing" });
});

test("each role holds in its own project exactly what the table says, and nothing in another", async () => {
  for (const role of roles) {
    const principal = await createTestUser(database.pool, { projectId: own, role });
    for (const permission of permissions) {
      const asked = access.authorize(principal, permission, own);
      if (rolePermissions[role].has(permission)) {
        expect(await asked).toMatchObject({ permission, projectId: own, principal });
      } else {
        await expect(asked, `${role} ${permission}`).rejects.toMatchObject({ code: "auth.forbidden" });
      }
      await expect(access.authorize(principal, permission, foreign)).rejects.toMatchObject({ code: "auth.forbidden" });
    }
  }
});

test("each key scope holds in its own project exactly what the table says, and nothing in another", async () => {
  for (const scope of apiKeyScopes) {
    const principal = { kind: "api-key", keyId: newUuid(), projectId: own, scopes: [scope] } as const;
    for (const permission of permissions) {
      const asked = access.authorize(principal, permission, own);
      if (scopePermissions[scope].has(permission)) expect(await asked).toMatchObject({ permission, projectId: own });
      else await expect(asked, `${scope} ${permission}`).rejects.toMatchObject({ code: "auth.forbidden" });
      await expect(access.authorize(principal, permission, foreign)).rejects.toMatchObject({ code: "auth.forbidden" });
    }
  }
});

test("an ingest key cannot read, and no role can send spans", () => {
  expect([...scopePermissions.ingest]).toEqual(["span:write"]);
  for (const role of roles) expect(rolePermissions[role].has("span:write")).toBe(false);
});

test("a viewer makes share links only with that right of its own", async () => {
  const plain = await createTestUser(database.pool, { projectId: own, role: "viewer" });
  await expect(access.authorize(plain, "share:create", own)).rejects.toMatchObject({ code: "auth.forbidden" });
  const given = await createTestUser(database.pool, {
    projectId: own,
    role: "viewer",
    extraPermissions: ["share:create", "toString"],
  });
  for (const permission of ["share:create", "share:read", "share:revoke", "trace:read"] as const) {
    expect(await access.authorize(given, permission, own)).toMatchObject({ permission });
  }
  await expect(access.authorize(given, "evaluation:run", own)).rejects.toMatchObject({ code: "auth.forbidden" });
});

test("a changed role counts at the next request", async () => {
  const principal = await createTestUser(database.pool, { projectId: own, role: "member" });
  await access.authorize(principal, "evaluation:run", own);
  await database.pool.query("UPDATE membership SET role = 'viewer' WHERE user_id = $1", [principal.userId]);
  await expect(access.authorize(principal, "evaluation:run", own)).rejects.toMatchObject({ code: "auth.forbidden" });
});

test("a share session may read the trace it was given, in its project, and nothing else", async () => {
  const principal = { kind: "share", ticketId: newUuid(), projectId: own, traceId } as const;
  expect(await access.authorize(principal, "trace:read-shared", own)).toMatchObject({ traceId });
  for (const permission of permissions) {
    if (permission === "trace:read-shared") continue;
    await expect(access.authorize(principal, permission, own)).rejects.toMatchObject({ code: "auth.forbidden" });
  }
  await expect(access.authorize(principal, "trace:read-shared", foreign)).rejects.toMatchObject({
    code: "auth.forbidden",
  });
});

test("an unknown project is refused in the same words as a foreign one", async () => {
  const principal = await createTestUser(database.pool, { projectId: own, role: "owner" });
  const refusals = await Promise.all(
    [foreign, newUuid() as ProjectId].map((project) =>
      access.authorize(principal, "trace:read", project).catch((error: Error) => error.message),
    ),
  );
  expect(refusals[0]).toBe(refusals[1]);
});

test("a job holds what stands under its name, in projects that exist", async () => {
  expect(Object.keys(jobPermissions)).toContain("evaluate-trace");
  expect(await access.authorizeJob("evaluate-trace", "evaluation:run", own)).toMatchObject({ projectId: own });
  for (const [job, project] of [
    ["evaluate-trace", newUuid() as ProjectId],
    ["unheard-of", own],
    ["__proto__", own],
    ["toString", own],
  ] as const) {
    await expect(access.authorizeJob(job, "evaluation:run", project)).rejects.toMatchObject({ code: "auth.forbidden" });
  }
});

test("asking what a principal may do answers as authorize would, and leaves no trace in the audit log", async () => {
  const viewer = await createTestUser(database.pool, { projectId: own, role: "viewer" });
  expect(await access.permissionsIn(viewer, own)).toEqual(rolePermissions.viewer);
  expect(await access.permissionsIn(viewer, foreign)).toEqual(new Set());
  await access.close();
  const { rows } = await database.pool.query(`SELECT 1 FROM audit_event WHERE actor_id = $1`, [viewer.userId]);
  expect(rows).toEqual([]);
});

test("a refusal is written to the audit log, and a flood of refusals is bounded", async () => {
  const core = createAccessCore({ pool: database.pool, onBackgroundError: (_name, error) => failures.push(error) });
  const principal = { kind: "api-key", keyId: newUuid(), projectId: own, scopes: ["ingest"] } as const;
  for (let count = 0; count < 200; count += 1) {
    await core.authorize(principal, "trace:read", foreign).catch(() => undefined);
  }
  await core.close();
  const { rows } = await database.pool.query(
    "SELECT project_id, action, object_id, detail FROM audit_event WHERE actor_id = $1",
    [principal.keyId],
  );
  expect(rows).toHaveLength(60);
  expect(rows[0]).toEqual({
    project_id: own,
    action: "access.denied",
    object_id: foreign,
    detail: { permission: "trace:read" },
  });
  expect(failures).toEqual([]);
});
