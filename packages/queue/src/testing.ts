import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@plumbline/db/free-port";

export interface TestRedis {
  readonly url: string;
  /** Runs a command of redis-cli. */
  command(...words: string[]): void;
  stop(): Promise<void>;
}

/** Why tests with Redis cannot run on this machine; undefined: they can. */
export const noRedis: string | undefined = findRedisServer() ? undefined : "no redis-server was found on this machine";

/** A throw-away Redis on a free port, or on the one that is given. For tests. */
export async function startTestRedis(givenPort?: number): Promise<TestRedis> {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-redis-"));
  const port = givenPort ?? (await freePort());
  const server = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]);
  const exited = new Promise((resolve) => server.once("exit", resolve));
  while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    url: `redis://127.0.0.1:${port}`,
    command: (...words) => void execFileSync("redis-cli", ["-p", String(port), ...words], { stdio: "ignore" }),
    async stop() {
      server.kill();
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function findRedisServer(): boolean {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.end();
      resolve(true);
    });
  });
}
