import type { ProjectId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { apiKeyFromHeaders } from "./api-key-header";
import { createApiKeys } from "./api-keys";
import { createAudit } from "./audit";
import { createBackgroundWork } from "./background-work";
import { assembleCore } from "./create-access-core";
import { createTestProject, createTestUser, testGrant } from "./testing";

const database = await useTestDatabase();

/** One process's worth of access: two of them share nothing but the database. */
function startProcess() {
  const background = createBackgroundWork((_name, error) => {
    throw error;
  });
  const audit = createAudit(database.pool, background);
  const core = assembleCore(database.pool, background, audit);
  return { ...core, ...createApiKeys(database.pool, audit, core.forget) };
}

const here = startProcess();
const elsewhere = startProcess();
let projectId: ProjectId;

beforeAll(async () => {
  projectId = await createTestProject(database.pool);
});
afterAll(async () => {
  vi.useRealTimers();
  await here.close();
  await elsewhere.close();
});

const manage = () => testGrant("api-key:manage", projectId);

test("a key has 256 random bits behind pl_, is shown once, and only its hash is stored", async () => {
  const owner = await createTestUser(database.pool, { projectId, role: "owner" });
  const { key, apiKey } = await here.createApiKey(testGrant("api-key:manage", projectId, owner), {
    name: "  checkout service ",
    scopes: ["ingest"],
  });
  expect(key).toMatch(/^pl_[A-Za-z0-9_-]{43}$/);
  expect(apiKey).toMatchObject({ name: "checkout service", scopes: ["ingest"], createdByName: owner.name });
  const { rows } = await database.pool.query("SELECT row_to_json(api_key)::text AS text FROM api_key");
  for (const row of rows) expect(row.text).not.toContain(key.slice(8));
  expect(await here.listApiKeys(manage())).toContainEqual(apiKey);
});

test("a key is its project's principal with its scopes", async () => {
  const { key, apiKey } = await here.createApiKey(manage(), { name: "two scopes", scopes: ["read", "ingest"] });
  expect(await here.authenticateApiKey(key)).toEqual({
    kind: "api-key",
    keyId: apiKey.id,
    projectId,
    scopes: ["read", "ingest"],
  });
});

test("malformed, unknown, expired and revoked keys are refused in the same words", async () => {
  const expired = await here.createApiKey(manage(), { name: "expired", scopes: ["read"] });
  await database.pool.query("UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = $1", [
    expired.apiKey.id,
  ]);
  const revoked = await here.createApiKey(manage(), { name: "revoked", scopes: ["read"] });
  await here.revokeApiKey(manage(), revoked.apiKey.id);
  const unknown = `pl_${"A".repeat(43)}`;
  const words = await Promise.all(
    ["", "pl_", "hunter2", `${unknown}x`, unknown, expired.key, revoked.key].map((text) =>
      here.authenticateApiKey(text).then(
        () => "accepted",
        (error: { code: string; message: string }) => `${error.code} ${error.message}`,
      ),
    ),
  );
  expect(new Set(words)).toEqual(new Set(["auth.invalid The API key or session is not valid."]));
});

test("a revoked key stops at once where it was revoked and within one second elsewhere", async () => {
  const { key, apiKey } = await here.createApiKey(manage(), { name: "leaked", scopes: ["read"] });
  await here.authenticateApiKey(key);
  await elsewhere.authenticateApiKey(key);
  await here.revokeApiKey(manage(), apiKey.id);
  await expect(here.authenticateApiKey(key)).rejects.toMatchObject({ code: "auth.invalid" });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1_000 });
  await expect(elsewhere.authenticateApiKey(key)).rejects.toMatchObject({ code: "auth.invalid" });
  vi.useRealTimers();
});

test("a thousand requests with one key cost one look-up, not a thousand", async () => {
  const { key } = await here.createApiKey(manage(), { name: "busy", scopes: ["ingest"] });
  const query = vi.spyOn(database.pool, "query");
  await Promise.all(Array.from({ length: 1_000 }, () => here.authenticateApiKey(key)));
  await here.close();
  const lookUps = query.mock.calls.filter(([text]) => String(text).includes("WHERE key_hash = $1"));
  expect(lookUps).toHaveLength(1);
  query.mockRestore();
});

