import { spawn } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { rootFolder } from "../config";

const guardFile = pathToFileURL(path.join(rootFolder, "apps/cli/guard.mjs")).href;

test("a service ends itself in order when its launcher is killed", async () => {
  const service = "process.on('SIGTERM', () => process.exit(0)); process.send('ready'); setInterval(() => {}, 1000);";
  const launcher = `
    import { spawn } from "node:child_process";
    const child = spawn(process.execPath, ["--import", ${JSON.stringify(guardFile)}, "--input-type=module", "--eval", ${JSON.stringify(service)}], {
      detached: true, stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    child.on("message", () => console.log(child.pid));
  `;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", launcher], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  expect(process.kill(pid, 0)).toBe(true);
  parent.kill("SIGKILL");
  await expect.poll(() => isGone(pid), { timeout: 10_000 }).toBe(true);
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
