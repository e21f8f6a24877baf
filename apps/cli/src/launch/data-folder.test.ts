import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Stop } from "../stop";
import { checkFreeDisk, compareVersions, openDataFolder, writeInstallation } from "./data-folder";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "plumbline-data-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a new folder is made and starts with this version", async () => {
  expect(await openDataFolder(path.join(folder, "new/data"), "0.1.0")).toEqual({ version: "0.1.0" });
});

test("what an installation remembers is there at the next start", async () => {
  await writeInstallation(folder, { version: "0.1.0", postgresFolder: "elsewhere" });
  expect(await openDataFolder(folder, "0.2.0")).toEqual({ version: "0.2.0", postgresFolder: "elsewhere" });
});

test("a folder of a newer version is refused in one sentence and left as it is", async () => {
  await writeInstallation(folder, { version: "9.3.0" });
  const before = await readFile(path.join(folder, "installation.json"), "utf8");
  await expect(openDataFolder(folder, "0.1.0")).rejects.toThrow(
    /was used by Plumbline 9\.3\.0, which is newer than this 0\.1\.0/,
  );
  expect(await readFile(path.join(folder, "installation.json"), "utf8")).toBe(before);
});

test("a damaged installation file is named", async () => {
  await writeFile(path.join(folder, "installation.json"), "{");
  await expect(openDataFolder(folder, "0.1.0")).rejects.toThrow(/installation\.json cannot be read/);
});

test("a path that is a file is refused in one sentence", async () => {
  await writeFile(path.join(folder, "file"), "");
  await expect(openDataFolder(path.join(folder, "file"), "0.1.0")).rejects.toThrow(Stop);
});

test("a disk below the floor is refused with both figures", async () => {
  await expect(checkFreeDisk(folder, Number.MAX_SAFE_INTEGER)).rejects.toThrow(
    /too little free space .* MiB, .* or more/,
  );
  await expect(checkFreeDisk(folder, 1)).resolves.toBeUndefined();
});

test.each([
  ["0.1.0", "0.1.0", 0],
  ["0.10.0", "0.9.9", 1],
  ["1.0.0-beta.1", "1.0.0", -1],
  ["1.0.1", "1.0.0", 1],
  ["strange", "0.1.0", 1],
])("version %s against %s", (left, right, expected) => {
  expect(compareVersions(left, right)).toBe(expected);
});
