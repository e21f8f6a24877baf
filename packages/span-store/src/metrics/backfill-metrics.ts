import { msPerDay } from "@plumbline/base/time";
import { inTransaction, type Pool, type PoolClient } from "@plumbline/db/pool";

/** Older traces wait while so many minutes of a project are due: what comes in is counted first. */
const dueMinutesMax = 1_500;

export interface BackfillStep {
  readonly projectId: string;
  /** Traces that began on this day were noted; undefined: all were noted before, and the project is done. */
  readonly day: string | undefined;
}

interface Row {
  readonly project_id: string;
  readonly before: Date;
}

/**
 * Notes the traces of one more day of each project that has traces from before its roll-ups knew all they know now, newest first.
 * They are counted as if they had just come in. Stopped and started at will: how far it is stands in `metric_backfill`.
 */
export async function backfillMetrics(pool: Pool): Promise<BackfillStep[]> {
  const { rows } = await pool.query<Row>("SELECT project_id, before FROM metric_backfill");
  const steps: BackfillStep[] = [];
  for (const { project_id: projectId } of rows) {
    const step = await inTransaction(pool, (client) => noteOneDay(client, projectId));
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

async function noteOneDay(client: PoolClient, projectId: string): Promise<BackfillStep | undefined> {
  const { rows: locked } = await client.query<Row>(
    "SELECT project_id, before FROM metric_backfill WHERE project_id = $1 FOR UPDATE SKIP LOCKED",
    [projectId],
  );
  const before = locked[0]?.before;
  if (before === undefined) return undefined;
  const { rows: due } = await client.query<{ minutes: number }>(
    "SELECT coalesce(sum(cardinality(starts)), 0)::int AS minutes FROM metric_due WHERE project_id = $1",
    [projectId],
  );
  if ((due[0]?.minutes ?? 0) > dueMinutesMax) return undefined;
  const { rows: newest } = await client.query<{ at: Date | null }>(
    "SELECT max(start_time) AS at FROM trace WHERE project_id = $1 AND start_time < $2",
    [projectId, before.toISOString()],
  );
  const at = newest[0]?.at ?? null;
  if (at === null) {
    await client.query("DELETE FROM metric_backfill WHERE project_id = $1", [projectId]);
    return { projectId, day: undefined };
  }
  const day = new Date(Math.floor(at.getTime() / msPerDay) * msPerDay).toISOString();
  await client.query(
    `INSERT INTO metric_due (project_id, starts)
SELECT $1, array_agg(DISTINCT floor(date_part('epoch', start_time) / 60)::integer)
FROM trace WHERE project_id = $1 AND start_time >= $2 AND start_time < $3`,
    [projectId, day, before.toISOString()],
  );
  await client.query("UPDATE metric_backfill SET before = $2 WHERE project_id = $1", [projectId, day]);
  return { projectId, day: day.slice(0, 10) };
}
