import { inTransaction, type Pool, type PoolClient } from "@plumbline/db/pool";

/** The tables that are partitioned by day on start_time. */
const partitionedTables = ["span", "trace_payload"] as const;
type PartitionedTable = (typeof partitionedTables)[number];

/** Any number, the same in every process: makers of partitions take turns. */
const partitionLock = 5_170_401;

const msPerDay = 86_400_000;

/** Whole days since the Unix epoch, UTC. */
export type DayNumber = number;

export function dayOf(ms: number): DayNumber {
  return Math.floor(ms / msPerDay);
}

/**
 * Makes the daily partitions of both span tables from `fromDay` to `toDay`, both included; answers the names of those that
 * were missing. Safe beside other processes that do the same and beside writers: rows that fell into the default partition
 * before are moved. Each partition is its own transaction that locks one default partition for a moment; where that lock is not
 * to be had within the pool's lock_timeout it throws (55P03), and spans go on falling into the default partition.
 */
export async function ensurePartitions(pool: Pool, fromDay: DayNumber, toDay: DayNumber): Promise<string[]> {
  const wanted: { table: PartitionedTable; day: DayNumber; name: string }[] = [];
  for (let day = fromDay; day <= toDay; day++) {
    for (const table of partitionedTables) wanted.push({ table, day, name: partitionName(table, day) });
  }
  const { rows } = await pool.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relname = ANY($1) AND relispartition AND relnamespace = 'public'::regnamespace",
    [wanted.map(({ name }) => name)],
  );
  const existing = new Set(rows.map((row) => row.name));
  const made: string[] = [];
  for (const { table, day, name } of wanted) {
    if (existing.has(name)) continue;
    if (await inTransaction(pool, (client) => makePartition(client, table, day))) made.push(name);
  }
  return made;
}

export function partitionName(table: PartitionedTable, day: DayNumber): string {
  return `${table}_p${isoDay(day).replaceAll("-", "")}`;
}

function isoDay(day: DayNumber): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10);
}

/** Answers false where another process was quicker. */
async function makePartition(client: PoolClient, table: PartitionedTable, day: DayNumber): Promise<boolean> {
  const name = partitionName(table, day);
  await client.query("SELECT pg_advisory_xact_lock($1)", [partitionLock]);
  const { rows } = await client.query<{ exists: boolean }>("SELECT to_regclass($1) IS NOT NULL AS exists", [name]);
  if (rows[0]?.exists) return false;
  const from = `'${isoDay(day)} 00:00:00+00'`;
  const to = `'${isoDay(day + 1)} 00:00:00+00'`;
  // Attaching takes this lock anyway. Taken first, no row can enter the default partition between the move and the attaching.
  await client.query(`LOCK TABLE ${table}_default IN ACCESS EXCLUSIVE MODE`);
  await client.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING ALL)`);
  await client.query(
    `WITH moved AS (DELETE FROM ${table}_default WHERE start_time >= ${from} AND start_time < ${to} RETURNING *)
     INSERT INTO ${name} SELECT * FROM moved`,
  );
  await client.query(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to})`);
  return true;
}

export interface PartitionWindow {
  /** Days before today in which partitions are made on demand. */
  readonly daysBack: number;
  /** Days after today that are made ahead. */
  readonly daysAhead: number;
}

/** Wide enough for clients that replay a month; bounded, because a wrong clock must not be able to make tables without end. */
export const defaultPartitionWindow: PartitionWindow = { daysBack: 35, daysAhead: 2 };

export interface PartitionKeeper {
  /**
   * Makes the partitions that spans starting on these days need, if they lie inside the window. Never fails: what could not
   * be made is told to `onError` and tried again with a later flush; until then the spans stand in the default partition.
   */
  prepare(days: ReadonlySet<DayNumber>): Promise<void>;
}

const retryAfterMs = 10_000;

export function createPartitionKeeper(
  pool: Pool,
  onError: (error: unknown) => void,
  window: PartitionWindow = defaultPartitionWindow,
): PartitionKeeper {
  const known = new Set<DayNumber>();
  let notBefore = 0;

  return {
    async prepare(days) {
      const now = Date.now();
      const today = dayOf(now);
      const missing = [...days].filter(
        (day) => !known.has(day) && day >= today - window.daysBack && day <= today + window.daysAhead,
      );
      if (missing.length === 0 || now < notBefore) return;
      const ranges = missing.map((day) => [day, day] as const);
      if (missing.includes(today)) ranges.push([today, today + window.daysAhead]);
      try {
        for (const [from, to] of ranges) {
          await ensurePartitions(pool, from, to);
          for (let day = from; day <= to; day++) known.add(day);
        }
      } catch (error) {
        notBefore = now + retryAfterMs;
        onError(error);
      }
    },
  };
}
