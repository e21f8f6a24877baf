import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { promisify } from "node:util";
import { readCommandLine } from "@plumbline/db/postmaster-pid";
import { Stop } from "../stop";

export interface PortNeed {
  /** As the sentence says it: "the console". */
  readonly purpose: string;
  readonly port: number;
  readonly host: string;
  /** The variable that changes it. */
  readonly variable: string;
}

/** Checks all ports before anything starts. Throws `Stop` with one sentence for each that is taken. */
export async function checkPorts(needs: readonly PortNeed[]): Promise<void> {
  const sentences = sameTwice(needs);
  for (const need of needs) {
    const problem = await findProblem(need);
    if (problem !== undefined) sentences.push(problem);
  }
  if (sentences.length > 0) throw new Stop([...sentences, "Nothing was started."].join("\n"));
}

function sameTwice(needs: readonly PortNeed[]): string[] {
  return needs.flatMap((need, place) => {
    const earlier = needs.slice(0, place).find((other) => other.port === need.port);
    if (earlier === undefined) return [];
    return [
      `Port ${need.port} is set for both ${earlier.purpose} and ${need.purpose}: change ${earlier.variable} or ${need.variable}.`,
    ];
  });
}

async function findProblem(need: PortNeed): Promise<string | undefined> {
  const code = await tryListen(need);
  if (code === "EADDRINUSE" || (code === undefined && (await answers(need.port)))) {
    const holder = await findHolder(need.port);
    return `Port ${need.port} for ${need.purpose} is in use${holder}. Stop that program, or set ${need.variable} to a free port.`;
  }
  if (code === "EACCES")
    return `This user may not open port ${need.port} for ${need.purpose}. Set ${need.variable} to a port above 1023.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `This machine has no address ${need.host} to listen on for ${need.purpose}. Set PLUMBLINE_HOST to one of its own.`;
  return code === undefined ? undefined : `Port ${need.port} for ${need.purpose} cannot be opened (${code}).`;
}

function tryListen({ port, host }: PortNeed): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** Some systems let a program listen on 127.0.0.1 beside one on all addresses; then connecting tells. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 500 });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}

/** " by process 123 (node server.js)", or nothing where the system does not tell. */
export async function findHolder(port: number): Promise<string> {
  const pid = process.platform === "linux" ? await findPidInProc(port) : await findPidByLsof(port);
  if (pid === undefined) return "";
  const command = await readCommand(pid);
  return command === "" ? ` by process ${pid}` : ` by process ${pid} (${command.slice(0, 80)})`;
}

async function readCommand(pid: number): Promise<string> {
  return ((await readCommandLine(pid)) ?? []).join(" ").trim();
}

async function findPidByLsof(port: number): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)("lsof", ["-nP", "-t", `-iTCP:${port}`, "-sTCP:LISTEN"]).catch(() => ({
    stdout: "",
  }));
  return Number.parseInt(stdout, 10) || undefined;
}

/** The listening socket's inode stands in /proc/net/tcp, its owner is the process with a descriptor of that inode. */
async function findPidInProc(port: number): Promise<number | undefined> {
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => "")),
  );
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const inodes = new Set(
    tables
      .flatMap((table) => table.split("\n").map((line) => line.trim().split(/\s+/)))
      .filter((columns) => columns[1]?.endsWith(suffix) && columns[3] === "0A")
      .map((columns) => `socket:[${columns[9]}]`),
  );
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
      if (inodes.has(target)) return Number(pid);
    }
  }
  return undefined;
}
