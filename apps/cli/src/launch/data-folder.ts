import { existsSync } from "node:fs";
import { access, constants, mkdir, readFile, rename, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import { Stop } from "../stop";

/** What an installation remembers of itself, in `installation.json`. */
export interface Installation {
  /** The newest Plumbline that has used this folder. */
  readonly version: string;
  /** Where the embedded cluster lies once it exists; kept, so that it is found again when permissions change. */
  readonly postgresFolder?: string;
}

/** Below this the embedded PostgreSQL could fill the disk while writing its log, and then stops by itself. */
export const diskFreeMinBytes = 512 * 1024 * 1024;

/** Makes the folder if needed and checks that this user and this version may use it. Throws `Stop`. */
export async function openDataFolder(folder: string, ownVersion: string): Promise<Installation> {
  try {
    // Readable by others, because under root PostgreSQL runs as another user; what is secret is so by itself.
    await mkdir(path.join(folder, "logs"), { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    await access(path.join(folder, "logs"), constants.W_OK);
  } catch (error) {
    throw new Stop(
      `The data directory ${folder} cannot be used by this user (${(error as NodeJS.ErrnoException).code}). Start Plumbline as the user it belongs to, or set PLUMBLINE_DATA_DIR to another folder.`,
      { cause: error },
    );
  }
  const installation = await readInstallation(folder);
  if (installation !== undefined && compareVersions(installation.version, ownVersion) > 0) {
    throw new Stop(
      `The data directory ${folder} was used by Plumbline ${installation.version}, which is newer than this ${ownVersion}. Nothing was changed. Update Plumbline, or set PLUMBLINE_DATA_DIR to another folder.`,
    );
  }
  return { ...installation, version: ownVersion };
}

export async function writeInstallation(folder: string, installation: Installation): Promise<void> {
  const file = path.join(folder, "installation.json");
  await writeFile(`${file}.new`, `${JSON.stringify(installation, null, 2)}\n`);
  await rename(`${file}.new`, file);
}

async function readInstallation(folder: string): Promise<Installation | undefined> {
  const file = path.join(folder, "installation.json");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const parsed = JSON.parse(text) as Partial<Installation>;
    if (typeof parsed.version === "string") return parsed as Installation;
  } catch {
    // Falls through to the same sentence: half a file and a strange file are equally unusable.
  }
  throw new Stop(`${file} cannot be read. Restore it, or set PLUMBLINE_DATA_DIR to another folder.`);
}

/** Throws `Stop` when less than the floor is free where the data goes. */
export async function checkFreeDisk(folder: string, minBytes: number = diskFreeMinBytes): Promise<void> {
  const freeBytes = await readFreeBytes(folder);
  if (freeBytes >= minBytes) return;
  throw new Stop(
    `There is too little free space for ${folder}: ${toMebibytes(freeBytes)} MiB, and Plumbline starts with ${toMebibytes(minBytes)} MiB or more. Nothing was started. Free some space, or set PLUMBLINE_DATA_DIR to a larger disk.`,
  );
}

/** A folder that is yet to be made will lie on the disk of its nearest parent. */
export async function readFreeBytes(folder: string): Promise<number> {
  let existing = path.resolve(folder);
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return bavail * bsize;
}

function toMebibytes(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}

/** Compares `major.minor.patch`; what follows (`-beta.1`) makes a version older than the same without it. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((text) => /^(\d+)\.(\d+)\.(\d+)(.*)$/.exec(text));
  if (!a || !b) return left === right ? 0 : 1;
  for (const place of [1, 2, 3]) {
    const difference = Number(a[place]) - Number(b[place]);
    if (difference !== 0) return Math.sign(difference);
  }
  if (a[4] === b[4]) return 0;
  if (a[4] === "" || b[4] === "") return a[4] === "" ? 1 : -1;
  return (a[4] ?? "") > (b[4] ?? "") ? 1 : -1;
}
