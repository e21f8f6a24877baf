import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { rootFolder } from "../config";
import { type Counts, countPlaywright, countVitest } from "./report-counts";

export type { Counts };

export function addCounts(left: Counts, right: Counts): Counts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

/** Format and lint, counted as one test. */
export async function runBiome(): Promise<Counts> {
  heading("Format and lint (Biome)");
  return oneTest(await run(bin("biome"), ["check", "--error-on-warnings", "--diagnostic-level=warn", "."]));
}

/** The types of each workspace package, counted as one test each; two compilers at a time. */
export async function runTypes(): Promise<Counts> {
  heading("Types (tsc)");
  const waiting = listProjects();
  let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const work = async (): Promise<void> => {
    for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
      const code = await run(bin("tsc"), ["--noEmit", "--pretty", "-p", project]);
      console.log(`  ${code === 0 ? "ok" : "FAILED"} ${project}`);
      counts = addCounts(counts, oneTest(code));
    }
  };
  await Promise.all([work(), work()]);
  return counts;
}

/** Repository checks, unit and integration tests. */
export async function runVitest(reportFile: string): Promise<Counts> {
  heading("Repository checks, unit and integration tests (Vitest)");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const code = await run(bin("vitest"), ["run", ...reporters]);
  return countVitest(await readReport(reportFile), code);
}

/** What `npm start` runs, so that the browser meets the product as users do. */
export async function runBuild(): Promise<Counts> {
  heading("Build");
  return oneTest(await run(process.execPath, ["apps/cli/bootstrap.mjs", "build"]));
}

/** The product in a browser, started by its own launcher. */
export async function runPlaywright(reportFile: string): Promise<Counts> {
  heading("End to end (Playwright)");
  const program = path.join(rootFolder, "packages/e2e/node_modules/@playwright/test/cli.js");
  const code = await run(process.execPath, [program, "test", "--reporter=list,json"], {
    cwd: path.join(rootFolder, "packages/e2e"),
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile },
  });
  return countPlaywright(await readReport(reportFile), code);
}

function heading(title: string): void {
  console.log(`\n${title} …`);
}

function oneTest(code: number): Counts {
  return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function bin(name: string): string {
  return path.join(rootFolder, "node_modules/.bin", process.platform === "win32" ? `${name}.cmd` : name);
}

function listProjects(): string[] {
  const folders = ["apps", "packages", "examples"].flatMap((parent) =>
    readdirSync(path.join(rootFolder, parent)).map((name) => `${parent}/${name}`),
  );
  return [...folders, "scripts"].filter((folder) => existsSync(path.join(rootFolder, folder, "tsconfig.json"))).sort();
}

async function readReport(file: string): Promise<unknown> {
  return existsSync(file) ? JSON.parse(await readFile(file, "utf8")) : undefined;
}

function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<number> {
  const { NODE_ENV: _, ...inherited } = process.env;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? rootFolder,
      env: { ...inherited, CI: "1", ...options.env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.once("error", (error) => {
      console.error(`${path.basename(command)} cannot be run: ${error.message}`);
      resolve(127);
    });
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
