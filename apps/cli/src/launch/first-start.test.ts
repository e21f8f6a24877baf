import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Config } from "../config";
import { openAccess, prepareDatabase } from "./first-start";
import { loadSecrets, type Secrets } from "./secrets";

const database = await useTestDatabase();
let config: Config;
let secrets: Secrets;

beforeAll(async () => {
  const dataFolder = await mkdtemp(path.join(tmpdir(), "plumbline-first-"));
  config = {
    databaseUrl: database.url,
    redisUrl: undefined,
    dataFolder,
    host: "127.0.0.1",
    ports: { console: 3000, otlpHttp: 4318, postgres: 5433, standin: 4400, worker: 4319 },
    consoleUrl: "http://localhost:3000",
    masterKey: undefined,
    authSecret: undefined,
    admin: undefined,
    bootstrapApiKey: undefined,
    logLevel: "error",
  };
  secrets = await loadSecrets(dataFolder, config);
});
afterAll(() => rm(config.dataFolder, { recursive: true, force: true }));

test("a first start makes a project, a key that works, and a link for the first owner", async () => {
  const prepared = await prepareDatabase(config, database.url, secrets);
  expect(prepared.projectSlug).toBe("default");
  expect(prepared.apiKey).toBe(secrets.apiKey);
  expect(prepared.signInUrl).toMatch(/^http:\/\/localhost:3000\/welcome#[A-Za-z0-9_-]{43}$/);
});

test("a second start changes nothing and prints the same key", async () => {
  const prepared = await prepareDatabase(config, database.url, secrets);
  expect(prepared.apiKey).toBe(secrets.apiKey);
  expect(prepared.isApiKeyUsed).toBe(false);
  const { rows } = await database.pool.query("SELECT count(*)::int AS keys FROM api_key");
  expect(rows).toEqual([{ keys: 1 }]);
});

test("a key counts as used once somebody has sent it, not because the launcher looked at it", async () => {
  const access = openAccess(config, database.pool, secrets);
  await access.authenticateApiKey(secrets.apiKey);
  await access.close();
  expect((await prepareDatabase(config, database.url, secrets)).isApiKeyUsed).toBe(true);
});

test("a launcher key that somebody revoked stays revoked, and the launcher gets another one", async () => {
  await database.pool.query("UPDATE api_key SET revoked_at = now()");
  const prepared = await prepareDatabase(config, database.url, secrets);
  expect(prepared.apiKey).not.toBe(secrets.apiKey);
  expect(prepared.isApiKeyUsed).toBe(false);
  const access = openAccess(config, database.pool, secrets);
  await expect(access.authenticateApiKey(secrets.apiKey)).rejects.toThrow();
  await expect(access.authenticateApiKey(prepared.apiKey)).resolves.toMatchObject({ kind: "api-key" });
  await access.close();
  expect((await loadSecrets(config.dataFolder, config)).apiKey).toBe(prepared.apiKey);
});

test("a given key and a given owner are there after an unattended start, and no link is made then", async () => {
  const bootstrapApiKey = `pl_${"A1b2".repeat(10)}xyz`;
  const admin = { email: "owner@example.com", password: "a long enough passphrase" };
  const prepared = await prepareDatabase({ ...config, bootstrapApiKey, admin }, database.url, secrets);
  expect(prepared.signInUrl).toBeUndefined();
  const access = openAccess(config, database.pool, secrets);
  await expect(access.authenticateApiKey(bootstrapApiKey)).resolves.toMatchObject({ kind: "api-key" });
  expect(await access.findFirstOwner()).toMatchObject({ email: "owner@example.com" });
  await access.close();
});

test("a database that cannot be reached is told in one sentence", async () => {
  const nowhere = "postgres://plumbline:x@127.0.0.1:1/plumbline";
  await expect(prepareDatabase(config, nowhere, secrets)).rejects.toThrow(
    /^The database at postgres:\/\/127\.0\.0\.1:1\/plumbline cannot be used: .* Check DATABASE_URL/,
  );
});
