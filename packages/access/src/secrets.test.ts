import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { deriveAuthSecret, loadOrCreateMasterKey, parseMasterKey } from "./master-key";
import { createKeyring, openSecret, resealSecret, type SecretBinding, sealSecret } from "./secrets";

const keyring = createKeyring(randomBytes(32));
const binding: SecretBinding = {
  table: "judge_model",
  rowId: "0198f0a0-0000-7000-8000-000000000001",
  projectId: "0198f0a0-0000-7000-8000-000000000002",
  baseUrl: "https://dashscope.aliyuncs.com/v1",
};

test("any text comes back as it was sealed, and no two seals are alike", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const sealed = sealSecret(keyring, text, binding);
      expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]*\.[\w-]{22}$/);
      expect(openSecret(keyring, sealed, binding)).toBe(Buffer.from(text, "utf8").toString("utf8"));
      expect(sealSecret(keyring, text, binding)).not.toBe(sealed);
    }),
  );
});

test("a ciphertext moved to another table, row, project or address does not open", () => {
  const sealed = sealSecret(keyring, "sk-canary", binding);
  for (const moved of [
    { ...binding, table: "webhook" },
    { ...binding, rowId: "0198f0a0-0000-7000-8000-000000000009" },
    { ...binding, projectId: "0198f0a0-0000-7000-8000-000000000009" },
    { ...binding, baseUrl: "https://dashscope.aliyuncs.com.evil.example/v1" },
    { ...binding, baseUrl: "http://dashscope.aliyuncs.com/v1" },
    { ...binding, baseUrl: "https://dashscope.aliyuncs.com:8443/v1" },
    { ...binding, baseUrl: "https://dashscope.aliyuncs.com/v2" },
    { ...binding, table: "judge_model|", rowId: binding.rowId.slice(1) },
  ]) {
    expect(() => openSecret(keyring, sealed, moved)).toThrow(expect.objectContaining({ code: "secret.unreadable" }));
  }
});

test("one flipped bit anywhere, a missing part or another version does not open", () => {
  const sealed = sealSecret(keyring, "sk-canary-0123456789", binding);
  const [version = "", kid = "", ...parts] = sealed.split(".");
  for (let part = 0; part < parts.length; part += 1) {
    const bytes = Buffer.from(parts[part] ?? "", "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const forged = [version, kid, ...parts.with(part, changed.toString("base64url"))].join(".");
      expect(() => openSecret(keyring, forged, binding)).toThrow(
        expect.objectContaining({ code: "secret.unreadable" }),
      );
    }
  }
  for (const broken of [
    "",
    "v1",
    sealed.slice(0, -1),
    `${sealed}.x`,
    sealed.replace("v1.", "v2."),
    sealed.replace(kid, "00000000"),
  ]) {
    expect(() => openSecret(keyring, broken, binding), broken).toThrow(
      expect.objectContaining({ code: "secret.unreadable" }),
    );
  }
});

test("keys can be changed: the old key still opens, sealing again uses the new one, then the old one can go", () => {
  const [before, after] = [randomBytes(32), randomBytes(32)];
  const sealed = sealSecret(createKeyring(before), "sk-canary", binding);
  const both = createKeyring(after, before);
  expect(openSecret(both, sealed, binding)).toBe("sk-canary");
  const resealed = resealSecret(both, sealed, binding);
  expect(resealed?.split(".")[1]).toBe(both.currentKid);
  expect(openSecret(createKeyring(after), resealed ?? "", binding)).toBe("sk-canary");
  expect(resealSecret(both, resealed ?? "", binding)).toBeUndefined();
  expect(() => openSecret(createKeyring(after), sealed, binding)).toThrow(
    expect.objectContaining({ code: "secret.unreadable" }),
  );
});

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-key-"));
  folders.push(folder);
  return folder;
}

test("the first start makes a key file that only its owner can read; later starts read the same key", async () => {
  const folder = await newFolder();
  const inner = path.join(folder, "keys");
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateMasterKey(inner)));
  for (const key of keys) expect(key.equals(keys[0] ?? Buffer.alloc(0))).toBe(true);
  expect(await readdir(inner)).toEqual(["master.key"]);
  expect((await stat(path.join(inner, "master.key"))).mode & 0o777).toBe(0o600);
  await chmod(path.join(inner, "master.key"), 0o644);
  expect((await loadOrCreateMasterKey(inner)).equals(keys[0] ?? Buffer.alloc(0))).toBe(true);
  expect((await stat(path.join(inner, "master.key"))).mode & 0o777).toBe(0o600);
});

test("a damaged key file is named and never replaced", async () => {
  const folder = await newFolder();
  await writeFile(path.join(folder, "master.key"), "short\n");
  await expect(loadOrCreateMasterKey(folder)).rejects.toThrow(/master\.key does not hold a master key/);
  expect(await readFile(path.join(folder, "master.key"), "utf8")).toBe("short\n");
});

test("a key from the environment is 32 random bytes or is refused; example values are refused", () => {
  const key = randomBytes(32);
  expect(parseMasterKey(key.toString("base64url")).equals(key)).toBe(true);
  expect(parseMasterKey(`${key.toString("base64")}\n`).equals(key)).toBe(true);
  for (const text of ["", "changeme", key.toString("hex"), key.subarray(1).toString("base64url")]) {
    expect(() => parseMasterKey(text)).toThrow(/43 characters/);
  }
  expect(() => parseMasterKey("A".repeat(43))).toThrow(/example value/);
});

test("the cookie secret follows from the master key and does not reveal it", () => {
  const key = randomBytes(32);
  expect(deriveAuthSecret(key)).toBe(deriveAuthSecret(key));
  expect(deriveAuthSecret(key)).not.toBe(deriveAuthSecret(randomBytes(32)));
  expect(deriveAuthSecret(key)).not.toContain(key.toString("base64url").slice(0, 8));
});
