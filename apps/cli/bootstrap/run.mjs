import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildApps } from "./build.mjs";
import { installPackages } from "./install.mjs";
import { rootFolder } from "./stale.mjs";
import { StepError } from "./step.mjs";

/** What a command runs beside the command line program itself. Tests build in a step of their own, and count it. */
const neededApps = {
  up: ["ingest", "worker", "console"],
  build: ["ingest", "worker", "console"],
  bench: ["ingest", "worker", "console", "bench"],
  "judge-bench": ["bench"],
};

/** Installs, builds, and hands over to the program in this same process, so that signals have one receiver. */
export async function run(commandLine) {
  const [command = "help"] = commandLine;
  try {
    await installPackages();
    await buildApps(["cli", ...(neededApps[command] ?? [])]);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
    return;
  }
  if (command === "build") return;
  const program = path.join(rootFolder, "apps/cli/dist/main.js");
  if (!existsSync(program)) throw new Error(`${program} is missing after a build that reported success.`);
  await import(pathToFileURL(program).href);
}
