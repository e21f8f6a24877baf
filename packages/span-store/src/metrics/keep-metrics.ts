import { msPerDay } from "@plumbline/base/time";
import { inTransaction, type Pool } from "@plumbline/db/pool";
import { finestFirst, type Resolution, unitMs } from "./metric-row";

/** How many days the rows of each length are kept. */
export interface MetricRetention {
  readonly minuteDays: number;
  readonly tenMinuteDays: number;
  readonly hourDays: number;
  readonly dayDays: number;
}

/**
 * A busy project has some hundred rows per minute. Charts of the last day are read from ten minutes, of a month from days; a range
 * may be 400 days long.
 */
export const defaultMetricRetention: MetricRetention = {
  minuteDays: 8,
  tenMinuteDays: 35,
  hourDays: 400,
  dayDays: 1_600,
};

/** One transaction deletes so many rows, so that it never holds much up. */
const rowsPerDelete = 5_000;
const tables = ["metric", "metric_error"] as const;

/**
 * Deletes what was passed by the horizon of an earlier run, and moves the horizons on: readers that began before never miss a row.
 * Rows that are still needed to make coarser ones stay. Answers how many rows were deleted.
 */
export async function keepMetrics(
  pool: Pool,
  retention: MetricRetention,
  now: () => number = Date.now,
): Promise<number> {
  const { rows: horizons } = await pool.query<{ project_id: string; resolution: Resolution; kept_from: Date }>(
    "SELECT project_id, resolution, kept_from FROM metric_horizon",
  );
  let deleted = 0;
  for (const { project_id: projectId, resolution, kept_from: keptFrom } of horizons) {
    for (const table of tables) deleted += await deleteBefore(pool, table, projectId, resolution, keptFrom);
  }
  const days: Readonly<Record<Resolution, number>> = {
    0: retention.minuteDays,
    3: retention.tenMinuteDays,
    1: retention.hourDays,
    2: retention.dayDays,
  };
  for (const projectId of await projectsWithMetrics(pool)) {
    for (const resolution of finestFirst) {
      const keptFromMs = (Math.floor(now() / msPerDay) - days[resolution]) * msPerDay;
      await moveHorizon(pool, projectId, resolution, keptFromMs);
    }
  }
  return deleted;
}

async function deleteBefore(
  pool: Pool,
  table: (typeof tables)[number],
  projectId: string,
  resolution: Resolution,
  keptFrom: Date,
): Promise<number> {
  for (let deleted = 0; ; ) {
    const { rowCount } = await pool.query(
      `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM ${table} WHERE project_id = $1 AND resolution = $2 AND at < $3 LIMIT ${rowsPerDelete}))`,
      [projectId, resolution, keptFrom.toISOString()],
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < rowsPerDelete) return deleted;
  }
}

/** One look at the index per project, however many rows it has. */
async function projectsWithMetrics(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ project_id: string }>(`WITH RECURSIVE found AS (
  (SELECT project_id FROM metric ORDER BY project_id LIMIT 1)
  UNION ALL
  SELECT (SELECT project_id FROM metric WHERE project_id > found.project_id ORDER BY project_id LIMIT 1)
  FROM found WHERE found.project_id IS NOT NULL
)
SELECT project_id FROM found WHERE project_id IS NOT NULL`);
  return rows.map((row) => row.project_id);
}

/** Under the lock of the worker that counts, so that nothing is due there when the horizon passes. */
async function moveHorizon(pool: Pool, projectId: string, resolution: Resolution, keptFromMs: number): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows: locks } = await client.query<{ isMine: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('roll-up ' || $1, 0)) AS "isMine"`,
      [projectId],
    );
    if (locks[0]?.isMine !== true) return;
    const { rows: due } = await client.query<{ resolution: Resolution; starts: number[] }>(
      "SELECT resolution, starts FROM metric_due WHERE project_id = $1",
      [projectId],
    );
    // A coarser unit that is due will be made from the rows of this resolution.
    if (due.some((note) => note.starts.some((start) => start * unitMs[note.resolution] < keptFromMs))) return;
    await client.query(
      `INSERT INTO metric_horizon (project_id, resolution, kept_from) VALUES ($1, $2, $3)
ON CONFLICT (project_id, resolution) DO UPDATE SET kept_from = greatest(metric_horizon.kept_from, excluded.kept_from)`,
      [projectId, resolution, new Date(keptFromMs).toISOString()],
    );
  });
}
