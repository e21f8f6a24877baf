import { inTransaction, type Pool, type PoolClient } from "@plumbline/db/pool";
import { countTraces } from "./count-traces";
import { type DueUnits, finestKept, keepsAll } from "./due-units";
import { coarserThan, finerThan, finestFirst, foldRareNames, type Resolution, unitIn, unitMs } from "./metric-row";
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
 * few seconds, or less often where that takes long; coarser ones are read from finer rows until they are counted.
 */
const waitMs: Readonly<Record<Resolution, number>> = { 0: 4_500, 3: 20_000, 1: 60_000, 2: 600_000 };
/** Counting may take a twentieth of one processor. */
const waitPerWork = 20;
const waitMsMax = 120_000;
/** Units of one transaction; the others of a project wait for the next one. */
const unitsPerRunMax: Readonly<Record<Resolution, number>> = { 0: 60, 3: 60, 1: 24, 2: 7 };
/** The same where units are counted from the traces, because finer rows are no longer kept. */
const unitsFromTracesMax = 6;
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
    const kept = await readHorizons(client, projectId);
    const due = await takeDue(client, projectId, kept);
    let counted = 0;
    for (const resolution of finestFirst) {
      const units = due[resolution];
      const keyOf = (unit: number) => `${projectId} ${resolution} ${unit}`;
      const isRipe = (unit: number) =>
        (notBefore.get(keyOf(unit)) ?? 0) <= now() && !holdsDueUnit(due, resolution, unit);
      const chosen = chooseUnits([...units].filter(isRipe), resolution, kept);
      if (chosen.length === 0) continue;
      const started = now();
      const rows = await countUnits(client, projectId, resolution, chosen, kept);
      await replaceMetrics(client, projectId, resolution, rows);
      const workMs = (now() - started) / chosen.length;
      const coarser = coarserThan(resolution);
      for (const unit of chosen) {
        units.delete(unit);
        notBefore.set(keyOf(unit), now() + Math.min(waitMsMax, Math.max(waitMs[resolution], workMs * waitPerWork)));
        if (coarser !== undefined) due[coarser].add(unitIn(coarser, resolution, unit));
      }
      counted += chosen.length;
    }
    await noteWaiting(client, projectId, due);
    return counted;
  });
}

type DueSets = Record<Resolution, Set<number>>;
type Horizons = DueUnits["keptFromMs"];

/** The newest first: they are what somebody looks at. */
function chooseUnits(ripe: readonly number[], resolution: Resolution, kept: Horizons): number[] {
  const sorted = [...ripe].sort((a, b) => b - a);
  const isFromTraces = (unit: number) => isCountedFromTraces(resolution, unit, kept);
  return [
    ...sorted.filter((unit) => !isFromTraces(unit)).slice(0, unitsPerRunMax[resolution]),
    ...sorted.filter(isFromTraces).slice(0, resolution === 0 ? unitsPerRunMax[0] : unitsFromTracesMax),
  ];
}

/** A unit that is made while parts of it wait would be made again, and be wrong until then. */
function holdsDueUnit(due: DueSets, resolution: Resolution, unit: number): boolean {
  const finer = finerThan(resolution);
  if (finer === undefined) return false;
  const parts = unitMs[resolution] / unitMs[finer];
  for (let part = unit * parts; part < (unit + 1) * parts; part++) {
    if (due[finer].has(part) || holdsDueUnit(due, finer, part)) return true;
  }
  return false;
}

function isCountedFromTraces(resolution: Resolution, unit: number, kept: Horizons): boolean {
  const finer = finerThan(resolution);
  return finer === undefined || unit * unitMs[resolution] < kept[finer];
}

async function readHorizons(client: PoolClient, projectId: string): Promise<Horizons> {
  const { rows } = await client.query<{ resolution: Resolution; kept_from_ms: number }>(
    "SELECT resolution, (date_part('epoch', kept_from) * 1000)::float8 AS kept_from_ms FROM metric_horizon WHERE project_id = $1",
    [projectId],
  );
  return { ...keepsAll, ...Object.fromEntries(rows.map((row) => [row.resolution, row.kept_from_ms])) };
}

/**
 * Takes the notes that are visible now. Whatever their flushes wrote is visible to every later statement, and a flush that
 * commits from here on leaves a note of its own. A unit whose rows are no longer kept counts in the finest that are.
 */
async function takeDue(client: PoolClient, projectId: string, kept: Horizons): Promise<DueSets> {
  const due: DueSets = { 0: new Set(), 1: new Set(), 2: new Set(), 3: new Set() };
  const { rows } = await client.query<{ resolution: Resolution; starts: number[] }>(
    "DELETE FROM metric_due WHERE project_id = $1 RETURNING resolution, starts",
    [projectId],
  );
  for (const { resolution, starts } of rows) {
    for (const start of starts) {
      const finest = finestKept(kept, start * unitMs[resolution]);
      const isKept = finestFirst.indexOf(finest) <= finestFirst.indexOf(resolution);
      if (isKept) due[resolution].add(start);
      else due[finest].add(unitIn(finest, resolution, start));
    }
  }
  return due;
}

async function noteWaiting(client: PoolClient, projectId: string, due: DueSets): Promise<void> {
  for (const resolution of finestFirst) {
    if (due[resolution].size === 0) continue;
    await client.query("INSERT INTO metric_due (project_id, resolution, starts) VALUES ($1, $2, $3)", [
      projectId,
      resolution,
      [...due[resolution]],
    ]);
  }
}

async function countUnits(
  client: PoolClient,
  projectId: string,
  resolution: Resolution,
  units: readonly number[],
  kept: Horizons,
): Promise<UnitRows[]> {
  const isFromTraces = (unit: number) => isCountedFromTraces(resolution, unit, kept);
  const rolledUp = await countFromTraces(client, projectId, resolution, units.filter(isFromTraces));
  for (const unit of units) {
    const finer = finerThan(resolution);
    if (finer === undefined || isFromTraces(unit)) continue;
    const part = { resolution: finer, fromMs: unit * unitMs[resolution], toMs: (unit + 1) * unitMs[resolution] };
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

async function countFromTraces(
  client: PoolClient,
  projectId: string,
  resolution: Resolution,
  units: readonly number[],
): Promise<UnitRows[]> {
  const lengthMs = unitMs[resolution];
  const segments = units.map((unit) => ({ place: unit, fromMs: unit * lengthMs, toMs: (unit + 1) * lengthMs }));
  const counts = await countTraces(client, projectId, segments, { spans: true, errors: true });
  return units.map((unit) => {
    const { metrics = [], errors = [] } = counts.get(unit) ?? {};
    return { unit, metrics: foldRareNames(metrics), errors };
  });
}
