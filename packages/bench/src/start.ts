import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "@plumbline/db/free-port";

export interface StartFigures {
  readonly firstStartSeconds: number;
  readonly secondStartSeconds: number;
  readonly stopSeconds: number;
  /** Proportional set size of all processes together: shared pages are counted once. Undefined outside of Linux. */
  readonly idleMiB?: number;
  readonly idleMiBByProcess?: Readonly<Record<string, number>>;
}

const rootFolder = fileURLToPath(new URL("../../..", import.meta.url));
/** Long enough for caches of the start to be given back. */
const idleSeconds = 30;

/** Measures the launcher as `npm start` runs it, after install and build: new data, then the same data again. */
export async function run({ isJson = false }: { readonly isJson?: boolean } = {}): Promise<StartFigures> {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-bench-start-"));
  await chmod(folder, 0o755);
  try {
    const env = await environment(path.join(folder, "data"));
    const first = await start(env);
    await stop(first.launcher);
    const second = await start(env);
    await delay(idleSeconds * 1000);
    const idleMiBByProcess = await readMemory(second.launcher);
    const stopSeconds = await stop(second.launcher);
    const figures: StartFigures = {
      firstStartSeconds: first.seconds,
      secondStartSeconds: second.seconds,
      stopSeconds,
      ...(idleMiBByProcess !== undefined && {
        idleMiBByProcess,
        idleMiB: Object.values(idleMiBByProcess).reduce((sum, size) => sum + size, 0),
      }),
    };
    if (isJson) console.log(JSON.stringify({ bench: "start", ...figures }));
    else print(figures);
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function environment(dataFolder: string): Promise<NodeJS.ProcessEnv> {
  return {
    ...process.env,
    PLUMBLINE_DATA_DIR: dataFolder,
    PLUMBLINE_CONSOLE_PORT: String(await freePort()),
    PLUMBLINE_OTLP_HTTP_PORT: String(await freePort()),
    PLUMBLINE_POSTGRES_PORT: String(await freePort()),
    PLUMBLINE_STANDIN_PORT: String(await freePort()),
    PLUMBLINE_WORKER_PORT: String(await freePort()),
  };
}

async function start(env: NodeJS.ProcessEnv): Promise<{ launcher: ChildProcess; seconds: number }> {
  const startedAt = performance.now();
  const launcher = spawn(process.execPath, ["apps/cli/bootstrap.mjs", "up"], {
    cwd: rootFolder,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    let output = "";
    launcher.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (output.includes("Plumbline is running")) resolve();
    });
    launcher.once("exit", (code) => reject(new Error(`The launcher ended with exit code ${code}:\n${output}`)));
  });
  return { launcher, seconds: (performance.now() - startedAt) / 1000 };
}

async function stop(launcher: ChildProcess): Promise<number> {
  const startedAt = performance.now();
  const exited = new Promise((resolve) => launcher.once("exit", resolve));
  launcher.kill("SIGTERM");
  await exited;
  return (performance.now() - startedAt) / 1000;
}

/** MiB of each service with its own children, by name. */
async function readMemory(launcher: ChildProcess): Promise<Record<string, number> | undefined> {
  if (process.platform !== "linux" || launcher.pid === undefined) return undefined;
  const rows = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) =>
      match === null ? [] : [{ pid: Number(match[1]), parent: Number(match[2]), args: match[3] ?? "" }],
    );
  const sizes: Record<string, number> = { launcher: await readPss(launcher.pid) };
  for (const service of rows.filter(({ parent }) => parent === launcher.pid)) {
    const family = [service.pid, ...rows.filter(({ parent }) => parent === service.pid).map(({ pid }) => pid)];
    const parts = await Promise.all(family.map(readPss));
    sizes[nameOf(service.args)] = parts.reduce((sum, size) => sum + size, 0);
  }
  return sizes;
}

function nameOf(args: string): string {
  if (args.includes("stand-in")) return "stand-in";
  if (/postgres/.test(args)) return "PostgreSQL";
  return /apps\/(\w+)\/dist/.exec(args)?.[1] ?? "console";
}

/** MiB. A process of another user tells nothing to an ordinary user; PostgreSQL then runs as that user itself. */
async function readPss(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
}

function print(figures: StartFigures): void {
  const [cpu] = cpus();
  console.log(
    `Start of the built product. ${cpus().length} × ${cpu?.model ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, embedded PostgreSQL 18. Memory ${idleSeconds} s after the second start.`,
  );
  console.table({
    "first start, s": figures.firstStartSeconds.toFixed(1),
    "second start, s": figures.secondStartSeconds.toFixed(1),
    "stop, s": figures.stopSeconds.toFixed(1),
    ...(figures.idleMiB === undefined ? {} : { "memory when idle, MiB": figures.idleMiB.toFixed(0) }),
    ...Object.fromEntries(
      Object.entries(figures.idleMiBByProcess ?? {}).map(([name, size]) => [`  ${name}, MiB`, size.toFixed(0)]),
    ),
  });
}
