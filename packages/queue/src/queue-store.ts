import type { Pool } from "@plumbline/db/pool";
import { assertSchemaCompatibility, LATEST_SCHEMA_VERSION, runMigrations, SchemaMigrationRequiredError } from "bullmq";

/**
 * BullMQ's tables live in a PostgreSQL schema of their own, beside ours in `public`: nothing collides, and dropping it
 * loses no evaluation. With a pool of ours BullMQ always looks there.
 */
export const queueSchema = "bullmq";

/**
 * Makes or updates BullMQ's tables. Safe to call from several processes at once (advisory lock, one transaction), and
 * cheap when nothing is to do. The database user needs CREATE on the database the first time and owns the schema from
 * then on; where the launcher's user differs from the apps', it calls this and grants USAGE.
 */
export async function prepareQueueStore(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    if (await isCurrent(client)) return;
    await client.query("SET statement_timeout = 0; SET lock_timeout = 0");
    await runMigrations(client, queueSchema);
  } finally {
    // The settings end with the session.
    client.release(true);
  }
}

async function isCurrent(client: Parameters<typeof assertSchemaCompatibility>[0]): Promise<boolean> {
  try {
    return (await assertSchemaCompatibility(client, queueSchema)) >= LATEST_SCHEMA_VERSION;
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return false;
    throw error;
  }
}
