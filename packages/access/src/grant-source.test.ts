import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Made by tools; nobody writes a cast there. */
const skipped = new Set(["node_modules", "dist", "generated", "test-results"]);

/** Every TypeScript file, found by walking: a source archive has no git to ask. */
function sources(folder = ""): { file: string; text: string }[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) || entry.name.startsWith(".") ? [] : sources(file);
    return /\.(ts|tsx|mts)$/.test(file) ? [{ file, text: readFileSync(path.join(root, file), "utf8") }] : [];
  });
}

/** Tests, what they share, and the tools that measure or drive the product and are no part of it. */
const isTest = (file: string) => /\.test\.tsx?$|\/testing(?:\/|[^/]*\.ts$)|^packages\/(?:bench|e2e)\//.test(file);

test("nobody but packages/access makes a grant: no cast to Grant anywhere else", () => {
  const cast = /\bas\s+(?:unknown\s+as\s+)?Grant\b/;
  const found = sources()
    .filter(({ file }) => !file.startsWith("packages/access/") && !isTest(file))
    .filter(({ text }) => cast.test(text))
    .map(({ file }) => file);
  expect(found).toEqual([]);
});

test("mintGrant has two callers: the gate and the tests' helper", () => {
  const found = sources()
    .filter(({ file, text }) => /from "[^"]*mint-grant"/.test(text) && !file.endsWith("mint-grant.ts"))
    .map(({ file }) => file)
    .sort();
  expect(found).toEqual(["packages/access/src/authorize.ts", "packages/access/src/testing.ts"]);
});

test("what is for tests is imported by tests only", () => {
  const found = sources()
    .filter(({ file, text }) => !isTest(file) && /from "(?:@plumbline\/access|\.)\/testing"/.test(text))
    .map(({ file }) => file);
  expect(found).toEqual([]);
});

test("one statement in the whole product makes sessions of people, and one uses up each kind of link", () => {
  const all = sources().filter(({ file }) => !isTest(file));
  const files = (pattern: RegExp) => all.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
  expect(files(/\.createSession\(/)).toEqual(["packages/access/src/sign-in-plugin.ts"]);
  expect(files(/INSERT INTO session\b/i)).toEqual([]);
  expect(files(/UPDATE share_ticket\s+SET redeemed_at/)).toEqual(["packages/access/src/share-redemption.ts"]);
  expect(files(/UPDATE sign_in_link\s+SET used_at/)).toEqual(["packages/access/src/sign-in-links.ts"]);
});
