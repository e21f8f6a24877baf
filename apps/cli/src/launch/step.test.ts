import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { isAlive } from "@plumbline/db/postmaster-pid";
import { afterAll, expect, test } from "vitest";
import { rootFolder } from "../config";

const stepFile = pathToFileURL(path.join(rootFolder, "apps/cli/bootstrap/step.mjs")).href;
const logName = `step-test-${process.pid}.log`;
afterAll(() => rm(path.join(rootFolder, ".plumbline/logs", logName), { force: true }));

/**
 * Starts itself once more, twice, and notes the ids of all three generations; the last one lives in a session of its own, as
 * the tasks of a build tool do.
 */
const generations = `
  const [file, generation] = process.argv.slice(1);
  require("node:fs").appendFileSync(file, process.pid + "\\n");
  if (generation < 3) {
    const args = ["-e", process._eval, file, String(Number(generation) + 1)];
    require("node:child_process").spawn(process.execPath, args, { detached: generation === "2", stdio: "ignore" });
  }
  setInterval(() => {}, 1000);
`;

const program = `
  import { runStep, StepError } from ${JSON.stringify(stepFile)};
  const [script, file] = process.argv.slice(1);
  const command = { command: process.execPath, args: ["-e", script, file, "1"], env: { ...process.env } };
  try {
    await runStep({ title: "Sample", done: "Done", logName: ${JSON.stringify(logName)}, ...command });
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
`;

test.runIf(process.platform !== "win32").each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const)(
  "%s during a step ends all that the step has started, and then the process itself",
  async (signal, code) => {
    const folder = await mkdtemp(path.join(tmpdir(), "plumbline-step-"));
    const file = path.join(folder, "pids");
    const args = ["--input-type=module", "--eval", program, generations, file];
    const child = spawn(process.execPath, args, { cwd: rootFolder, stdio: ["ignore", "ignore", "pipe"] });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString("utf8");
    });
    const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const readPids = async () =>
      (await readFile(file, "utf8").catch(() => ""))
        .split("\n")
        .filter((line) => line !== "")
        .map(Number);
    await expect.poll(async () => (await readPids()).length, { timeout: 10_000 }).toBe(3);
    const pids = await readPids();
    expect(pids.every(isAlive)).toBe(true);
    child.kill(signal);
    expect(await exited).toBe(code);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(errors).toContain("Sample was interrupted.");
    await rm(folder, { recursive: true });
  },
);
