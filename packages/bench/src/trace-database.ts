import { chmod, mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import path from "node:path";
import { startEmbeddedPostgres } from "@plumbline/db/embedded-postgres";
import { freePort } from "@plumbline/db/free-port";
import { migrate } from "@plumbline/db/migrate";
import { createPool, type Pool } from "@plumbline/db/pool";
import { choosePostgresPlace } from "@plumbline/db/postgres-place";

export interface ReadDatabase {
  readonly pool: Pool;
  stop(): Promise<void>;
}

/** A throw-away PostgreSQL with the product's own settings and schema, for measuring reads. */
export async function startReadDatabase(): Promise<ReadDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-bench-"));
  await chmod(folder, 0o755);
  const place = await choosePostgresPlace(path.join(folder, "postgres"));
  const logFile = path.join(folder, "postgres.log");
  const postgres = await startEmbeddedPostgres({ place, port: await freePort(), password: "bench", logFile });
  const url = postgres.url("postgres");
  const pool = createPool({ url, applicationName: "bench", max: 4, statementTimeoutMs: 600_000 });
  await migrate(pool);
  return {
    pool,
    async stop() {
      await pool.end();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
      await rm(place.folder, { recursive: true, force: true });
    },
  };
}

export function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} × ${cpu?.model ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, embedded PostgreSQL 18`;
}

export interface Timing {
  /** What the work itself costs where other programs take the machine's time in between. */
  readonly msMin: number;
  readonly msP50: number;
  readonly msP95: number;
  readonly runs: number;
}

/** Runs work a few times unmeasured, then `runs` times one after the other. */
export async function timed(runs: number, work: (run: number) => Promise<unknown>): Promise<Timing> {
  for (let run = 0; run < Math.min(5, runs); run++) await work(run);
  const latencies: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work(run);
    latencies.push(performance.now() - started);
  }
  latencies.sort((a, b) => a - b);
  const at = (share: number) => round(latencies[Math.min(runs - 1, Math.floor(share * runs))] ?? 0);
  return { msMin: at(0), msP50: at(0.5), msP95: at(0.95), runs };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
