import { type ChildProcess, spawn } from "node:child_process";
import { isLauncher, listFamily } from "./process-memory";

/** Seconds since `npm start`, each undefined where its line was not printed: an up-to-date checkout installs nothing. */
export interface Milestones {
  readonly installedSeconds: number | undefined;
  readonly builtSeconds: number | undefined;
  readonly runningSeconds: number;
}

export interface StartedProduct extends Milestones {
  /** Of `npm` itself. */
  readonly pid: number;
  /** Ends the launcher as Ctrl-C would; answers the seconds until everything is gone. */
  stop(): Promise<number>;
}

/** The measurement ended without a figure. The message is finished and for people. */
export class NoFigure extends Error {}

const stopTimeoutMs = 60_000;

/** Runs `npm start` until it says that it is running. A start that fails or takes longer than allowed leaves no process. */
export async function npmStart(folder: string, env: NodeJS.ProcessEnv, timeoutMs: number): Promise<StartedProduct> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  // A group of its own: what is left of it can be ended together.
  const npm = spawn("npm", ["start"], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  let installedSeconds: number | undefined;
  let builtSeconds: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const running = new Promise<number>((resolve, reject) => {
    const fail = (reason: string) => reject(new NoFigure(`${reason}\n${output.slice(-4_000)}`));
    const hear = (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (/^Packages installed/m.test(output)) installedSeconds ??= seconds();
      if (/^Built \(/m.test(output)) builtSeconds ??= seconds();
      if (output.includes("Plumbline is running")) resolve(seconds());
    };
    npm.stdout.on("data", hear);
    npm.stderr.on("data", hear);
    npm.once("error", (error) => fail(`npm cannot be started: ${error.message}`));
    npm.once("exit", (code) => fail(`npm start ended with exit code ${code}:`));
    timer = setTimeout(() => fail(`npm start did not get there within ${timeoutMs / 1000} s:`), timeoutMs);
  });
  const stop = () => stopGroup(npm);
  try {
    const runningSeconds = await orInterrupted(running);
    return { pid: npm.pid ?? 0, installedSeconds, builtSeconds, runningSeconds, stop };
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

let interrupted: Promise<never> | undefined;

/**
 * From here on no signal ends this process: the first one rejects every wait, present or future, so that whoever waits cleans
 * up; further ones (npm passes on a Ctrl-C that the terminal has sent already) must not cut that short.
 */
export function catchInterruption(): void {
  interrupted ??= new Promise<never>((_, reject) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(signal, () => reject(new NoFigure("The measurement was interrupted; what it made is removed.")));
    }
  });
  // Nobody may be waiting when it comes.
  interrupted.catch(() => {});
}

/** Rejects on a signal that came since `catchInterruption`. */
export async function orInterrupted<T>(work: Promise<T>): Promise<T> {
  return interrupted === undefined ? work : Promise.race([interrupted, work]);
}

async function stopGroup(npm: ChildProcess): Promise<number> {
  const startedAt = performance.now();
  if (npm.pid === undefined || npm.exitCode !== null || npm.signalCode !== null) return 0;
  const family = listFamily(npm.pid);
  const closed = new Promise((resolve) => npm.once("exit", resolve));
  const launcher = family.find(({ args }) => isLauncher(args));
  // npm and the shell between pass signals on in their own ways; the launcher is what a terminal's Ctrl-C ends.
  process.kill(launcher?.pid ?? -npm.pid, "SIGTERM");
  const timer = setTimeout(() => killAll(family.map(({ pid }) => pid)), stopTimeoutMs);
  await closed;
  clearTimeout(timer);
  const seconds = (performance.now() - startedAt) / 1000;
  // An install or a build that was cut short goes on by itself.
  killAll([-npm.pid]);
  return seconds;
}

/** Process ids; a negative one names a whole group. */
function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Gone already.
    }
  }
}