test("the first use is noted and audited once, later uses about once a minute", async () => {
  const { key, apiKey } = await here.createApiKey(manage(), { name: "noted", scopes: ["ingest"] });
  await Promise.all([here.authenticateApiKey(key), elsewhere.authenticateApiKey(key)]);
  await here.close();
  await elsewhere.close();
  const [noted] = (await here.listApiKeys(manage())).filter((found) => found.id === apiKey.id);
  expect(noted?.lastUsedAt).toBeInstanceOf(Date);
  const { rows } = await database.pool.query("SELECT action FROM audit_event WHERE object_id = $1 ORDER BY at, id", [
    apiKey.id,
  ]);
  expect(rows.map((row) => row.action)).toEqual(["api-key.created", "api-key.first-used"]);
});

test("a key of another project can be neither listed nor revoked", async () => {
  const other = await createTestProject(database.pool);
  const { key, apiKey } = await here.createApiKey(testGrant("api-key:manage", other), { name: "x", scopes: ["read"] });
  expect((await here.listApiKeys(manage())).map((found) => found.id)).not.toContain(apiKey.id);
  for (const id of [apiKey.id, "not-a-uuid", "", "%"]) {
    await expect(here.revokeApiKey(manage(), id)).rejects.toMatchObject({ code: "resource.not_found" });
  }
  expect(await here.authenticateApiKey(key)).toMatchObject({ projectId: other });
});

test("a key without a name, without a scope or with an unknown scope is refused, naming the field", async () => {
  for (const [input, field] of [
    [{ name: "  ", scopes: ["read"] }, "name"],
    [{ name: "x".repeat(121), scopes: ["read"] }, "name"],
    [{ name: "x", scopes: [] }, "scopes"],
    [{ name: "x", scopes: ["read", "root"] }, "scopes"],
    [{ name: "x", scopes: ["read"], expiresAt: new Date(0) }, "expiresAt"],
    [{ name: "x", scopes: ["read"], expiresAt: new Date(Number.NaN) }, "expiresAt"],
  ] as const) {
    const asked = here.createApiKey(manage(), input as Parameters<typeof here.createApiKey>[1]);
    await expect(asked).rejects.toMatchObject({ code: "request.invalid", field });
  }
});

test("the operator's first key works, twice over the same key is one key, and nonsense is refused", async () => {
  const key = `pl_${"b".repeat(43)}`;
  await Promise.all([here.ensureBootstrapApiKey(projectId, key), elsewhere.ensureBootstrapApiKey(projectId, key)]);
  expect(await here.authenticateApiKey(key)).toMatchObject({ scopes: ["ingest", "read", "evaluate", "admin"] });
  expect((await here.listApiKeys(manage())).filter((found) => found.name === "First start")).toHaveLength(1);
  await expect(here.ensureBootstrapApiKey(projectId, "pl_short")).rejects.toMatchObject({ code: "request.invalid" });
});

test("the key is read from either header, in any spelling of Bearer", () => {
  expect(apiKeyFromHeaders(new Headers({ authorization: "bearer  pl_x" }))).toBe("pl_x");
  expect(apiKeyFromHeaders({ authorization: "Bearer pl_x " })).toBe("pl_x");
  expect(apiKeyFromHeaders({ "x-plumbline-key": ["pl_y", "pl_z"] })).toBe("pl_y");
  expect(apiKeyFromHeaders({ authorization: "Basic cGw6", "x-plumbline-key": "pl_y" })).toBe("pl_y");
  expect(apiKeyFromHeaders({ authorization: "Basic cGw6" })).toBeUndefined();
  expect(apiKeyFromHeaders({})).toBeUndefined();
});

test("whether a key was used can be asked without using it", async () => {
  const { key, apiKey } = await here.createApiKey(manage(), { name: "asked about", scopes: ["read"] });
  expect(await here.readApiKeyUse(key)).toBe("unused");
  expect(await here.readApiKeyUse(key)).toBe("unused");
  await here.authenticateApiKey(key);
  await vi.waitFor(async () => expect(await here.readApiKeyUse(key)).toBe("used"));
  await here.revokeApiKey(manage(), apiKey.id);
  expect(await here.readApiKeyUse(key)).toBe("unusable");
});
