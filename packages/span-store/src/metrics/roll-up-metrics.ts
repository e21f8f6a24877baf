import { inTransaction, type Pool, type PoolClient } from "@plumbline/db/pool";
import { countTraces } from "./count-traces";
import { foldRareNames, type Resolution, unitMs } from "./metric-row";
import { replaceMetrics, type UnitRows } from "./replace-metrics";
import {
  coarserErrorsStatement,
  coarserStatement,
  errorFromRow,
  type KeyRow,
  metricFromRow,
  type StoredError,
  type SumRow,
} from "./select-metrics";

export interface MetricsRollUp {
  /** One round: counts what is due and may be counted now. Answers how many minutes, hours and days it counted. */
  run(): Promise<number>;
}

/**
 * Unchanged units wait no longer than this after their last count: a minute that is still being written is counted again every
 * few seconds, or less often where that takes long; hours and days are read from finer rows until they are counted.
 */
const waitMs: Readonly<Record<Resolution, number>> = { 0: 4_500, 1: 60_000, 2: 600_000 };
/** Counting may take a twentieth of one processor. */
const waitPerWork = 20;
const waitMsMax = 120_000;
/** Minutes of one transaction; the others of a project wait for the next one. */
const unitsPerRunMax: Readonly<Record<Resolution, number>> = { 0: 60, 1: 24, 2: 7 };
const statementTimeoutMs = 60_000;
const rememberedMax = 20_000;

/**
 * Keeps the roll-ups of all projects. Safe beside others of its kind, in this process or elsewhere: one works on a project
 * at a time, in a transaction that takes the notes of what is due, counts, replaces and notes what waits. One that dies
 * leaves everything as it was; a minute that is counted twice is the same twice.
 */
export function createMetricsRollUp(pool: Pool, now: () => number = Date.now): MetricsRollUp {
  /** When a unit may be counted again. Another worker does not know of it, and counts sooner: more work, the same result. */
  const notBefore = new Map<string, number>();
  return {
    async run() {
      const { rows } = await pool.query<{ project_id: string }>("SELECT DISTINCT project_id FROM metric_due");
      let counted = 0;
      for (const { project_id: projectId } of rows) counted += await rollUpProject(pool, projectId, notBefore, now);
      if (notBefore.size > rememberedMax) notBefore.clear();
      return counted;
    },
  };
}

async function rollUpProject(
  pool: Pool,
  projectId: string,
  notBefore: Map<string, number>,
  now: () => number,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query(`SET LOCAL statement_timeout = ${statementTimeoutMs}; SET LOCAL work_mem = '32MB'`);
    const { rows } = await client.query<{ isMine: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtextextended('roll-up ' || $1, 0)) AS "isMine"`,
      [projectId],
    );
    if (rows[0]?.isMine !== true) return 0;
    const due = await takeDue(client, projectId);
    let counted = 0;
    for (const resolution of [0, 1, 2] as const) {
      const units = due[resolution];
      const keyOf = (unit: number) => `${projectId} ${resolution} ${unit}`;
      // The newest first: they are what somebody looks at.
      const ripe = [...units].filter((unit) => (notBefore.get(keyOf(unit)) ?? 0) <= now()).sort((a, b) => b - a);
      const chosen = ripe.slice(0, unitsPerRunMax[resolution]);
      if (chosen.length === 0) continue;
      const started = now();
      await replaceMetrics(client, projectId, resolution, await countUnits(client, projectId, resolution, chosen));
      const workMs = (now() - started) / chosen.length;
      for (const unit of chosen) {
        units.delete(unit);
        notBefore.set(keyOf(unit), now() + Math.min(waitMsMax, Math.max(waitMs[resolution], workMs * waitPerWork)));
        if (resolution !== 2) due[resolution === 0 ? 1 : 2].add(coarser(resolution, unit));
      }
      counted += chosen.length;
    }
    await noteWaiting(client, projectId, due);
    return counted;
  });
}

type DueUnits = Record<Resolution, Set<number>>;

/**
 * Takes the notes that are visible now. Whatever their flushes wrote is visible to every later statement, and a flush that
 * commits from here on leaves a note of its own.
 */
async function takeDue(client: PoolClient, projectId: string): Promise<DueUnits> {
  const due: DueUnits = { 0: new Set(), 1: new Set(), 2: new Set() };
  const { rows } = await client.query<{ resolution: Resolution; starts: number[] }>(
    "DELETE FROM metric_due WHERE project_id = $1 RETURNING resolution, starts",
    [projectId],
  );
  for (const { resolution, starts } of rows) for (const start of starts) due[resolution].add(start);
  return due;
}

async function noteWaiting(client: PoolClient, projectId: string, due: DueUnits): Promise<void> {
  for (const resolution of [0, 1, 2] as const) {
    if (due[resolution].size === 0) continue;
    await client.query("INSERT INTO metric_due (project_id, resolution, starts) VALUES ($1, $2, $3)", [
      projectId,
      resolution,
      [...due[resolution]],
    ]);
  }
}

function coarser(resolution: 0 | 1, unit: number): number {
  return Math.floor((unit * unitMs[resolution]) / unitMs[(resolution + 1) as Resolution]);
}

async function countUnits(
  client: PoolClient,
  projectId: string,
  resolution: Resolution,
  units: readonly number[],
): Promise<UnitRows[]> {
  const lengthMs = unitMs[resolution];
  if (resolution === 0) {
    const segments = units.map((unit) => ({ place: unit, fromMs: unit * lengthMs, toMs: (unit + 1) * lengthMs }));
    const counts = await countTraces(client, projectId, segments, { spans: true, errors: true });
    return units.map((unit) => {
      const { metrics = [], errors = [] } = counts.get(unit) ?? {};
      return { unit, metrics: foldRareNames(metrics), errors };
    });
  }
  const rolledUp: UnitRows[] = [];
  for (const unit of units) {
    const finer = (resolution - 1) as Resolution;
    const part = { resolution: finer, fromMs: unit * lengthMs, toMs: (unit + 1) * lengthMs };
    const metrics = coarserStatement(projectId, part);
    const errors = coarserErrorsStatement(projectId, part);
    const found = await client.query<KeyRow & SumRow>(metrics.text, [...metrics.values]);
    const failed = await client.query<StoredError>(errors.text, [...errors.values]);
    rolledUp.push({
      unit,
      metrics: foldRareNames(found.rows.map(metricFromRow)),
      errors: failed.rows.map(errorFromRow),
    });
  }
  return rolledUp;
}
