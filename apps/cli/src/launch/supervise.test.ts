import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { rootFolder } from "../config";
import { openLogFile } from "./log-file";
import { startNode } from "./running";
import { type Limits, type Part, supervise } from "./supervise";

const guardFile = pathToFileURL(path.join(rootFolder, "apps/cli/guard.mjs")).href;
const limits: Limits = {
  crashesMax: 3,
  crashWindowMs: 60_000,
  backoffMinMs: 10,
  backoffMaxMs: 40,
  healthPollMs: 5,
  healthTimeoutMs: 20_000,
};

/** A real process of a script that says "ready" when it wants to. */
function partOf(script: (start: number) => string): Part {
  let isReady = false;
  let starts = 0;
  return {
    name: "sample",
    logFile: "sample.log",
    async start() {
      isReady = false;
      const log = { name: "", write: () => {}, close: () => {} };
      const onReady = () => {
        isReady = true;
      };
      const args = ["--input-type=module", "--eval", script(starts++)];
      return startNode({ args, folder: rootFolder, env: process.env, log, onReady }, guardFile);
    },
    isHealthy: async () => isReady,
  };
}

const runs = "process.send('ready'); setInterval(() => {}, 1000);";

test("a part that crashes is started again, and one sentence says so", async () => {
  const sentences: string[] = [];
  const supervised = supervise(
    partOf((start) => (start === 0 ? "process.exit(7)" : runs)),
    { say: (sentence) => sentences.push(sentence), giveUp: (sentence) => sentences.push(sentence) },
    limits,
  );
  await supervised.healthy;
  await supervised.stop();
  expect(sentences).toEqual([
    "sample ended unexpectedly (exit code 7); starting it again in 0.01 s. Its log: sample.log",
  ]);
});

test("a part killed from outside comes back with another process", async () => {
  const started: number[] = [];
  const supervised = supervise(
    partOf(() => runs),
    { say: () => {}, giveUp: () => {}, started: () => started.push(supervised.pid() ?? 0) },
    limits,
  );
  await supervised.healthy;
  const first = supervised.pid();
  process.kill(first ?? 0, "SIGKILL");
  await expect.poll(() => supervised.pid()).not.toBe(first);
  await supervised.stop();
});

test("a part that keeps crashing is given up with its last exit code", async () => {
  const sentences: string[] = [];
  const gaveUp = await new Promise<string>((resolve) => {
    supervise(
      partOf(() => "process.exit(3)"),
      { say: (sentence) => sentences.push(sentence), giveUp: resolve },
      limits,
    );
  });
  expect(gaveUp).toBe("sample ended 3 times within 60 s (exit code 3), so Plumbline stops. Its log: sample.log");
  expect(sentences).toHaveLength(2);
});

test("a part that cannot be started is tried once more, then given up with its own sentence", async () => {
  const sentences: string[] = [];
  const part: Part = { ...partOf(() => runs), start: () => Promise.reject(new Error("The disk is gone.")) };
  const gaveUp = await new Promise<string>((resolve) => {
    supervise(part, { say: (sentence) => sentences.push(sentence), giveUp: resolve }, limits);
  });
  expect(gaveUp).toBe("sample cannot be started, so Plumbline stops. The disk is gone.");
  expect(sentences).toHaveLength(1);
});

test("stopping a part waits until it has finished its work", async () => {
  const finishes = `${runs} process.on('SIGTERM', () => setTimeout(() => process.exit(0), 200));`;
  const supervised = supervise(
    partOf(() => finishes),
    { say: () => {}, giveUp: () => {} },
    limits,
  );
  await supervised.healthy;
  const pid = supervised.pid() ?? 0;
  await supervised.stop();
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("a stop while a part is starting waits for the start and ends what it started", async () => {
  const part = partOf(() => runs);
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let pid = 0;
  const slow: Part = {
    ...part,
    async start() {
      await gate;
      const running = await part.start();
      pid = running.pid;
      return running;
    },
  };
  const supervised = supervise(slow, { say: () => {}, giveUp: () => {} }, limits);
  const stopped = supervised.stop();
  open();
  await stopped;
  expect(pid).toBeGreaterThan(0);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("a part that never gets healthy is ended and counted as a crash", async () => {
  const gaveUp = await new Promise<string>((resolve) => {
    supervise(
      partOf(() => "setInterval(() => {}, 1000);"),
      { say: () => {}, giveUp: resolve },
      { ...limits, crashesMax: 1, healthTimeoutMs: 50 },
    );
  });
  expect(gaveUp).toContain("signal SIGKILL");
});

test("a log file keeps what a service prints and passes its errors on", async () => {
  const problems: string[] = [];
  const { mkdtemp, readFile, rm } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-log-"));
  const log = openLogFile(path.join(folder, "sample.log"), (line) => problems.push(line));
  const script = `console.log(JSON.stringify({ level: 30, msg: "fine" })); console.log(JSON.stringify({ level: 50, msg: "lost", err: { message: "gone\\nat x" } })); throw new TypeError("broken")`;
  const running = startNode(
    { args: ["--input-type=module", "--eval", script], folder: rootFolder, env: process.env, log },
    guardFile,
  );
  await running.exited;
  await expect.poll(() => problems).toEqual(["lost: gone", "TypeError: broken"]);
  log.close();
  expect(await readFile(log.name, "utf8")).toContain('"msg":"fine"');
  await rm(folder, { recursive: true });
});
