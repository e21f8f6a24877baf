import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadSecrets, replaceApiKey } from "./secrets";

const nothing = { masterKey: undefined, authSecret: undefined };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "plumbline-secrets-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("secrets are made once and stay the same", async () => {
  const first = await loadSecrets(folder, nothing);
  expect(first.apiKey).toMatch(/^pl_[A-Za-z0-9_-]{43}$/);
  expect(Buffer.from(first.masterKey, "base64url")).toHaveLength(32);
  expect(await loadSecrets(folder, nothing)).toEqual(first);
});

test("no file of them is readable by others", async () => {
  await loadSecrets(folder, nothing);
  const secrets = path.join(folder, "secrets");
  expect((await stat(secrets)).mode & 0o077).toBe(0);
  for (const name of await readdir(secrets)) expect((await stat(path.join(secrets, name))).mode & 0o077, name).toBe(0);
});

test("a key given in the environment wins and is not written down", async () => {
  const given = Buffer.from(Array.from({ length: 32 }, (_, place) => place * 7)).toString("base64url");
  const secrets = await loadSecrets(folder, { masterKey: given, authSecret: undefined });
  expect(secrets.masterKey).toBe(given);
  expect((await readdir(path.join(folder, "secrets"))).sort()).toEqual(["api-key", "postgres-password"]);
});

test("a key that is no key is refused in one sentence", async () => {
  await expect(loadSecrets(folder, { masterKey: "short", authSecret: undefined })).rejects.toThrow(
    /PLUMBLINE_MASTER_KEY must be/,
  );
});

test("a replaced API key is the one of the next start", async () => {
  const { apiKey } = await loadSecrets(folder, nothing);
  const fresh = await replaceApiKey(folder);
  expect(fresh).not.toBe(apiKey);
  expect((await loadSecrets(folder, nothing)).apiKey).toBe(fresh);
});
