import { readFileSync } from "node:fs";
import path from "node:path";
import { hashFiles, isStale, listFolders, rootFolder, setStamp } from "./stale.mjs";
import { runStep } from "./step.mjs";

/** `pnpm install` from the lockfile, when lockfile or manifests differ from what was installed last. */
export async function installPackages() {
  const manifests = ["apps", "packages", "examples"]
    .flatMap((parent) => listFolders(parent))
    .map((folder) => `${folder}/package.json`);
  const hash = hashFiles(["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", ...manifests]);
  if (!isStale("install", hash)) return;
  setStamp("install", undefined);
  await runStep({
    title: "Installing packages",
    done: "Packages installed",
    logName: "install.log",
    ...pnpm(["install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only"]),
  });
  setStamp("install", hash);
}

/** How to run the pnpm that package.json names, through the npx that came with Node: nothing is installed globally. */
export function pnpm(args) {
  const { packageManager } = JSON.parse(readFileSync(path.join(rootFolder, "package.json"), "utf8"));
  const npmProgram = process.env.npm_execpath;
  const throughNpm = npmProgram !== undefined && /npm-cli\.js$/.test(npmProgram);
  const npx = throughNpm ? [process.execPath, npmProgram.replace(/npm-cli\.js$/, "npx-cli.js")] : ["npx"];
  const [command, ...before] = npx;
  return { command, args: [...before, "--yes", packageManager, ...args], env: stepEnvironment() };
}

function stepEnvironment() {
  const { NODE_ENV: _, ...rest } = process.env;
  return {
    ...rest,
    // Never asks a question, whatever it finds.
    CI: "true",
    NEXT_TELEMETRY_DISABLED: "1",
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
    NO_UPDATE_NOTIFIER: "1",
    npm_config_update_notifier: "false",
  };
}
