import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forgetRun, recordRun, settleEarlierRun } from "./leftovers";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "plumbline-run-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function record(launcher: number, services: number[] = []): Promise<void> {
  const text = JSON.stringify({ launcher, services, consoleUrl: "http://localhost:3000" });
  await writeFile(path.join(folder, "running.json"), text);
}

/** A process whose command line looks like the launcher's. */
function spawnLauncher(script: string) {
  return spawn(process.execPath, ["--eval", script, "apps/cli/bootstrap.mjs"], { stdio: "ignore" });
}

test("a second launcher on the same data is refused and told where the first one is", async () => {
  const other = spawnLauncher("setInterval(() => {}, 1000)");
  await record(other.pid ?? 0);
  await expect(settleEarlierRun(folder)).rejects.toThrow(`already running from ${folder} (process ${other.pid})`);
  other.kill("SIGKILL");
});

test("an id that now belongs to another program does not stop a start", async () => {
  const stranger = spawn(process.execPath, ["--eval", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  await record(stranger.pid ?? 0, [stranger.pid ?? 0]);
  await expect(settleEarlierRun(folder)).resolves.toBeUndefined();
  expect(stranger.exitCode).toBeNull();
  stranger.kill("SIGKILL");
});

test("the services of a killed launcher are waited for", async () => {
  const service = spawnLauncher("setTimeout(() => {}, 400)");
  await record(999_999_999, [service.pid ?? 0]);
  const exited = new Promise((resolve) => service.once("exit", resolve));
  await settleEarlierRun(folder);
  await exited;
});

test("a run that ended in order leaves nothing behind", async () => {
  recordRun(folder, [1, 2], "http://localhost:3000");
  await forgetRun(folder);
  await expect(settleEarlierRun(folder)).resolves.toBeUndefined();
});
