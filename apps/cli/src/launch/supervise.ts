import { setTimeout as delay } from "node:timers/promises";
import type { Exit, Running } from "./running";

/** One process of the product, as the launcher knows it. */
export interface Part {
  /** "ingest" */
  readonly name: string;
  /** Named when it crashes. */
  readonly logFile: string;
  start(): Promise<Running>;
  /** Resolves once it works; polled against the process's own end, so it needs no timeout for a crash. */
  isHealthy(): Promise<boolean>;
}

export interface Supervised {
  readonly name: string;
  /** Resolves when the part was healthy for the first time. Rejects never: giving up is reported. */
  readonly healthy: Promise<void>;
  pid(): number | undefined;
  stop(): Promise<void>;
  kill(): void;
}

export interface Listener {
  /** A finished sentence for the terminal. */
  say(sentence: string): void;
  /** A process of the part was started, the first or a later one. */
  started?(): void;
  /** The part cannot be kept running. */
  giveUp(sentence: string): void;
}

export interface Limits {
  /** So many crashes within the window and the part is given up. */
  readonly crashesMax: number;
  readonly crashWindowMs: number;
  /** The pause after the first crash; it doubles with each further one. */
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  readonly healthPollMs: number;
  /** A part that is not healthy by then is ended, which counts as a crash. */
  readonly healthTimeoutMs: number;
}

const defaultLimits: Limits = {
  crashesMax: 5,
  crashWindowMs: 60_000,
  backoffMinMs: 500,
  backoffMaxMs: 15_000,
  healthPollMs: 50,
  healthTimeoutMs: 120_000,
};

/** Keeps a part running until stopped: a crash is told in one sentence and followed by a restart, later and later. */
export function supervise(part: Part, listener: Listener, limits: Limits = defaultLimits): Supervised {
  const stopping = new AbortController();
  const crashes: number[] = [];
  let running: Running | undefined;
  let failure: string | undefined;
  let reportHealthy: () => void = () => {};
  const healthy = new Promise<void>((resolve) => {
    reportHealthy = resolve;
  });

  async function keepRunning(): Promise<void> {
    while (!stopping.signal.aborted) {
      let exit: Exit | Error;
      try {
        running = await part.start();
        if (stopping.signal.aborted) {
          // A stop that came while it was starting had nothing to end yet.
          await running.stop();
          return;
        }
        listener.started?.();
        void waitUntilHealthy(part, running, stopping.signal, limits).then(
          (isHealthy) => isHealthy && reportHealthy(),
          () => {},
        );
        exit = await running.exited;
      } catch (error) {
        exit = error as Error;
      }
      if (stopping.signal.aborted) return;
      if (exit instanceof Error && exit.message === failure) {
        // The same reason twice: it will not go away by waiting, and the sentence says what to do.
        listener.giveUp(`${part.name} cannot be started, so Plumbline stops. ${exit.message}`);
        return;
      }
      failure = exit instanceof Error ? exit.message : undefined;
      const pauseMs = noteCrash(crashes, limits);
      if (pauseMs === undefined) {
        listener.giveUp(
          `${part.name} ended ${crashes.length} times within ${limits.crashWindowMs / 1000} s (${describe(exit)}), so Plumbline stops. Its log: ${part.logFile}`,
        );
        return;
      }
      listener.say(
        `${part.name} ended unexpectedly (${describe(exit)}); starting it again in ${pauseMs / 1000} s. Its log: ${part.logFile}`,
      );
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const kept = keepRunning();
  return {
    name: part.name,
    healthy,
    pid: () => running?.pid,
    async stop() {
      stopping.abort();
      await running?.stop();
      await kept;
    },
    kill() {
      stopping.abort();
      running?.kill();
    },
  };
}

/** How long to wait before the next start; undefined when it is time to give up. */
function noteCrash(crashes: number[], limits: Limits): number | undefined {
  const now = Date.now();
  crashes.push(now);
  while ((crashes[0] ?? now) < now - limits.crashWindowMs) crashes.shift();
  if (crashes.length >= limits.crashesMax) return undefined;
  return Math.min(limits.backoffMaxMs, limits.backoffMinMs * 2 ** (crashes.length - 1));
}

async function waitUntilHealthy(part: Part, running: Running, signal: AbortSignal, limits: Limits): Promise<boolean> {
  let hasEnded = false;
  void running.exited.then(() => {
    hasEnded = true;
  });
  const deadline = Date.now() + limits.healthTimeoutMs;
  while (!hasEnded && !signal.aborted) {
    if (await part.isHealthy()) return true;
    if (Date.now() > deadline) {
      // Ending it makes the slow start a crash like any other: told, tried again, given up on.
      running.kill();
      return false;
    }
    await delay(limits.healthPollMs);
  }
  return false;
}

export function describe(exit: Exit | Error): string {
  if (exit instanceof Error) return exit.message;
  if (exit.signal !== null) return `signal ${exit.signal}`;
  return exit.code === null ? "it could not be started" : `exit code ${exit.code}`;
}
