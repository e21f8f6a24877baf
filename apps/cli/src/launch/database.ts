import path from "node:path";
import { clearLeftovers, type EmbeddedPostgres, startEmbeddedPostgres } from "@plumbline/db/embedded-postgres";
import { createPool } from "@plumbline/db/pool";
import { PostgresError } from "@plumbline/db/postgres-error";
import { choosePostgresPlace, type PostgresPlace } from "@plumbline/db/postgres-place";
import type { Config } from "../config";
import { Stop } from "../stop";
import type { Installation } from "./data-folder";
import type { Running } from "./running";
import type { Part } from "./supervise";

/** The role and the database of the product. It owns its database and is no superuser. */
const ownName = "plumbline";

export interface Database {
  readonly url: string;
  /** Undefined with an external database: then there is nothing to run. */
  readonly part: Part | undefined;
  /** To be remembered, so that the next start finds the same files. */
  readonly postgresFolder: string | undefined;
  /** Sentences about where things are and why. */
  readonly notes: readonly string[];
}

/**
 * The external database of DATABASE_URL, or an embedded PostgreSQL that is yet to be started. Called when no other launcher
 * uses the data folder. Throws `Stop`.
 */
export async function chooseDatabase(config: Config, installation: Installation, password: string): Promise<Database> {
  if (config.databaseUrl !== undefined) {
    return { url: config.databaseUrl, part: undefined, postgresFolder: installation.postgresFolder, notes: [] };
  }
  const place = await preparePlace(installation.postgresFolder ?? path.join(config.dataFolder, "postgres"));
  const url = `postgres://${ownName}:${password}@127.0.0.1:${config.ports.postgres}/${ownName}`;
  return { url, part: embeddedPart(config, place, password), postgresFolder: place.folder, notes: place.notes };
}

async function preparePlace(folder: string): Promise<PostgresPlace> {
  try {
    const place = await choosePostgresPlace(folder);
    // Before the ports are looked at: a server that outlived its launcher still holds its own.
    await clearLeftovers(place.folder);
    return place;
  } catch (error) {
    if (error instanceof PostgresError) throw new Stop(error.message, { cause: error });
    throw error;
  }
}

function embeddedPart(config: Config, place: PostgresPlace, password: string): Part {
  const logFile = path.join(config.dataFolder, "logs", "postgres.log");
  let isPrepared = false;
  return {
    name: "PostgreSQL",
    logFile,
    async start() {
      const server = await startEmbeddedPostgres({ place, port: config.ports.postgres, password, logFile });
      if (!isPrepared) await prepare(server, password);
      isPrepared = true;
      return toRunning(server);
    },
    // start() resolves once connections are accepted.
    isHealthy: async () => true,
  };
}

/**
 * The URL for ingest. It copies first and merges where PostgreSQL answers that a span is there already, so that every batch
 * that is sent again would leave an error and its statement in PostgreSQL's log. What ingest cannot bear it logs itself, with
 * PostgreSQL's words; errors of all other sessions and of the server stay in PostgreSQL's own log.
 */
export function withoutExpectedErrors(url: string): string {
  const quiet = new URL(url);
  quiet.searchParams.set("options", "-c log_min_messages=fatal");
  return quiet.href;
}

function toRunning(server: EmbeddedPostgres): Running {
  return {
    pid: server.pid,
    exited: server.exited,
    stop: () => server.stop(),
    // SIGQUIT is PostgreSQL's immediate shutdown: committed work is recovered from the log at the next start.
    kill: () => void process.kill(server.pid, "SIGQUIT"),
  };
}

/** Makes role and database where they are missing, and lets the role choose what its sessions leave in PostgreSQL's log. */
async function prepare(server: EmbeddedPostgres, password: string): Promise<void> {
  const pool = createPool({
    url: server.url("postgres"),
    applicationName: "plumbline-launcher",
    max: 1,
    statementTimeoutMs: 60_000,
  });
  try {
    const { rows } = await pool.query<{ role: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS role,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS database`,
      [ownName],
    );
    // The password is base64url, so it can stand between quotes; DDL takes no parameters.
    if (!rows[0]?.role) await pool.query(`CREATE ROLE ${ownName} LOGIN PASSWORD '${password}'`);
    if (!rows[0]?.database) await pool.query(`CREATE DATABASE ${ownName} OWNER ${ownName}`);
    await pool.query(`GRANT SET ON PARAMETER log_min_messages TO ${ownName}`);
  } finally {
    await pool.end();
  }
}
