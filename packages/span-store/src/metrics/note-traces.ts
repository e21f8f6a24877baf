import type { Pool, PoolClient } from "@plumbline/db/pool";

/** Notes every minute in which the project has a trace, for rows that did not come through the writer. For tests and seeds. */
export async function noteTraces(client: Pool | PoolClient, projectId: string): Promise<void> {
  await client.query(
    `INSERT INTO metric_due (project_id, starts)
SELECT $1, array_agg(DISTINCT floor(date_part('epoch', start_time) / 60)::integer) FROM trace WHERE project_id = $1`,
    [projectId],
  );
}
