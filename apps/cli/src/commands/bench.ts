import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { rootFolder } from "../config";
import { Stop } from "../stop";

/** Hands over to packages/bench, which brings its own PostgreSQL: a measurement never touches the data of an installation. */
export function bench(args: readonly string[]): Promise<number> {
  return handOver("main.js", "npm run bench -- NAME", args);
}

/** Needs no database and nothing that runs: it asks a model only. */
export function judgeBench(args: readonly string[]): Promise<number> {
  return handOver("judge-bench.js", "npm run judge:bench -- --endpoint URL --model NAME", args);
}

async function handOver(file: string, usage: string, args: readonly string[]): Promise<number> {
  const program = path.join(rootFolder, "packages/bench/dist", file);
  if (!existsSync(program)) throw new Stop(`The benchmarks have not been built. Run them with \`${usage}\`.`);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: rootFolder, stdio: "inherit" });
    // This process waits for the benchmark to clean up. One sent to this process alone is passed on; a Ctrl-C in the terminal
    // has reached the benchmark by itself, which bears to hear of it twice.
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
