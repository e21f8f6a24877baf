import type { ProjectId } from "@plumbline/base/ids";
import { inTransaction, type Pool, type PoolClient } from "@plumbline/db/pool";

/** First half of the key of the lock; any number that no other two-part advisory lock of this database uses. */
const traceLock = 0x65766c;

/**
 * A transaction that changes what is true of a trace's evaluations. Such changes come one after the other per trace: which
 * evaluation is the newest, which are superseded and what the list shows are read and written as one. The lock is taken
 * before any row, and one transaction takes one lock, so that two of them never wait for each other. Ingest is not held up.
 */
export function inTraceTransaction<T>(
  pool: Pool,
  projectId: ProjectId,
  traceId: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1, hashtext($2::uuid::text || $3::uuid::text))", [
      traceLock,
      projectId,
      traceId,
    ]);
    return work(client);
  });
}
