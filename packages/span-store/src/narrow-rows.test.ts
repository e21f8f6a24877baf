import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { defaultMigrationFolder, migrate, readMigrations } from "@plumbline/db/migrate";
import { createPool } from "@plumbline/db/pool";
import { useTestDatabase } from "@plumbline/db/testing";
import { expect, test } from "vitest";
import { dayOf, ensurePartitions, partitionName } from "./partitions";

const database = await useTestDatabase();

/** The migrations before this one, as a folder of their own. */
async function folderBefore(name: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-migrations-"));
  for (const migration of await readMigrations()) {
    if (migration.name >= name) break;
    await cp(path.join(defaultMigrationFolder, migration.name), path.join(folder, migration.name), { recursive: true });
  }
  return folder;
}

test("spans that were stored before their columns moved are the same rows afterwards, in their partitions", async () => {
  const admin = createPool({ url: database.url, applicationName: "test", max: 1 });
  await admin.query("CREATE DATABASE before_narrow_rows TEMPLATE template0");
  await admin.end();
  const url = new URL(database.url);
  url.pathname = "/before_narrow_rows";
  const pool = createPool({ url: url.href, applicationName: "test", max: 2 });
  try {
    await migrate(pool, await folderBefore("20261123000700_narrow_rows"));
    const today = dayOf(Date.now());
    await ensurePartitions(pool, today - 1, today);
    // Two days with a partition, one without; values that differ in every column, and nulls.
    await pool.query(
      `INSERT INTO span (project_id, trace_id, span_id, parent_span_id, start_time, start_time_ns, duration_ns, name, service, kind,
         otel_kind, status, model, input_tokens, ttft_ms, session_id, error_message, attribute_count, flags, content_hash,
         normaliser, cost, price_id)
       SELECT gen_random_uuid(), gen_random_uuid(), n, nullif(n % 5, 0), to_timestamp($1::float8 * 86400) - (n % 3) * interval '1 day',
         n % 1000, nullif(n % 7, 0) * 1000, 'span ' || n, 'service', n % 9, 1, n % 3, CASE WHEN n % 4 = 0 THEN 'qwen-max' END,
         nullif(n % 6, 0), n / 3.0, 'session ' || n % 10, CASE WHEN n % 3 = 2 THEN 'failed' END, n % 50, 0, n * 7, 1,
         CASE WHEN n % 4 = 0 THEN n / 1e6 END, 'list@1'
       FROM generate_series(1, 300) AS n`,
      [today],
    );
    const read = () =>
      pool.query("SELECT tableoid::regclass::text AS partition, to_jsonb(span) AS row FROM span ORDER BY span_id");
    const { rows: before } = await read();
    await migrate(pool);
    const { rows: after } = await read();
    expect(after).toEqual(before);
    expect(new Set(after.map(({ partition }) => partition))).toEqual(
      new Set([partitionName("span", today - 1), partitionName("span", today), "span_default"]),
    );
    const { rows } = await pool.query<{ indexes: number }>(
      "SELECT count(*)::int AS indexes FROM pg_index WHERE indrelid = $1::regclass",
      [partitionName("span", today)],
    );
    expect(rows[0]?.indexes).toBe(2);
    await expect(pool.query("INSERT INTO span SELECT * FROM span LIMIT 1")).rejects.toThrow(/duplicate key/);
  } finally {
    await pool.end();
    await database.pool.query("DROP DATABASE before_narrow_rows WITH (FORCE)");
  }
});
