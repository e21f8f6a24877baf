import pg from "pg";

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

/**
 * bigint (oid 20) arrives as BigInt: span ids use all 64 bits. Set on the pool and not on the whole of pg, because Prisma's
 * adapter shares these connections and parses bigint itself.
 */
const parsers = new pg.TypeOverrides();
parsers.setTypeParser(pg.types.builtins.INT8, (text) => BigInt(text));

export interface PoolOptions {
  readonly url: string;
  readonly max?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Every statement is cut off here; 5 s for reads, 15 s for ingest. */
  readonly statementTimeoutMs?: number;
}

/** The only place where a pg pool is made. An idle client's error is logged by the listener, never thrown. */
export function createPool(options: PoolOptions, onError: (error: Error) => void = () => {}): Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    application_name: options.applicationName,
    statement_timeout: options.statementTimeoutMs ?? 5_000,
    lock_timeout: 2_000,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    types: parsers,
  });
  pool.on("error", onError);
  // A connection that dies while it is lent out also says so as an event, which ends the process when nobody listens. Whoever
  // borrowed it learns of it from its query.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Runs work in one transaction and gives the client back; rolls back on any error and rethrows it. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
