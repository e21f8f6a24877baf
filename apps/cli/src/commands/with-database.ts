import { createPool, type Pool } from "@plumbline/db/pool";
import { type Config, readConfig, version } from "../config";
import { openDataFolder } from "../launch/data-folder";
import { loadSecrets, type Secrets } from "../launch/secrets";
import { Stop } from "../stop";

export interface DatabaseContext {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly pool: Pool;
}

/** Runs work on the database of the running Plumbline, or of DATABASE_URL. Throws `Stop` when none answers. */
export async function withDatabase<T>(work: (context: DatabaseContext) => Promise<T>): Promise<T> {
  const config = readConfig();
  await openDataFolder(config.dataFolder, version);
  const secrets = await loadSecrets(config.dataFolder, config);
  const url = config.databaseUrl ?? ownDatabaseUrl(config, secrets);
  const pool = createPool({ url, applicationName: "plumbline-command", max: 2, statementTimeoutMs: 60_000 });
  try {
    await pool.query("SELECT 1").catch((error: Error) => {
      const advice =
        config.databaseUrl === undefined ? "Start Plumbline with `npm start` first." : "Check DATABASE_URL.";
      throw new Stop(`The database does not answer (${error.message}). ${advice}`, { cause: error });
    });
    return await work({ config, secrets, pool });
  } finally {
    await pool.end();
  }
}

/** The embedded PostgreSQL, as launch/database.ts makes it. */
export function ownDatabaseUrl(config: Config, secrets: Secrets): string {
  return `postgres://plumbline:${secrets.postgresPassword}@127.0.0.1:${config.ports.postgres}/plumbline`;
}
