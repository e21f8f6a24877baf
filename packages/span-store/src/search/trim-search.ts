import { inTransaction, type Pool } from "@plumbline/db/pool";

/**
 * Deletes index entries of which every trace is gone, and attribute paths that were last seen before the oldest trace there
 * is: what makes traces go, by retention or by hand, need not know of the index. Answers how many segments were deleted.
 */
export async function trimSearch(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ project_id: string; oldest: Date }>(
    `SELECT project_id, coalesce(
  (SELECT min(start_time) FROM trace WHERE trace.project_id = search_state.project_id), indexed_through) AS oldest
FROM search_state`,
  );
  let deleted = 0;
  for (const { project_id: projectId, oldest } of rows) {
    deleted += await inTransaction(pool, async (client) => {
      const { rows: gone } = await client.query<{ segment_id: string }>(
        "DELETE FROM search_segment WHERE project_id = $1 AND to_time < $2 RETURNING segment_id",
        [projectId, oldest.toISOString()],
      );
      if (gone.length === 0) return 0;
      const segmentIds = gone.map((row) => row.segment_id);
      for (const table of ["search_number", "search_text"]) {
        await client.query(`DELETE FROM ${table} WHERE project_id = $1 AND segment_id = ANY ($2::uuid[])`, [
          projectId,
          segmentIds,
        ]);
      }
      await client.query("DELETE FROM attribute_key WHERE project_id = $1 AND last_seen < $2", [
        projectId,
        oldest.toISOString(),
      ]);
      return gone.length;
    });
  }
  return deleted;
}
