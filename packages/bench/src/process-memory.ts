import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { residentMiB } from "./cpu-time";

export interface Memory {
  /** Sum of the resident sets: a page that two processes share counts twice. */
  readonly rssMiB: number;
  /** Proportional set size: a shared page counts once, divided among its users. */
  readonly pssMiB: number;
}

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly args: string;
}

/** Each service below a process, by name, with its own children; `npm` and its shell too. Undefined outside of Linux. */
export async function readMemory(rootPid: number): Promise<Record<string, Memory> | undefined> {
  if (process.platform !== "linux") return undefined;
  const sizes: Record<string, Memory> = {};
  for (const { pid, args } of listFamily(rootPid)) {
    const name = nameOf(args);
    const { rssMiB, pssMiB } = sizes[name] ?? { rssMiB: 0, pssMiB: 0 };
    sizes[name] = { rssMiB: rssMiB + readRss(pid), pssMiB: pssMiB + (await readPss(pid)) };
  }
  return sizes;
}

export function sumMemory(parts: Readonly<Record<string, Memory>>): Memory {
  const all = Object.values(parts);
  return {
    rssMiB: all.reduce((sum, { rssMiB }) => sum + rssMiB, 0),
    pssMiB: all.reduce((sum, { pssMiB }) => sum + pssMiB, 0),
  };
}

/** A process and all below it, parents first. */
export function listFamily(rootPid: number): Row[] {
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) =>
      match === null ? [] : [{ pid: Number(match[1]), parent: Number(match[2]), args: match[3] ?? "" }],
    );
  const family = rows.filter(({ pid }) => pid === rootPid);
  for (const member of family) family.push(...rows.filter(({ parent }) => parent === member.pid));
  return family;
}

export function isLauncher(args: string): boolean {
  return /^\S*node\S* .*bootstrap\.mjs up$/.test(args);
}

function nameOf(args: string): string {
  if (isLauncher(args)) return "launcher";
  if (/^(npm|sh) |npm-cli|npm start/.test(args)) return "npm";
  if (args.includes("stand-in")) return "stand-in";
  if (/postgres/.test(args)) return "PostgreSQL";
  return /apps\/(ingest|worker)\/dist/.exec(args)?.[1] ?? "console";
}

function readRss(pid: number): number {
  try {
    return residentMiB(pid);
  } catch {
    // It ended since the list was made.
    return 0;
  }
}

/** MiB. A process of another user tells nothing to an ordinary user; PostgreSQL then runs as that user itself. */
async function readPss(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
}
