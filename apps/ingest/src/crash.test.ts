import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createTestApiKey, createTestProject } from "@plumbline/access/testing";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@plumbline/db/embedded-postgres";
import { freePort } from "@plumbline/db/free-port";
import { migrate } from "@plumbline/db/migrate";
import { createPool } from "@plumbline/db/pool";
import { choosePostgresPlace } from "@plumbline/db/postgres-place";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { exportRequest, jsonSpan } from "./testing";

const folder = await mkdtemp(path.join(tmpdir(), "plumbline-crash-"));
await chmod(folder, 0o755);
const place = await choosePostgresPlace(path.join(folder, "postgres"));
const postgresPort = await freePort();
const ingestPort = await freePort();
const program = path.join(folder, "main.js");
const running = new Set<ChildProcess>();
let postgres = await startPostgres();
const pool = createPool({ url: postgres.url("postgres"), applicationName: "test", max: 2 });
await migrate(pool);
const projectId = await createTestProject(pool);
const { key } = await createTestApiKey(pool, projectId, ["ingest"]);
await bundle();

afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await Promise.all([postgres.stop(), pool.end()]);
  await rm(folder, { recursive: true, force: true });
  await rm(place.folder, { recursive: true, force: true });
});

/** Durable as in production: what is acknowledged must survive because of fsync, not by luck. */
function startPostgres(): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({
    place,
    port: postgresPort,
    password: "test",
    logFile: path.join(folder, "postgres.log"),
  });
}

async function bundle(): Promise<void> {
  await writeFile(path.join(folder, "package.json"), '{ "type": "module" }');
  await build({
    entryPoints: ["main.ts", "compress.ts"].map((name) => fileURLToPath(new URL(name, import.meta.url))),
    outdir: path.dirname(program),
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["embedded-postgres", "pg-native"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "error",
  });
}

const url = `http://127.0.0.1:${ingestPort}`;

async function startIngestProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      DATABASE_URL: postgres.url("postgres"),
      PLUMBLINE_OTLP_HTTP_PORT: String(ingestPort),
      PLUMBLINE_LOG_LEVEL: "silent",
    },
    stdio: "inherit",
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  await expect.poll(health, { timeout: 15_000 }).toBe(200);
  return child;
}

async function health(): Promise<number> {
  const response = await fetch(`${url}/health`).catch(() => undefined);
  return response?.status ?? 0;
}

let lastSpan = 0;

/** Forty traces, so that most flushes meet traces that exist. */
function traceIdOf(number: number): string {
  return `${number % 40}`.padStart(32, "7");
}

function post(...numbers: readonly number[]): Promise<Response> {
  return fetch(`${url}/v1/traces`, {
    method: "POST",
    body: exportRequest(...numbers.map((number) => jsonSpan(number, { traceId: traceIdOf(number) }))),
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
  });
}

/** Eight senders that go on until `stopWhen` says so; answers the numbers of the spans that were acknowledged. */
async function sendUntil(stopWhen: (acknowledged: number) => boolean, onProgress: (acknowledged: number) => void) {
  const acknowledged: number[] = [];
  let isOver = false;
  const sender = async () => {
    while (!isOver) {
      const numbers = Array.from({ length: 5 }, () => ++lastSpan);
      const response = await post(...numbers).catch(() => undefined);
      if (response?.status === 200) acknowledged.push(...numbers);
      else if (response !== undefined) expect(response.status).toBe(503);
      onProgress(acknowledged.length);
      isOver ||= stopWhen(acknowledged.length) || response === undefined;
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  return acknowledged;
}

async function missingOf(acknowledged: readonly number[]): Promise<number[]> {
  const { rows } = await pool.query<{ name: string }>("SELECT name FROM span WHERE project_id = $1", [projectId]);
  const stored = new Set(rows.map(({ name }) => Number(name.slice("span ".length))));
  return acknowledged.filter((number) => !stored.has(number));
}

/** The invariant that a half-done flush would break: every trace row counts exactly the spans that are stored. */
async function wrongTraces(): Promise<unknown[]> {
  const { rows } = await pool.query(
    `SELECT trace_id FROM trace FULL JOIN
       (SELECT project_id, trace_id, count(*) AS stored FROM span GROUP BY 1, 2) AS spans USING (project_id, trace_id)
     WHERE stored IS DISTINCT FROM span_count`,
  );
  return rows;
}

test("kill -9 of ingest under load loses no acknowledged span, three times over", async () => {
  for (let round = 1; round <= 3; round++) {
    const child = await startIngestProcess();
    const acknowledged = await sendUntil(
      () => child.killed,
      (count) => {
        if (count >= 200 * round) child.kill("SIGKILL");
      },
    );
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    expect(acknowledged.length).toBeGreaterThan(150);
    expect(await missingOf(acknowledged)).toEqual([]);
    expect(await wrongTraces()).toEqual([]);
  }
}, 90_000);

test("a crash of PostgreSQL under load loses no acknowledged span; ingest says 503 and recovers by itself", async () => {
  const child = await startIngestProcess();
  let isCrashed = false;
  const acknowledged = await sendUntil(
    () => isCrashed,
    (count) => {
      if (count < 300 || isCrashed) return;
      isCrashed = true;
      process.kill(postgres.pid, "SIGKILL");
    },
  );
  await postgres.exited;
  const refused = await post(++lastSpan);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(await refused.json()).toMatchObject({ code: 14, message: expect.stringContaining("send it again") });
  await expect.poll(health).toBe(503);

  postgres = await startPostgres();
  await expect.poll(health, { timeout: 15_000 }).toBe(200);
  expect(await missingOf(acknowledged)).toEqual([]);
  const again = ++lastSpan;
  expect((await post(again)).status).toBe(200);
  expect(await missingOf([again])).toEqual([]);
  expect(await wrongTraces()).toEqual([]);
  expect(child.exitCode).toBeNull();
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
}, 90_000);

test("SIGTERM answers what is in flight, takes nothing new, and ends within ten seconds", async () => {
  const child = await startIngestProcess();
  // Holds a trace's row, so that the request is in flight when the signal comes.
  const first = ++lastSpan;
  await post(first);
  const holder = await pool.connect();
  await holder.query("BEGIN");
  await holder.query("SELECT 1 FROM trace WHERE trace_id = $1 FOR UPDATE", [traceIdOf(first)]);
  lastSpan += 40;
  const second = lastSpan;
  const inFlight = post(second);
  await expect
    .poll(async () => {
      const { rowCount } = await pool.query(
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'plumbline-ingest' AND wait_event_type = 'Lock'",
      );
      return rowCount;
    })
    .toBe(1);
  const signalledAt = Date.now();
  child.kill("SIGTERM");
  await expect
    .poll(() =>
      post(++lastSpan).then(
        (response) => response.status,
        () => "refused",
      ),
    )
    .toBe("refused");
  await holder.query("COMMIT");
  holder.release();
  expect((await inFlight).status).toBe(200);
  if (child.exitCode === null) await once(child, "exit");
  expect(child.exitCode).toBe(0);
  expect(Date.now() - signalledAt).toBeLessThan(10_000);
  expect(await missingOf([first, second])).toEqual([]);
}, 60_000);
