import type { Config } from "../config";
import { forgetRun, recordRun } from "./leftovers";
import { startProgress } from "./progress";
import { type Part, type Supervised, supervise } from "./supervise";

/** npm passes a Ctrl-C on although the terminal has sent it already: within this time two signals are one. */
const repeatedSignalMs = 700;

/** One run of the product: what was started, in which order, and how it ends. */
export class Launch {
  /** The exit code, once everything has stopped. */
  readonly ended: Promise<number>;
  readonly #config: Config;
  readonly #parts: Supervised[] = [];
  #resolveEnded: (code: number) => void = () => {};
  #stoppingSince: number | undefined;
  #progress: ReturnType<typeof startProgress> | undefined;

  constructor(config: Config) {
    this.#config = config;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
  }

  /** Prints a finished sentence without tearing the progress line. */
  say(sentence: string): void {
    this.#progress?.clear();
    console.log(sentence);
  }

  /** From here on nothing ends the launcher without its services: no signal, no lost terminal, no mistake of its own. */
  catchSignals(): void {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.#onSignal());
    // `npm start | head` closes the pipe; what runs keeps running.
    for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
    this.#watchNpm();
    process.on("uncaughtException", (error) => {
      this.say(
        `The launcher failed for a reason it did not expect, so everything is stopped in order: ${error.message}\nPlease report it with what follows.\n${error.stack}`,
      );
      void this.#stopAll(1);
    });
  }

  /** npm runs scripts in a shell, and a signal that ends the shell is not passed on: losing that parent is one. */
  #watchNpm(): void {
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      this.#onSignal();
    }, 300);
    timer.unref();
  }

  /** Runs the start sequence; whatever it throws ends the run in order and is thrown on. A stop during it ends it quietly. */
  async run(sequence: () => Promise<void>): Promise<void> {
    try {
      await sequence();
    } catch (error) {
      if (this.#stoppingSince !== undefined) return;
      this.#progress?.end();
      await this.#stopAll(1);
      throw error;
    }
  }

  /** Starts parts together, in their order, and resolves when all of them work. */
  async start(parts: readonly Part[], title: string): Promise<void> {
    await this.step(`Starting ${title}`, async () => {
      const started = parts.map((part) => {
        this.#refuseWhenStopping();
        const supervised = supervise(part, {
          say: (sentence) => this.say(sentence),
          started: () => this.#record(),
          giveUp: (sentence) => {
            this.say(sentence);
            void this.#stopAll(1);
          },
        });
        this.#parts.push(supervised);
        void supervised.healthy.then(() => this.#progress?.detail(`${part.name} is up`));
        return supervised;
      });
      await Promise.race([
        Promise.all(started.map((supervised) => supervised.healthy)),
        this.ended.then(() => this.#refuseWhenStopping()),
      ]);
    });
  }

  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    this.#refuseWhenStopping();
    this.#progress = startProgress(title);
    try {
      return await work();
    } finally {
      this.#progress?.end();
      this.#progress = undefined;
    }
  }

  /** Written at each start of a process, so that the next launcher knows whom to wait for if this one is killed. */
  #record(): void {
    if (this.#stoppingSince !== undefined) return;
    recordRun(this.#config.dataFolder, this.#servicePids(), this.#config.consoleUrl);
  }

  #servicePids(): number[] {
    return this.#parts
      .filter((part) => part.name !== "PostgreSQL")
      .flatMap((part) => {
        const pid = part.pid();
        return pid === undefined ? [] : [pid];
      });
  }

  #refuseWhenStopping(): void {
    if (this.#stoppingSince !== undefined) throw new Error("The launcher is stopping.");
  }

  #onSignal(): void {
    if (this.#stoppingSince === undefined) {
      this.say("Stopping … (Ctrl-C again to force)");
      void this.#stopAll(0);
    } else if (Date.now() - this.#stoppingSince > repeatedSignalMs) {
      this.say("Forced: ending everything at once. What was acknowledged is in PostgreSQL's log and comes back.");
      for (const part of [...this.#parts].reverse()) part.kill();
      this.#resolveEnded(130);
    }
  }

  /** Reverse order: nobody loses the service it depends on while it finishes its work. */
  async #stopAll(exitCode: number): Promise<void> {
    if (this.#stoppingSince !== undefined) return;
    this.#stoppingSince = Date.now();
    for (const part of [...this.#parts].reverse()) {
      await part.stop();
      this.say(`  ${part.name} stopped`);
    }
    await forgetRun(this.#config.dataFolder);
    this.#resolveEnded(exitCode);
  }
}
