import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@plumbline/db/free-port";

export const checkoutFolder = fileURLToPath(new URL("../../..", import.meta.url));

export interface FreshClone {
  readonly folder: string;
  readonly commit: string;
  readonly cloneSeconds: number;
  readonly env: NodeJS.ProcessEnv;
}

/** Settings of this process and of npm that a fresh machine does not have. */
const notFresh =
  /^(npm_|pnpm_|xdg_|turbo_|plumbline_|next_|corepack_|node_env$|node_path$|node_options$|init_cwd$|database_url$|redis_url$|ci$)/i;

/**
 * The last commit of the checkout in an empty folder, and the environment of somebody who has Node and npm and nothing else:
 * an empty HOME, so an empty npm cache and pnpm store. How this machine reaches a registry is kept (`~/.npmrc`, proxy
 * variables), which is the network's and not the product's.
 */
export function makeFreshClone(parent: string): FreshClone {
  const folder = path.join(parent, "plumbline");
  const startedAt = performance.now();
  git(["clone", "--quiet", "--no-local", checkoutFolder, folder], parent);
  const cloneSeconds = (performance.now() - startedAt) / 1000;
  const home = path.join(parent, "home");
  mkdirSync(home);
  const settings = path.join(homedir(), ".npmrc");
  if (existsSync(settings)) symlinkSync(settings, path.join(home, ".npmrc"));
  const kept = Object.entries(process.env).filter(([name]) => !notFresh.test(name));
  return {
    folder,
    commit: git(["rev-parse", "--short", "HEAD"], folder),
    cloneSeconds,
    env: {
      ...Object.fromEntries(kept),
      HOME: home,
      npm_config_cache: path.join(home, ".npm"),
      // Without the programs of the checkout that `npm run` put in front.
      PATH: (process.env.PATH ?? "")
        .split(path.delimiter)
        .filter((part) => !part.includes("node_modules") && !part.includes("node-gyp-bin"))
        .join(path.delimiter),
    },
  };
}

/** Where a start for measuring keeps its data and listens: nothing of an installation is touched. */
export async function ownPlaces(dataFolder: string): Promise<NodeJS.ProcessEnv> {
  return {
    PLUMBLINE_DATA_DIR: dataFolder,
    PLUMBLINE_CONSOLE_PORT: String(await freePort()),
    PLUMBLINE_OTLP_HTTP_PORT: String(await freePort()),
    PLUMBLINE_POSTGRES_PORT: String(await freePort()),
    PLUMBLINE_STANDIN_PORT: String(await freePort()),
    PLUMBLINE_WORKER_PORT: String(await freePort()),
  };
}

function git(args: readonly string[], cwd: string): string {
  return execFileSync("git", [...args], { cwd, encoding: "utf8" }).trim();
}
