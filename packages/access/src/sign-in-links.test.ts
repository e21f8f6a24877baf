import type { ProjectId } from "@plumbline/base/ids";
import { createPrismaClient } from "@plumbline/db/prisma";
import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { createAccess } from "./create-access";
import { authRequest, cookieHeader, createTestUser, testConsoleUrl } from "./testing";

// Hashing a password takes half a second of a core, and several on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const database = await useTestDatabase();
const access = createAccess({
  pool: database.pool,
  prisma: createPrismaClient(database.pool),
  masterKey: Buffer.alloc(32, 9),
  authSecret: "s".repeat(43),
  consoleUrl: testConsoleUrl,
});
const newOwner = { email: " Ada@Example.com ", name: "Ada", password: "an engine of brass" };
const redeem = (token: string, owner?: object) =>
  access.auth.handler(
    authRequest("/sign-in-link/redeem", { token, ...(owner === undefined ? {} : { newOwner: owner }) }),
  );

afterAll(() => access.close());
beforeEach(async () => {
  await database.pool.query(`TRUNCATE "user", project, sign_in_link, rate_limit, audit_event CASCADE`);
});

test("the first link makes the first owner, with a project, and signs them in", async () => {
  expect(await access.hasOwner()).toBe(false);
  const token = await access.createSignInLink(null);
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await access.describeSignInLink(token)).toEqual({ purpose: "first-owner" });
  const answer = await redeem(token, newOwner);
  expect(answer.status).toBe(200);
  const principal = await access.principalFromHeaders(new Headers({ cookie: cookieHeader(answer) }));
  expect(principal).toMatchObject({ kind: "user", name: "Ada", email: "ada@example.com" });
  if (principal === undefined) return;
  const projects = await access.listProjects(principal);
  expect(projects).toMatchObject([{ name: "Default", slug: "default" }]);
  expect(await access.findProjectBySlug(principal, "default")).toEqual(projects[0]);
  expect(await access.authorize(principal, "member:manage", projects[0]?.id as ProjectId)).toBeDefined();
  const byPassword = await access.auth.handler(
    authRequest("/sign-in/email", { email: "ADA@example.com", password: newOwner.password }),
  );
  expect(byPassword.status).toBe(200);
});

test("a link works once: of 20 browsers at once exactly one is let in, and there is one owner", async () => {
  const { owner } = await access.createFirstOwner(newOwner);
  const token = await access.createSignInLink(owner.userId);
  expect(await access.describeSignInLink(token)).toEqual({ purpose: "sign-in", name: "Ada", email: "ada@example.com" });
  const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(token)));
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array(19).fill(410)]);
  const { rows } = await database.pool.query("SELECT count(*)::int AS count FROM session");
  expect(rows[0].count).toBe(1);
});

test("used, expired, unknown and malformed links get one same answer, from describing and from redeeming", async () => {
  const { owner } = await access.createFirstOwner(newOwner);
  const used = await access.createSignInLink(owner.userId);
  await redeem(used);
  const expired = await access.createSignInLink(owner.userId);
  await database.pool.query("UPDATE sign_in_link SET expires_at = now() - interval '1 second' WHERE used_at IS NULL");
  const firstOwner = await access.createSignInLink(null);
  const bodies = new Set<string>();
  for (const token of [used, expired, firstOwner, "A".repeat(43), "", "null", "%"]) {
    for (const path of ["/sign-in-link/describe", "/sign-in-link/redeem"]) {
      const answer = await access.auth.handler(authRequest(path, { token, newOwner }));
      expect(answer.status, `${path} ${token}`).toBe(410);
      expect(answer.headers.getSetCookie()).toEqual([]);
      bodies.add(await answer.text());
    }
  }
  expect(bodies.size).toBe(1);
});

test("a link lives 15 minutes and only its hash is stored", async () => {
  const token = await access.createSignInLink(null);
  const { rows } = await database.pool.query(
    "SELECT row_to_json(sign_in_link)::text AS text, extract(epoch FROM expires_at - created_at)::int AS seconds FROM sign_in_link",
  );
  expect(rows[0].seconds).toBe(900);
  expect(rows[0].text).not.toContain(token.slice(0, 10));
});

test("a refused form leaves the link whole, and says which field", async () => {
  const token = await access.createSignInLink(null);
  for (const [owner, field] of [
    [undefined, "email"],
    [{ ...newOwner, email: "nobody" }, "email"],
    [{ ...newOwner, email: "ada@exämple.com" }, "email"],
    [{ ...newOwner, email: '"ada@evil.com,ada"@example.com' }, "email"],
    [{ ...newOwner, name: "  " }, "name"],
    [{ ...newOwner, password: "short" }, "password"],
    [{ ...newOwner, password: "Password123" }, "password"],
    [{ ...newOwner, password: "ada@example.com" }, "password"],
    [{ ...newOwner, password: "x".repeat(257) }, "password"],
  ] as const) {
    const answer = await redeem(token, owner);
    expect(answer.status).toBe(400);
    expect(await answer.json(), JSON.stringify(owner)).toMatchObject({ error: { code: "request.invalid", field } });
  }
  expect((await redeem(token, newOwner)).status).toBe(200);
});

test("of several first links only one makes an owner", async () => {
  const tokens = await Promise.all(Array.from({ length: 3 }, () => access.createSignInLink(null)));
  const answers = await Promise.all(
    tokens.map((token, index) => redeem(token, { ...newOwner, email: `owner${index}@example.com` })),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 410, 410]);
  const { rows } = await database.pool.query(`SELECT count(*)::int AS count FROM membership WHERE role = 'owner'`);
  expect(rows[0].count).toBe(1);
});

test("an owner given by the environment is made once; a second start changes nothing", async () => {
  const [first, second] = await Promise.all([access.createFirstOwner(newOwner), access.createFirstOwner(newOwner)]);
  expect([first.created, second.created].sort()).toEqual([false, true]);
  expect(first.owner.userId).toBe(second.owner.userId);
  const later = await access.createFirstOwner({ ...newOwner, email: "other@example.com" });
  expect(later).toMatchObject({ created: false, owner: { email: "ada@example.com" } });
  expect(await access.findFirstOwner()).toEqual(first.owner);
  expect(await access.hasOwner()).toBe(true);
});

test("several starts at once make one project", async () => {
  const projects = await Promise.all(Array.from({ length: 5 }, () => access.ensureFirstProject()));
  expect(new Set(projects.map((project) => project.id)).size).toBe(1);
});

test("a project that one has no part in cannot be found by its name", async () => {
  const { owner } = await access.createFirstOwner(newOwner);
  const other = await access.ensureFirstProject();
  const outsider = await createTestUser(database.pool, { projectId: other.id, role: "viewer" });
  await database.pool.query("DELETE FROM membership WHERE user_id = $1", [outsider.userId]);
  expect(await access.listProjects(outsider)).toEqual([]);
  expect(await access.findProjectBySlug(outsider, "default")).toBeUndefined();
  expect(await access.listProjects({ kind: "user", ...owner })).toHaveLength(1);
});

test("links stand in the audit log without their text", async () => {
  const token = await access.createSignInLink(null);
  await redeem(token, newOwner);
  const { rows } = await database.pool.query("SELECT action, row_to_json(audit_event)::text AS text FROM audit_event");
  expect(rows.map((row) => row.action)).toEqual(
    expect.arrayContaining(["sign-in-link.created", "sign-in-link.redeemed", "owner.created", "session.created"]),
  );
  for (const { text } of rows) expect(text).not.toContain(token);
});
