import type { Pool } from "@plumbline/db/pool";
import { readRows } from "../read/statement";
import { coarserThan, finestFirst, type Resolution, unitIn, unitMs } from "./metric-row";

/** What of a project's roll-ups is not up to date, how much of it was never counted at all, and what is no longer kept. */
export interface DueUnits {
  readonly minutes: ReadonlySet<number>;
  /** Due minutes without any roll-up. */
  readonly uncounted: ReadonlySet<number>;
  /** Units that are due themselves or hold a finer one that is. */
  readonly stale: Readonly<Record<Resolution, ReadonlySet<number>>>;
  /** Rows of a resolution before this time (Unix ms) are gone. */
  readonly keptFromMs: Readonly<Record<Resolution, number>>;
}

export const keepsAll: DueUnits["keptFromMs"] = { 0: -Infinity, 1: -Infinity, 2: -Infinity, 3: -Infinity };

export async function readDueUnits(pool: Pool, projectId: string): Promise<DueUnits> {
  const rows = await readRows<{ resolution: Resolution; starts: number[] | null; kept_from_ms: number | null }>(pool, {
    text: `SELECT resolution, starts, NULL::float8 AS kept_from_ms FROM metric_due WHERE project_id = $1
UNION ALL SELECT resolution, NULL, date_part('epoch', kept_from) * 1000 FROM metric_horizon WHERE project_id = $1`,
    values: [projectId],
  });
  const stale: Record<Resolution, Set<number>> = { 0: new Set(), 1: new Set(), 2: new Set(), 3: new Set() };
  const keptFromMs = { ...keepsAll };
  for (const { resolution, starts, kept_from_ms: keptFrom } of rows) {
    for (const start of starts ?? []) stale[resolution].add(start);
    if (keptFrom !== null) keptFromMs[resolution] = keptFrom;
  }
  for (const resolution of finestFirst) {
    const coarser = coarserThan(resolution);
    if (coarser === undefined) continue;
    for (const unit of stale[resolution]) stale[coarser].add(unitIn(coarser, resolution, unit));
  }
  const minutes = stale[0];
  const uncounted = minutes.size === 0 ? minutes : await findUncounted(pool, projectId, minutes, keptFromMs);
  return { minutes, uncounted, stale, keptFromMs };
}

/** A minute whose own rows are no longer kept was counted if its ten minutes, hour or day was. */
async function findUncounted(
  pool: Pool,
  projectId: string,
  minutes: ReadonlySet<number>,
  keptFromMs: DueUnits["keptFromMs"],
): Promise<Set<number>> {
  const due = [...minutes].map((minute) => {
    const resolution = finestKept(keptFromMs, minute * unitMs[0]);
    return { minute, resolution, atMs: unitIn(resolution, 0, minute) * unitMs[resolution] };
  });
  const rows = await readRows<{ minute: number }>(pool, {
    text: `SELECT due.minute FROM unnest($2::integer[], $3::smallint[], $4::float8[]) AS due(minute, resolution, at_ms)
WHERE NOT EXISTS (
  SELECT FROM metric
  WHERE project_id = $1 AND resolution = due.resolution AND at = to_timestamp(due.at_ms / 1000))`,
    values: [
      projectId,
      due.map(({ minute }) => minute),
      due.map(({ resolution }) => resolution),
      due.map(({ atMs }) => atMs),
    ],
  });
  return new Set(rows.map(({ minute }) => minute));
}

/** The finest resolution whose rows of a time are kept; days where none is. */
export function finestKept(keptFromMs: DueUnits["keptFromMs"], ms: number): Resolution {
  return finestFirst.find((resolution) => ms >= keptFromMs[resolution]) ?? 2;
}

/** Of never counted minutes, the newest so many are read live: without a worker, charts of spans lag rather than hang. */
const liveMinutesMax = 30;

/** The never counted minutes of a range: those that are read from the spans themselves, and how many are still missing. */
export function liveMinutesOf(
  { uncounted, keptFromMs }: DueUnits,
  range: { readonly from: Date; readonly to: Date },
): { readonly live: ReadonlySet<number>; readonly missing: number } {
  const inside = [...uncounted].filter(
    (minute) => (minute + 1) * unitMs[0] > range.from.getTime() && minute * unitMs[0] < range.to.getTime(),
  );
  const live = inside
    .filter((minute) => minute * unitMs[0] >= keptFromMs[0])
    .sort((a, b) => b - a)
    .slice(0, liveMinutesMax);
  return { live: new Set(live), missing: inside.length - live.length };
}
