import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createTestApiKey, createTestProject } from "@plumbline/access/testing";
import type { ProjectId } from "@plumbline/base/ids";
import { startEmbeddedPostgres } from "@plumbline/db/embedded-postgres";
import { freePort } from "@plumbline/db/free-port";
import { migrate } from "@plumbline/db/migrate";
import { createPool, type Pool } from "@plumbline/db/pool";
import { choosePostgresPlace } from "@plumbline/db/postgres-place";

const rootFolder = fileURLToPath(new URL("../../..", import.meta.url));

/** A throw-away PostgreSQL with the product's own settings, durable as in production, and an ingest process on it. */
export interface BenchServer {
  readonly url: string;
  readonly databaseUrl: string;
  readonly key: string;
  readonly projectId: ProjectId;
  readonly pool: Pool;
  readonly ingestPid: number;
  readonly postgresPid: number;
  stop(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-bench-"));
  await chmod(folder, 0o755);
  const place = await choosePostgresPlace(path.join(folder, "postgres"));
  const postgres = await startEmbeddedPostgres({
    place,
    port: await freePort(),
    password: "bench",
    logFile: path.join(folder, "postgres.log"),
  });
  const databaseUrl = postgres.url("postgres");
  const pool = createPool({ url: databaseUrl, applicationName: "bench", max: 2, statementTimeoutMs: 120_000 });
  await migrate(pool);
  const projectId = await createTestProject(pool, "Benchmark");
  const { key } = await createTestApiKey(pool, projectId, ["ingest", "read"]);
  const port = await freePort();
  const ingest = spawn(process.execPath, [path.join(rootFolder, "apps/ingest/dist/main.js")], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      PLUMBLINE_OTLP_HTTP_PORT: String(port),
      PLUMBLINE_LOG_LEVEL: "warn",
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url, ingest);
  return {
    url,
    databaseUrl,
    key,
    projectId,
    pool,
    ingestPid: ingest.pid ?? 0,
    postgresPid: postgres.pid,
    async stop() {
      ingest.kill("SIGTERM");
      await once(ingest, "exit");
      await pool.end();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
      await rm(place.folder, { recursive: true, force: true });
    },
  };
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error("apps/ingest ended at once. Is it built (npm run build)?");
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(50);
  }
  throw new Error("apps/ingest did not become healthy within 10 s.");
}
