import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const graceMs = 8_000;
const pollMs = 50;

/**
 * Ends a process and all below it, and resolves when none is left: first asked, after 8 s or when `isForced` says so made to.
 * Looked for anew all the time, because package managers and build tools start children of their own, also in other process
 * groups, and do not all pass a signal on.
 */
export async function endFamily(rootPid, isForced = () => false) {
  if (process.platform === "win32") {
    // Windows has no signals between programs; this ends the whole tree at once.
    spawnSync("taskkill", ["/pid", String(rootPid), "/t", "/f"], { stdio: "ignore" });
    return;
  }
  const known = new Set([rootPid]);
  const asked = new Set();
  const deadline = Date.now() + graceMs;
  for (;;) {
    const living = addDescendants(known);
    if (living.length === 0) return;
    const isOver = isForced() || Date.now() > deadline;
    for (const pid of living) {
      if (isOver) signal(pid, "SIGKILL");
      else if (!asked.has(pid)) signal(pid, "SIGTERM");
      asked.add(pid);
    }
    await delay(pollMs);
  }
}

/** Adds every process whose parent is known; answers the known ones that still run. */
function addDescendants(known) {
  const processes = listProcesses();
  for (let before = -1; before !== known.size; ) {
    before = known.size;
    for (const { pid, parent } of processes) if (known.has(parent)) known.add(pid);
  }
  return processes.filter(({ pid, isZombie }) => known.has(pid) && !isZombie).map(({ pid }) => pid);
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended in the meantime.
  }
}

/** Small images have no `ps`, so that Linux is asked itself. */
function listProcesses() {
  if (process.platform === "linux") {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => readStat(pid));
  }
  const { stdout } = spawnSync("ps", ["-axo", "pid=,ppid=,stat="], { encoding: "utf8" });
  return [...(stdout ?? "").matchAll(/^\s*(\d+)\s+(\d+)\s+(\S+)/gm)].map(([, pid, parent, state]) => ({
    pid: Number(pid),
    parent: Number(parent),
    isZombie: state.startsWith("Z"),
  }));
}

/** State and parent are the first fields after the name in parentheses (proc_pid_stat(5)). */
function readStat(pid) {
  try {
    const [, state, parent] = /^\d+ \(.*\) (\S) (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return state === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), isZombie: /[ZX]/.test(state) }];
  } catch {
    // It ended since the list was made.
    return [];
  }
}
