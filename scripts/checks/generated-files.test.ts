import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { rootFolder } from "./source-files";

async function readFolder(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files.sort().map(async (file) => [path.relative(folder, file), await readFile(file, "utf8")]),
  );
  return Object.fromEntries(texts);
}

test("the committed Prisma client is what the models generate", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-prisma-"));
  try {
    // The generator writes beside the models and reads the nearest tsconfig, so both go along.
    await cp(path.join(rootFolder, "prisma"), path.join(folder, "prisma"), { recursive: true });
    await mkdir(path.join(folder, "packages/db/src"), { recursive: true });
    for (const file of ["tsconfig.base.json", "packages/db/tsconfig.json"]) {
      await cp(path.join(rootFolder, file), path.join(folder, file));
    }
    const script = ["packages/db/scripts/generate.mjs", "--schema", path.join(folder, "prisma")];
    await promisify(execFile)(process.execPath, script, { cwd: rootFolder });
    const fresh = await readFolder(path.join(folder, "packages/db/src/generated"));
    const committed = await readFolder(path.join(rootFolder, "packages/db/src/generated"));
    expect(Object.keys(committed)).toEqual(Object.keys(fresh));
    const differing = Object.keys(fresh).filter((file) => fresh[file] !== committed[file]);
    expect(differing, "run `npm run db:generate` and commit the result").toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
