import { execFileSync, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import {
  freePorts,
  type Ports,
  type Product,
  productEnvironment,
  rootFolder,
  spawnLauncher,
  startProduct,
} from "./product";

// These start Plumblines of their own, one after the other.
test.describe.configure({ mode: "serial", timeout: 180_000 });

let folder: string;
let ports: Ports;
test.beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "plumbline-launcher-"));
  await chmod(folder, 0o755);
  ports = await freePorts();
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

const dataFolder = () => path.join(folder, "data");

async function refusal(env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; output: string }> {
  const launcher = spawnLauncher(dataFolder(), ports, env);
  let output = "";
  for (const stream of [launcher.stdout, launcher.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => launcher.once("exit", resolve));
  return { code, output };
}

/** The process of a service, found among the launcher's children. */
function pidOf(product: Product, pattern: RegExp): number {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  for (const line of lines) {
    const [pid, parent, ...args] = line.trim().split(/\s+/);
    if (Number(parent) === product.launcher.pid && pattern.test(args.join(" "))) return Number(pid);
  }
  throw new Error(`No child of the launcher matches ${pattern}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function storeTrace(product: Product): Promise<number> {
  const curl = /curl[\s\S]*?(?=\n\n)/.exec(product.output())?.[0] ?? "";
  const answer = execFileSync("/bin/sh", ["-c", `${curl} -o /dev/null -w '%{http_code}'`], { encoding: "utf8" });
  return Number(answer);
}

async function countTraces(product: Product): Promise<number> {
  const response = await fetch(`${product.consoleUrl}/api/v1/traces`, {
    headers: { authorization: `Bearer ${product.apiKey}` },
  });
  return ((await response.json()) as { items: unknown[] }).items.length;
}

test("what the first start prints works: the curl stores a trace, and Ctrl-C stops in reverse order", async () => {
  const product = await startProduct(dataFolder(), ports);
  expect(await storeTrace(product)).toBe(200);
  expect(await countTraces(product)).toBe(1);
  expect(await product.stop("SIGINT")).toBe(0);
  const stopped = [...product.output().matchAll(/^ {2}(.+) stopped$/gm)].map((match) => match[1]);
  expect(stopped).toEqual(["console", "worker", "ingest", "stand-in", "PostgreSQL"]);
});

test("a second start is quick, says where the same key lies, and has kept everything", async () => {
  const before = (await readFile(path.join(dataFolder(), "secrets/api-key"), "utf8")).trim();
  const product = await startProduct(dataFolder(), ports);
  expect(product.apiKey).toBe(before);
  expect(await countTraces(product)).toBe(1);

  await test.step("a second launcher on the same data is refused", async () => {
    const { code, output } = await refusal();
    expect(code).toBe(1);
    expect(output).toContain("already running");
  });

  await test.step("a killed service comes back, with one sentence", async () => {
    process.kill(pidOf(product, /apps\/ingest\/dist/), "SIGKILL");
    await expect.poll(() => product.output()).toContain("ingest ended unexpectedly (signal SIGKILL)");
    await expect.poll(() => storeTrace(product).catch(() => 0), { timeout: 30_000 }).toBe(200);
  });

  await test.step("a killed PostgreSQL comes back, and nothing acknowledged is lost", async () => {
    process.kill(pidOf(product, /postgres.* -D /), "SIGKILL");
    await expect.poll(() => product.output()).toContain("PostgreSQL ended unexpectedly (signal SIGKILL)");
    await expect.poll(() => countTraces(product).catch(() => 0), { timeout: 60_000 }).toBe(2);
  });

  await test.step("a killed launcher leaves no service behind, and the next start recovers", async () => {
    product.launcher.kill("SIGKILL");
    const next = await startProduct(dataFolder(), ports);
    expect(await countTraces(next)).toBe(2);
    expect(await next.stop("SIGTERM")).toBe(0);
  });
});

test("npm passes SIGTERM on: when `npm start` has ended, nothing of it is left", async () => {
  const npm = spawn("npm", ["start"], {
    cwd: rootFolder,
    env: productEnvironment(dataFolder(), ports),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  npm.stderr.resume();
  await new Promise<void>((resolve, reject) => {
    npm.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      if (output.includes("npm run demo")) resolve();
    });
    npm.once("exit", () => reject(new Error(output)));
  });
  const exited = new Promise((resolve) => npm.once("exit", resolve));
  npm.kill("SIGTERM");
  await exited;
  expect(output).toContain("PostgreSQL stopped");
  for (const port of Object.values(ports)) expect(await isFree(port), `port ${port}`).toBe(true);
});

test("a port in use is named with its variable, and nothing is started", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(ports.otlpHttp, "127.0.0.1", resolve));
  const { code, output } = await refusal();
  server.close();
  expect(code).toBe(1);
  expect(output).toContain(`Port ${ports.otlpHttp} for OTLP over HTTP is in use`);
  expect(output).toContain("PLUMBLINE_OTLP_HTTP_PORT");
  expect(output).not.toMatch(/^\s+at /m);
});

test("data of a newer version is refused in one sentence", async () => {
  const file = path.join(dataFolder(), "installation.json");
  const before = await readFile(file, "utf8");
  await writeFile(file, JSON.stringify({ ...JSON.parse(before), version: "99.0.0" }));
  const { code, output } = await refusal();
  await writeFile(file, before);
  expect(code).toBe(1);
  expect(output.trim().split("\n")).toHaveLength(1);
  expect(output).toContain("newer than this");
});

test("a wrong setting is told with its name", async () => {
  const { code, output } = await refusal({ PLUMBLINE_CONSOLE_PORT: "70000" });
  expect(code).toBe(1);
  expect(output).toContain("PLUMBLINE_CONSOLE_PORT");
  expect(output).not.toMatch(/^\s+at /m);
});
