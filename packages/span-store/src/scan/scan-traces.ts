import type { Pool, PoolClient } from "@plumbline/db/pool";
import { settledThroughSql } from "../read/settled-through";

/** What decides whether and when a trace is judged. Times are PostgreSQL's own text, exact to the microsecond. */
export interface ScannedTrace {
  /** UUID form, as the column holds it. */
  readonly traceId: string;
  readonly startTime: string;
  readonly startMs: number;
  readonly application: string;
  readonly hasRoot: boolean;
  readonly isRunning: boolean;
  /** The row's figures are coarse until the worker has added up this long trace. */
  readonly isTotalsDue: boolean;
  readonly endMs: number;
  readonly firstReceivedMs: number;
  readonly lastReceivedMs: number;
  readonly lastReceived: string;
}

export interface ScanPage {
  readonly traces: readonly ScannedTrace[];
  /** Everything up to here has been read, with this page. */
  readonly through: string;
  readonly isCut: boolean;
}

export interface ScanPosition {
  readonly startTime: string;
  readonly traceId: string;
}

interface Row {
  readonly trace_id: string;
  readonly start_time: string;
  readonly start_ms: number;
  readonly application: string;
  readonly has_root: boolean;
  readonly is_running: boolean;
  readonly totals_due: boolean;
  readonly end_ms: number;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly last_received: string;
}

const ms = (column: string, name: string) => `(extract(epoch FROM ${column}) * 1000)::float8 AS ${name}`;

const columns = `trace_id, start_time::text AS start_time, ${ms("start_time", "start_ms")}, application, has_root, is_running,
  totals_due, ${ms("end_time", "end_ms")}, ${ms("first_received_at", "first_ms")}, ${ms("last_received_at", "last_ms")},
  last_received_at::text AS last_received`;

/** The moment up to which nothing can be committed any more that was received earlier. */
export async function readSettledThrough(client: Pool | PoolClient, settleMs: number): Promise<string> {
  const { rows } = await client.query<{ through: string }>(`SELECT ${settledThroughSql("$1")}::text AS through`, [
    settleMs,
  ]);
  return rows[0]?.through ?? "-infinity";
}

/** Traces in the order of their start, behind a position; `to` null: without an end. */
export async function scanByStart(
  client: Pool | PoolClient,
  projectId: string,
  range: { readonly from: string; readonly to: string | null; readonly after: ScanPosition | undefined },
  limit: number,
): Promise<ScannedTrace[]> {
  const { from, to, after } = range;
  const { rows } = await client.query<Row>(
    `SELECT ${columns} FROM trace
      WHERE project_id = $1 AND start_time >= $2 AND start_time < coalesce($3::timestamptz, 'infinity')
        AND (start_time, trace_id) > (coalesce($4::timestamptz, '-infinity'), coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'))
        AND start_time >= coalesce($4::timestamptz, '-infinity')
      ORDER BY start_time, trace_id LIMIT $6`,
    [projectId, from, to, after?.startTime ?? null, after?.traceId ?? null, limit],
  );
  return rows.map(fromRow);
}

/**
 * Traces in the order in which they received their last span: later than `after` and not after `through`. One flush writes many
 * traces with the same time, and a page never ends between them.
 */
export async function scanByReceipt(
  client: Pool | PoolClient,
  projectId: string,
  range: { readonly after: string; readonly through: string },
  limit: number,
): Promise<ScanPage> {
  const select = async (condition: string, values: readonly unknown[], end: string) => {
    const { rows } = await client.query<Row>(
      `SELECT ${columns} FROM trace WHERE project_id = $1 AND ${condition} ORDER BY last_received_at${end}`,
      [projectId, ...values],
    );
    return rows.map(fromRow);
  };
  const traces = await select(
    "last_received_at > $2 AND last_received_at <= $3",
    [range.after, range.through],
    ` LIMIT ${limit + 1}`,
  );
  const beyond = traces[limit]?.lastReceived;
  if (beyond === undefined) {
    return { traces, through: range.through, isCut: false };
  }
  const complete = traces.filter(({ lastReceived }) => lastReceived !== beyond);
  const last = complete.at(-1);
  if (last !== undefined) return { traces: complete, through: last.lastReceived, isCut: true };
  return { traces: await select("last_received_at = $2", [beyond], ""), through: beyond, isCut: true };
}

/** Those of the traces that are stored. */
export async function readScanned(
  client: Pool | PoolClient,
  projectId: string,
  traceIds: readonly string[],
): Promise<ScannedTrace[]> {
  if (traceIds.length === 0) return [];
  const { rows } = await client.query<Row>(
    `SELECT ${columns} FROM trace WHERE project_id = $1 AND trace_id = ANY ($2::uuid[])`,
    [projectId, traceIds],
  );
  return rows.map(fromRow);
}

/**
 * How long the spans of a trace keep coming, in seconds: the 99th percentile over the last 500 traces that have been quiet for
 * five minutes. Undefined under 20 traces.
 */
export async function measureArrivalSeconds(
  client: Pool | PoolClient,
  projectId: string,
  application: string | null,
): Promise<number | undefined> {
  const { rows } = await client.query<{ seconds: number | null; traces: number }>(
    `SELECT percentile_disc(0.99) WITHIN GROUP (ORDER BY seconds) AS seconds, count(*)::int AS traces
       FROM (SELECT extract(epoch FROM last_received_at - first_received_at)::float8 AS seconds FROM trace
              WHERE project_id = $1 AND ($2::text IS NULL OR application = $2)
                AND last_received_at BETWEEN now() - interval '1 day' AND now() - interval '5 minutes'
              ORDER BY last_received_at DESC LIMIT 500) AS recent`,
    [projectId, application],
  );
  const [row] = rows;
  return row === undefined || row.traces < 20 ? undefined : (row.seconds ?? undefined);
}

function fromRow(row: Row): ScannedTrace {
  return {
    traceId: row.trace_id,
    startTime: row.start_time,
    startMs: row.start_ms,
    application: row.application,
    hasRoot: row.has_root,
    isRunning: row.is_running,
    isTotalsDue: row.totals_due,
    endMs: row.end_ms,
    firstReceivedMs: row.first_ms,
    lastReceivedMs: row.last_ms,
    lastReceived: row.last_received,
  };
}
