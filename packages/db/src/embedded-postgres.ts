import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { PostgresError } from "./postgres-error";
import type { PostgresPlace } from "./postgres-place";
import { inspectPostmaster, isAlive } from "./postmaster-pid";

/** The major version of the shipped programs; a cluster of another one cannot be opened. */
export const postgresMajor = "18";

const startTimeoutMs = 120_000;
const stopTimeoutMs = 30_000;
const adoptTimeoutMs = 60_000;

export interface EmbeddedPostgresOptions {
  readonly place: PostgresPlace;
  readonly port: number;
  /** Password of the superuser `postgres`. Fixed when the cluster is made. */
  readonly password: string;
  /** PostgreSQL's own log is appended here. */
  readonly logFile: string;
  /** False leaves out fsync: for throw-away clusters in tests only. */
  readonly isDurable?: boolean;
  readonly maxConnections?: number;
}

export interface EmbeddedPostgres {
  readonly pid: number;
  /** Connection URL of a database in this cluster. */
  url(database: string): string;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Fast shutdown: open transactions are rolled back, committed ones are flushed. Immediate after 30 s. */
  stop(): Promise<void>;
}

/**
 * Makes the cluster if there is none, takes care of what an earlier crash left, starts PostgreSQL in a process group of its
 * own (Ctrl-C in the terminal reaches the launcher only) and resolves once it accepts connections.
 * Throws `PostgresError` with a finished sentence.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { place, port, password } = options;
  await initialise(place, password);
  await clearLeftovers(place.folder);

  const log = await open(options.logFile, "a", 0o600);
  const logStart = (await log.stat()).size;
  const child = spawn(program(place, "postgres"), ["-D", place.folder, "-p", String(port), ...serverFlags(options)], {
    ...identity(place),
    cwd: place.folder,
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: plainEnvironment(),
  });
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
  await log.close();
  try {
    await waitUntilReady(child, place.folder, exited);
  } catch (error) {
    if (isRunning(child)) child.kill("SIGQUIT");
    throw new PostgresError(`${(error as Error).message} ${await lastWords(options.logFile, logStart)}`);
  }
  return {
    pid: child.pid as number,
    url: (database) => `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    exited,
    stop: () => stop(child, exited),
  };
}

/**
 * What differs from PostgreSQL's defaults, each for a reason: one machine, solid-state disk, many small partitions, short
 * statements. Durability is never traded: an exporter hears 200 after COMMIT.
 */
function serverFlags(options: EmbeddedPostgresOptions): string[] {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: String(options.maxConnections ?? 100),
    shared_buffers: "256MB",
    maintenance_work_mem: "128MB",
    checkpoint_timeout: "15min",
    random_page_cost: "1.1",
    jit: "off",
    // A query over a month touches 30 partitions of two tables with their indexes, each of which takes a lock.
    max_locks_per_transaction: "256",
    synchronous_commit: "on",
    idle_in_transaction_session_timeout: "60s",
    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    log_line_prefix: "%m [%p] ",
  };
  if (options.isDurable === false) Object.assign(settings, { fsync: "off", full_page_writes: "off" });
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function initialise(place: PostgresPlace, password: string): Promise<void> {
  const found = await readFile(path.join(place.folder, "PG_VERSION"), "utf8").catch(() => undefined);
  if (found?.trim() === postgresMajor) return;
  if (found !== undefined) {
    throw new PostgresError(
      `${place.folder} was made by PostgreSQL ${found.trim()}; this version of Plumbline brings PostgreSQL ${postgresMajor}. Start the version that made it, export, and import here.`,
    );
  }
  // Made beside its final place and renamed, so that an interrupted first start leaves no half cluster.
  const unfinished = `${place.folder}.new`;
  const passwordFile = `${unfinished}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (place.runAs !== undefined) {
    await chmod(path.dirname(place.folder), 0o755);
    await chown(unfinished, place.runAs.uid, place.runAs.gid);
    await chown(passwordFile, place.runAs.uid, place.runAs.gid);
  }
  const flags = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--no-instructions"];
  // The builtin provider sorts the same on every system, whatever locales are installed.
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  try {
    await promisify(execFile)(program(place, "initdb"), [`--pgdata=${unfinished}`, ...flags, ...locale], {
      ...identity(place),
      cwd: unfinished,
      env: plainEnvironment(),
    });
    await rename(unfinished, place.folder);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const { stderr, message } = error as Error & { stderr?: string };
    throw new PostgresError(`PostgreSQL could not make its files in ${place.folder}: ${lastLine(stderr) ?? message}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * Deals with what an earlier run left: stops a server that outlived its launcher, removes the lock file of a dead one. Signals
 * a process only when its command line names this very cluster. Throws `PostgresError` when it cannot tell.
 */
export async function clearLeftovers(folder: string): Promise<void> {
  const state = await inspectPostmaster(folder);
  if (state.kind === "unknown") {
    throw new PostgresError(
      `${folder} is locked by process ${state.pid}, and this system does not tell what that is. End it, or if it is not PostgreSQL delete ${path.join(folder, "postmaster.pid")}.`,
    );
  }
  // PostgreSQL takes over a file whose process is gone by itself; it cannot see that the id now belongs to something else.
  if (state.kind === "stale" && state.isIdTaken) await rm(path.join(folder, "postmaster.pid"));
  if (state.kind === "running") {
    process.kill(state.pid, "SIGINT");
    const deadline = Date.now() + adoptTimeoutMs;
    while (isAlive(state.pid)) {
      if (Date.now() > deadline) {
        throw new PostgresError(
          `An earlier PostgreSQL (process ${state.pid}) still serves ${folder} and does not stop.`,
        );
      }
      await delay(50);
    }
  }
}

async function waitUntilReady(child: ChildProcess, folder: string, exited: Promise<unknown>): Promise<void> {
  let hasExited = false;
  void exited.then(() => {
    hasExited = true;
  });
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    if (hasExited) throw new Error("PostgreSQL ended while starting.");
    const state = await inspectPostmaster(folder);
    if (state.kind === "running" && state.pid === child.pid && state.isReady) return;
    await delay(20);
  }
  throw new Error(`PostgreSQL was not ready after ${startTimeoutMs / 1000} s.`);
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (!isRunning(child)) return;
  child.kill("SIGINT");
  const forced = setTimeout(() => child.kill("SIGQUIT"), stopTimeoutMs);
  await exited;
  clearTimeout(forced);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function program(place: PostgresPlace, name: string): string {
  return path.join(place.programs, "bin", process.platform === "win32" ? `${name}.exe` : name);
}

function identity(place: PostgresPlace): { uid?: number; gid?: number } {
  return place.runAs === undefined ? {} : { uid: place.runAs.uid, gid: place.runAs.gid };
}

/** Nothing of the caller's PG* variables or locale may reach the server. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }), ...(TEMP && { TEMP }), LC_ALL: "C", TZ: "UTC" };
}

async function lastWords(logFile: string, from: number): Promise<string> {
  if (!existsSync(logFile)) return "";
  const text = (await readFile(logFile)).subarray(from).toString("utf8");
  const line = text.split("\n").findLast((entry) => /(FATAL|PANIC|ERROR):/.test(entry)) ?? lastLine(text);
  return line === undefined ? "" : `Its last words: ${line.replace(/^.*?(?=(FATAL|PANIC|ERROR):)/, "").trim()}`;
}

function lastLine(text: string | undefined): string | undefined {
  return text?.trimEnd().split("\n").at(-1)?.trim() || undefined;
}
