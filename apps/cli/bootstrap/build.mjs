import { existsSync } from "node:fs";
import path from "node:path";
import { pnpm } from "./install.mjs";
import { hashFiles, isStale, listFolders, listSources, rootFolder, setStamp } from "./stale.mjs";
import { runStep } from "./step.mjs";

/** Each part that can be built: its folder and the file that proves a build. */
const parts = {
  cli: { folder: "apps/cli", proof: "dist/main.js" },
  ingest: { folder: "apps/ingest", proof: "dist/main.js" },
  worker: { folder: "apps/worker", proof: "dist/main.js" },
  console: { folder: "apps/console", proof: ".next/BUILD_ID" },
  bench: { folder: "packages/bench", proof: "dist/main.js" },
};

const forTestsOnly = new Set(["packages/bench", "packages/e2e", "packages/fixtures"]);

/** Builds the named apps whose sources, or the packages they may import, changed since their last build. */
export async function buildApps(names) {
  const shared = [
    "pnpm-lock.yaml",
    "tsconfig.base.json",
    "scripts/build-app.mjs",
    ...listFolders("packages")
      .filter((folder) => !forTestsOnly.has(folder))
      .flatMap((folder) => [`${folder}/package.json`, ...listSources(`${folder}/src`)]),
  ];
  const stale = names
    .map((name) => ({ name, hash: hashFiles([...shared, ...listSources(parts[name].folder)]) }))
    .filter(({ name, hash }) => isStale(`build:${name}`, hash) || !isBuilt(parts[name]));
  if (stale.length === 0) return;
  const filters = stale.map(({ name }) => `--filter=@plumbline/${name}`);
  for (const { name } of stale) setStamp(`build:${name}`, undefined);
  await runStep({
    title: `Building ${stale.map(({ name }) => name).join(", ")}`,
    done: "Built",
    logName: "build.log",
    ...pnpm(["exec", "turbo", "run", "build", "--output-logs=new-only", "--no-update-notifier", ...filters]),
  });
  for (const { name, hash } of stale) setStamp(`build:${name}`, hash);
}

function isBuilt({ folder, proof }) {
  return existsSync(path.join(rootFolder, folder, proof));
}
