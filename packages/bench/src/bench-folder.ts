import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { startEmbeddedPostgres } from "@plumbline/db/embedded-postgres";
import { freePort } from "@plumbline/db/free-port";
import { migrate } from "@plumbline/db/migrate";
import { createPool, type Pool } from "@plumbline/db/pool";
import { choosePostgresPlace } from "@plumbline/db/postgres-place";

export const benchFolderDefault = ".plumbline-bench";

/** What a folder was asked to hold, and how much of it stands. */
export interface SeedState {
  readonly spans: number;
  readonly days: number;
  /** Start of the traces' range and its end, exclusive; ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly projectId: string;
  /** An API key that may read the project. */
  readonly key: string;
  /** Blocks of traces written, from the first. */
  readonly blocksWritten: number;
  readonly isDone: boolean;
}

export interface BenchFolder {
  readonly pool: Pool;
  readonly postgresPid: number;
  stop(): Promise<void>;
}

const stateFile = (folder: string) => path.join(folder, "seed.json");

/** Undefined where nothing was seeded. */
export async function readSeedState(folder: string): Promise<SeedState | undefined> {
  if (!existsSync(stateFile(folder))) return undefined;
  return JSON.parse(await readFile(stateFile(folder), "utf8")) as SeedState;
}

/** Whole or not at all: a run may be killed at any moment. */
export async function writeSeedState(folder: string, state: SeedState): Promise<void> {
  const unfinished = `${stateFile(folder)}.new`;
  await writeFile(unfinished, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, stateFile(folder));
}

/** Starts the durable PostgreSQL of a folder, with the product's own settings and schema. */
export async function openBenchFolder(folder: string, connections = 6): Promise<BenchFolder> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const place = await choosePostgresPlace(path.resolve(folder, "postgres"));
  for (const note of place.notes) console.log(note);
  const logFile = path.resolve(folder, "postgres.log");
  const postgres = await startEmbeddedPostgres({ place, port: await freePort(), password: "bench", logFile });
  const url = postgres.url("postgres");
  const pool = createPool({ url, applicationName: "bench", max: connections, statementTimeoutMs: 600_000 });
  try {
    await migrate(pool);
  } catch (error) {
    await pool.end();
    await postgres.stop();
    throw error;
  }
  return {
    pool,
    postgresPid: postgres.pid,
    async stop() {
      await pool.end();
      await postgres.stop();
    },
  };
}
