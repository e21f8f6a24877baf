import { spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres";
import { freePort } from "./free-port";
import { createPool } from "./pool";
import { choosePostgresPlace, type PostgresPlace } from "./postgres-place";
import { inspectPostmaster, isAlive } from "./postmaster-pid";

let folder: string;
let place: PostgresPlace;
let port: number;
const running: EmbeddedPostgres[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "plumbline-embedded-"));
  await chmod(folder, 0o755);
  place = await choosePostgresPlace(path.join(folder, "postgres"));
  port = await freePort();
});
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ place, port, password: "secret", logFile: path.join(folder, "log") });
  running.push(server);
  return server;
}

async function query<T>(server: EmbeddedPostgres, sql: string): Promise<T[]> {
  const pool = createPool({ url: server.url("postgres"), applicationName: "test", max: 1 });
  const { rows } = await pool.query(sql);
  await pool.end();
  return rows as T[];
}

test("what was committed is there after a stop and a start", async () => {
  const first = await start();
  await query(first, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)");
  await first.stop();
  expect(await query(await start(), "SELECT n FROM kept")).toEqual([{ n: 1 }]);
});

test("it refuses a wrong password", async () => {
  const server = await start();
  const url = server.url("postgres").replace("secret", "wrong");
  const pool = createPool({ url, applicationName: "test", max: 1 });
  await expect(pool.query("SELECT 1")).rejects.toThrow(/password authentication failed/);
  await pool.end();
});

test("what was committed is there after kill -9", async () => {
  const first = await start();
  await query(first, "CREATE TABLE survived (n int); INSERT INTO survived VALUES (2)");
  process.kill(first.pid, "SIGKILL");
  await first.exited;
  expect(await query(await start(), "SELECT n FROM survived")).toEqual([{ n: 2 }]);
});

test("a lock file whose process id now belongs to another program does not stop a start, and nobody is signalled", async () => {
  const server = await start();
  await server.stop();
  const file = path.join(place.folder, "postmaster.pid");
  await writeFile(file, `${process.pid}\n${place.folder}\n0\n${port}\n\n127.0.0.1\n\nready   \n`);
  expect(await inspectPostmaster(place.folder)).toEqual({ kind: "stale", pid: process.pid, isIdTaken: true });
  expect((await start()).pid).not.toBe(process.pid);
});

test.runIf(process.platform === "linux")("a zombie is not alive", async () => {
  // The shell's child ends at once, and the shell, replaced by sleep, never collects it.
  const shell = spawn("/bin/sh", ["-c", "true & echo $!; exec sleep 30"], { stdio: ["ignore", "pipe", "ignore"] });
  const pid = await new Promise<number>((resolve) => {
    shell.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(isAlive(shell.pid ?? 0)).toBe(true);
  shell.kill("SIGKILL");
});

test("a server that an earlier launcher left running is stopped in order and replaced", async () => {
  const orphan = await start();
  running.splice(0);
  const next = await start();
  expect(isAlive(orphan.pid)).toBe(false);
  expect(await query(next, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("a port that is taken is told in PostgreSQL's own last words", async () => {
  const other = await mkdtemp(path.join(tmpdir(), "plumbline-embedded-"));
  await chmod(other, 0o755);
  await start();
  const elsewhere = await choosePostgresPlace(path.join(other, "postgres"));
  await expect(
    startEmbeddedPostgres({ place: elsewhere, port, password: "secret", logFile: path.join(other, "log") }),
  ).rejects.toThrow(/ended while starting\. Its last words: FATAL/);
  await rm(other, { recursive: true, force: true });
});

test("a cluster of another major version is refused in one sentence", async () => {
  const other = await mkdtemp(path.join(tmpdir(), "plumbline-embedded-"));
  await writeFile(path.join(other, "PG_VERSION"), "17\n");
  const options = { place: { ...place, folder: other }, port, password: "secret", logFile: path.join(folder, "log") };
  await expect(startEmbeddedPostgres(options)).rejects.toThrow(/was made by PostgreSQL 17; .* brings PostgreSQL 18/);
  expect(await readFile(path.join(other, "PG_VERSION"), "utf8")).toBe("17\n");
  await rm(other, { recursive: true, force: true });
});
