import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { rootFolder } from "../config";
import { Stop } from "../stop";

/** Hands over to packages/bench, which brings its own PostgreSQL: a measurement never touches the data of an installation. */
export async function bench(args: readonly string[]): Promise<number> {
  const program = path.join(rootFolder, "packages/bench/dist/main.js");
  if (!existsSync(program))
    throw new Stop("The benchmarks have not been built. Run them with `npm run bench -- NAME`.");
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: rootFolder, stdio: "inherit" });
    // A Ctrl-C reaches the benchmark through the terminal; this process waits for it to clean up.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
