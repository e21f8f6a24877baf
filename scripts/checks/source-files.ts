import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const rootFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Made by tools or by running the product; never written by people. */
const skipped = new Set([
  "node_modules",
  "dist",
  ".next",
  ".turbo",
  ".git",
  ".plumbline",
  "generated",
  "test-results",
  "playwright-report",
]);

/** All files below a folder, relative to the root with forward slashes, sorted. Works without git. */
export function listFiles(folder = "."): string[] {
  return readdirSync(path.join(rootFolder, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const name = folder === "." ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return [name];
      return skipped.has(entry.name) ? [] : listFiles(name);
    })
    .sort();
}

export function readText(file: string): string {
  return readFileSync(path.join(rootFolder, file), "utf8");
}

export function isCode(file: string): boolean {
  return /\.(ts|tsx|mts|mjs|js)$/.test(file) && !file.endsWith("next-env.d.ts");
}

/** Tests, and the packages and files that exist for them only. */
export function isForTests(file: string): boolean {
  return (
    /\.(test|spec)\.tsx?$/.test(file) ||
    /\/testing(-[a-z-]+)?\.tsx?$|\/testing\//.test(file) ||
    /^(packages\/(e2e|bench|fixtures)|scripts)\//.test(file)
  );
}

/** The workspace folder that a file belongs to: "packages/base", "apps/cli", or undefined for the root's own files. */
export function workspaceOf(file: string): string | undefined {
  return /^(?:apps|packages|examples)\/[^/]+/.exec(file)?.[0];
}
