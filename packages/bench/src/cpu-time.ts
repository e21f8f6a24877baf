import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Linux counts in ticks of 10 ms; everywhere else the figures are left out. */
const ticksPerSecond = 100;
export const canReadCpuTime = existsSync("/proc/self/stat");

/** CPU seconds that a process has used itself, user and system, with those of its children that have ended. */
export function cpuSeconds(pid: number): number {
  const fields = statFields(pid);
  return fields === undefined ? 0 : sum(fields.slice(11, 15)) / ticksPerSecond;
}

/** CPU seconds of a process and all its living and ended children: PostgreSQL's server processes. */
export function treeCpuSeconds(pid: number): number {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => Number(statFields(candidate)?.[1]) === pid);
  return cpuSeconds(pid) + sum(children.map(cpuSeconds));
}

/** Resident memory in MiB. */
export function residentMiB(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]);
  return (pages * 4096) / 1024 / 1024;
}

/** The fields behind the program's name, which may hold spaces: state, parent, … */
function statFields(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

function sum(values: readonly (string | number)[]): number {
  return values.reduce<number>((total, value) => total + Number(value), 0);
}
