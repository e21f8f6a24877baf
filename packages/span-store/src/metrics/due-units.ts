import type { Pool } from "@plumbline/db/pool";
import { readRows } from "../read/statement";
import { type Resolution, unitMs } from "./metric-row";

/** What of a project's roll-ups is not up to date, and how much of it was never counted at all. */
export interface DueUnits {
  readonly minutes: ReadonlySet<number>;
  /** Due minutes without any roll-up. */
  readonly uncounted: ReadonlySet<number>;
  /** Hours and days that hold a due minute or have to be made again themselves. */
  readonly staleHours: ReadonlySet<number>;
  readonly staleDays: ReadonlySet<number>;
}

export async function readDueUnits(pool: Pool, projectId: string): Promise<DueUnits> {
  const rows = await readRows<{ resolution: Resolution; starts: number[] }>(pool, {
    text: "SELECT resolution, starts FROM metric_due WHERE project_id = $1",
    values: [projectId],
  });
  const due: Record<Resolution, Set<number>> = { 0: new Set(), 1: new Set(), 2: new Set() };
  for (const { resolution, starts } of rows) for (const start of starts) due[resolution].add(start);
  const staleHours = new Set(due[1]);
  for (const minute of due[0]) staleHours.add(Math.floor(minute / 60));
  const staleDays = new Set(due[2]);
  for (const hour of staleHours) staleDays.add(Math.floor(hour / 24));
  const uncounted = due[0].size === 0 ? due[0] : await findUncounted(pool, projectId, due[0]);
  return { minutes: due[0], uncounted, staleHours, staleDays };
}

async function findUncounted(pool: Pool, projectId: string, minutes: ReadonlySet<number>): Promise<Set<number>> {
  const rows = await readRows<{ minute: number }>(pool, {
    text: `SELECT due.minute FROM unnest($2::integer[]) AS due(minute)
WHERE NOT EXISTS (
  SELECT FROM metric WHERE project_id = $1 AND resolution = 0 AND at = to_timestamp(due.minute::float8 * ${unitMs[0] / 1000}))`,
    values: [projectId, [...minutes]],
  });
  return new Set(rows.map(({ minute }) => minute));
}
