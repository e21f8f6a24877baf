import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

export const rootFolder = fileURLToPath(new URL("../../..", import.meta.url));
const startTimeoutMs = 180_000;

/** What the launcher prints for a person, read by tests. */
export interface ProductFacts {
  readonly consoleUrl: string;
  readonly otlpUrl: string;
  readonly standinUrl: string;
  readonly apiKey: string;
  /** Undefined on a second start. */
  readonly signInUrl: string | undefined;
  readonly dataFolder: string;
  readonly ports: Ports;
}

export interface Ports {
  readonly console: number;
  readonly otlpHttp: number;
  readonly postgres: number;
  readonly standin: number;
  readonly worker: number;
}

export interface Product extends ProductFacts {
  /** Everything printed so far. */
  output(): string;
  readonly launcher: ChildProcess;
  /** Ctrl-C, then the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export async function freePorts(): Promise<Ports> {
  return {
    console: await freePort(),
    otlpHttp: await freePort(),
    postgres: await freePort(),
    standin: await freePort(),
    worker: await freePort(),
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === "string" ? reject(new Error("no port")) : resolve(address.port),
      );
    });
  });
}

/** Starts the built product as `npm start` does, and resolves once it says that it is running. */
export async function startProduct(dataFolder: string, ports: Ports, env: NodeJS.ProcessEnv = {}): Promise<Product> {
  const launcher = spawnLauncher(dataFolder, ports, env);
  let output = "";
  const exited = new Promise<number | null>((resolve) => launcher.once("exit", (code) => resolve(code)));
  const ready = new Promise<void>((resolve) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (output.includes("Plumbline is running") && output.includes("npm run demo")) resolve();
    };
    launcher.stdout?.on("data", hear);
    launcher.stderr?.on("data", hear);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`Plumbline did not start within ${startTimeoutMs / 1000} s:\n${output}`)),
      startTimeoutMs,
    );
  });
  const early = exited.then((code) => {
    throw new Error(`Plumbline ended with exit code ${code} while starting:\n${output}`);
  });
  await Promise.race([ready, early, late]).finally(() => clearTimeout(timer));
  early.catch(() => {});
  return {
    ...readFacts(output, dataFolder, ports),
    output: () => output,
    launcher,
    async stop(signal = "SIGINT") {
      launcher.kill(signal);
      return exited;
    },
  };
}

/** The launcher's process alone, for tests of what it says when it cannot start. */
export function spawnLauncher(dataFolder: string, ports: Ports, env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, ["apps/cli/dist/main.js", "up"], {
    cwd: rootFolder,
    env: productEnvironment(dataFolder, ports, env),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export function productEnvironment(dataFolder: string, ports: Ports, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NO_COLOR: "1",
    FORCE_COLOR: "0",
    PLUMBLINE_DATA_DIR: dataFolder,
    PLUMBLINE_CONSOLE_PORT: String(ports.console),
    PLUMBLINE_OTLP_HTTP_PORT: String(ports.otlpHttp),
    PLUMBLINE_POSTGRES_PORT: String(ports.postgres),
    PLUMBLINE_STANDIN_PORT: String(ports.standin),
    PLUMBLINE_WORKER_PORT: String(ports.worker),
    ...env,
  };
}

function readFacts(output: string, dataFolder: string, ports: Ports): ProductFacts {
  return {
    consoleUrl: find(output, /Console\s+(http\S+)/),
    otlpUrl: find(output, /OTLP endpoint\s+(http\S+)/),
    standinUrl: `http://127.0.0.1:${ports.standin}`,
    apiKey: /API key\s+(pl_\S+)/.exec(output)?.[1] ?? readFileSync(find(output, /API key\s+in (.+)/), "utf8").trim(),
    signInUrl: /(http\S+\/welcome#\S+)/.exec(output)?.[1],
    dataFolder,
    ports,
  };
}

function find(output: string, pattern: RegExp): string {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`The launcher did not print ${pattern}:\n${output}`);
  return found;
}
