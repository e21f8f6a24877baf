import { type ChildProcess, spawn } from "node:child_process";
import type { LogFile } from "./log-file";

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that the launcher started. */
export interface Running {
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly exited: Promise<Exit>;
  /** Asks it to end and resolves when it has; it is killed after its time is up. */
  stop(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

/** A service finishes what is in flight within 10 s of SIGTERM; the rest is slack. */
const stopTimeoutMs = 12_000;

export interface NodeCommand {
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: LogFile;
  /** Called when the process says it is ready, for services that have no port of their own. */
  readonly onReady?: () => void;
}

/**
 * Starts a Node program in a process group of its own, so that Ctrl-C in the terminal reaches the launcher only and the order
 * of stopping is the launcher's. The channel to it closes when the launcher dies, and guard.mjs then ends the program.
 */
export function startNode(command: NodeCommand, guardFile: string): Running {
  const child = spawn(process.execPath, ["--import", guardFile, ...command.args], {
    cwd: command.folder,
    env: command.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  child.stdout?.on("data", (chunk: Buffer) => command.log.write(chunk));
  child.stderr?.on("data", (chunk: Buffer) => command.log.write(chunk));
  child.on("message", (message) => {
    if (message === "ready") command.onReady?.();
  });
  const exited = new Promise<Exit>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    child.once("error", () => resolve({ code: null, signal: null }));
  });
  return {
    pid: child.pid ?? -1,
    exited,
    stop: () => stopChild(child, exited),
    kill: () => void child.kill("SIGKILL"),
  };
}

async function stopChild(child: ChildProcess, exited: Promise<Exit>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMs);
  await exited;
  clearTimeout(forced);
}
