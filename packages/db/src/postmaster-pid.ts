import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** What `postmaster.pid` and the process table say together about a cluster's folder. */
export type PostmasterState =
  | { readonly kind: "absent" }
  /** The recorded process is gone, or is provably another program: the file is left over from a crash. PostgreSQL itself
   *  sees only whether the id is taken. */
  | { readonly kind: "stale"; readonly pid: number; readonly isIdTaken: boolean }
  | { readonly kind: "running"; readonly pid: number; readonly isReady: boolean }
  /** A process with that id lives and nothing can be learned of it. It must not be signalled. */
  | { readonly kind: "unknown"; readonly pid: number };

/** Reads the lock file of a cluster. Lines: 1 pid, 2 data directory, 8 status (PostgreSQL's miscadmin.h). */
export async function inspectPostmaster(folder: string): Promise<PostmasterState> {
  const text = await readFile(path.join(folder, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return { kind: "absent" };
  if (!isAlive(pid)) return { kind: "stale", pid, isIdTaken: isIdTaken(pid) };
  const command = await readCommandLine(pid);
  if (command === undefined) {
    return isAlive(pid) ? { kind: "unknown", pid } : { kind: "stale", pid, isIdTaken: isIdTaken(pid) };
  }
  if (!(await namesCluster(command, folder))) return { kind: "stale", pid, isIdTaken: true };
  return { kind: "running", pid, isReady: lines[7]?.trim() === "ready" };
}

/**
 * Whether a process with this id runs; one of another user counts. A zombie does not: in a container whose first process
 * collects no orphans, an ended server stays in the table for ever.
 */
export function isAlive(pid: number): boolean {
  return isIdTaken(pid) && !isZombie(pid);
}

function isIdTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The state is the first field after the name in parentheses (proc_pid_stat(5)). */
function isZombie(pid: number): boolean {
  if (process.platform !== "linux") return false;
  try {
    return /^\d+ \(.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    // It has ended in the meantime; the caller's next look finds no id.
    return false;
  }
}

/** The arguments of a running process, or undefined where the system does not tell (or it has just ended). */
export async function readCommandLine(pid: number): Promise<string[] | undefined> {
  if (process.platform === "linux") {
    const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return text === "" ? undefined : text.split("\0").slice(0, -1);
  }
  if (process.platform === "win32") return undefined;
  const { stdout } = await promisify(execFile)("ps", ["-o", "args=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return stdout.trim() === "" ? undefined : stdout.trim().split(" ");
}

async function namesCluster(command: readonly string[], folder: string): Promise<boolean> {
  const place = command.indexOf("-D");
  const named = command[place + 1];
  if (place < 0 || named === undefined || !path.basename(command[0] ?? "").startsWith("postgres")) return false;
  const [left, right] = await Promise.all(
    [named, folder].map((name) => realpath(name).catch(() => path.resolve(name))),
  );
  return left === right;
}
