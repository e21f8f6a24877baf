import type { TraceId } from "@plumbline/base/ids";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import { decodePayload } from "../codec";
import { readPayloadChunks } from "../read/payload-chunks";
import { settledThroughSql } from "../read/settled-through";
import { writeAttributeKeys } from "./attribute-keys";
import type { AttributePath } from "./attribute-path";
import { type IndexedTrace, type Segment, SegmentBuilder } from "./segment-builder";
import { isoOfUs, readStoredChunks } from "./stored-chunks";
import { writeSegments } from "./write-segments";

export interface IndexOptions {
  /** A segment ends here, at the end of a trace. */
  readonly segmentSpans?: number;
  /** Fewer spans than a segment are left for the search to read directly, but not for longer than this. */
  readonly waitMsMax?: number;
  /** What was received later than this is left for the next time: the index of a growing trace would be made twice. */
  readonly settleMs?: number;
  /** Called between chunks: gives way to others, and throws to end the work. */
  readonly pause?: () => Promise<void>;
}

export interface IndexResult {
  readonly spans: number;
  readonly segments: number;
  /** More is waiting: call again. */
  readonly isBehind: boolean;
}

const nothing: IndexResult = { spans: 0, segments: 0, isBehind: false };

/** Traces of one transaction. What was indexed and not committed is done again after a crash. */
const tracesPerBatch = 4_000;
export const segmentSpansDefault = 2_000;
const segmentRawBytesMax = 16 * 1024 * 1024;
export const waitMsDefault = 10 * 60_000;
const settleMsDefault = 1_000;

/** Any number, the same in every process; the second key of the lock is made from the project. */
const indexLock = 5_170_402;

/**
 * Adds what was received since the last time to the index of a project: one batch, in one transaction with the watermark. Whole
 * traces are indexed, in the order of their last span; one that grows later is indexed again, and its older entry only costs a
 * look. Does nothing where another process is at it.
 */
export async function indexProject(pool: Pool, projectId: string, options: IndexOptions = {}): Promise<IndexResult> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    // Of the session, because a transaction that stays open while texts are read would hold up vacuum.
    const lock = [indexLock, projectId];
    const { rows } = await client.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_lock($1, hashtext($2)) AS mine",
      lock,
    );
    if (!rows[0]?.mine) return nothing;
    try {
      return await indexBatch(pool, client, projectId, options);
    } finally {
      await client.query("SELECT pg_advisory_unlock($1, hashtext($2))", lock);
    }
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function indexBatch(
  pool: Pool,
  client: PoolClient,
  projectId: string,
  options: IndexOptions,
): Promise<IndexResult> {
  const { segmentSpans = segmentSpansDefault, waitMsMax = waitMsDefault, settleMs = settleMsDefault } = options;
  const batch = await selectBatch(client, projectId, settleMs);
  const spans = batch.traces.reduce((sum, trace) => sum + trace.spanCount, 0);
  if (spans === 0 || (spans < segmentSpans && batch.oldestAgeMs < waitMsMax)) return nothing;

  const paths: AttributePath[] = [];
  const builder = new SegmentBuilder((path) => paths.push(path));
  const segments: Segment[] = [];
  for (const traces of cutIntoSegments(batch.traces, segmentSpans)) {
    segments.push(await buildSegment({ pool, client, projectId, builder, traces, pause: options.pause }));
  }
  await client.query("BEGIN");
  try {
    await writeSegments(client, projectId, segments);
    await writeAttributeKeys(client, projectId, paths);
    await client.query(
      `INSERT INTO search_state (project_id, indexed_through) VALUES ($1, $2)
ON CONFLICT (project_id) DO UPDATE SET indexed_through = excluded.indexed_through`,
      [projectId, batch.through],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
  return { spans, segments: segments.length, isBehind: batch.isCut };
}

interface WaitingTrace extends IndexedTrace {
  readonly startUs: number;
  readonly endUs: number;
  readonly rawBytes: number;
}

interface Batch {
  readonly traces: readonly WaitingTrace[];
  /** The watermark after this batch, as PostgreSQL writes it. */
  readonly through: string;
  readonly oldestAgeMs: number;
  readonly isCut: boolean;
}

interface WaitingRow {
  readonly trace_id: string;
  readonly start_us: number;
  readonly end_us: number;
  readonly span_count: number;
  readonly totals_due: boolean;
  readonly received: string;
  readonly age_ms: number;
}

async function selectBatch(client: PoolClient, projectId: string, settleMs: number): Promise<Batch> {
  const { rows: bounds } = await client.query<{ since: string; through: string }>(
    `SELECT coalesce((SELECT indexed_through FROM search_state WHERE project_id = $1), '-infinity')::text AS since,
  ${settledThroughSql("$2")}::text AS through`,
    [projectId, settleMs],
  );
  const { since = "", through = "" } = bounds[0] ?? {};
  const rows = await selectWaiting(client, projectId, "last_received_at > $2 AND last_received_at <= $3", [
    since,
    through,
  ]);
  const beyond = rows[tracesPerBatch]?.received;
  if (beyond === undefined) return toBatch(client, projectId, rows, through, false);
  // One flush writes many traces with the same time: a batch never ends between them.
  const complete = rows.filter(({ received }) => received !== beyond);
  if (complete.length > 0) return toBatch(client, projectId, complete, complete.at(-1)?.received ?? since, true);
  const sameTime = await selectWaiting(client, projectId, "last_received_at = $2", [beyond], false);
  return toBatch(client, projectId, sameTime, beyond, true);
}

async function selectWaiting(
  client: PoolClient,
  projectId: string,
  condition: string,
  values: readonly string[],
  isLimited = true,
): Promise<WaitingRow[]> {
  const { rows } = await client.query<WaitingRow>(
    `SELECT replace(trace_id::text, '-', '') AS trace_id, span_count, totals_due, last_received_at::text AS received,
  (extract(epoch FROM start_time) * 1000000)::float8 AS start_us, (extract(epoch FROM end_time) * 1000000)::float8 AS end_us,
  (extract(epoch FROM now() - last_received_at) * 1000)::float8 AS age_ms
FROM trace WHERE project_id = $1 AND ${condition}
ORDER BY last_received_at${isLimited ? ` LIMIT ${tracesPerBatch + 1}` : ""}`,
    [projectId, ...values],
  );
  return rows;
}

async function toBatch(
  client: PoolClient,
  projectId: string,
  rows: readonly WaitingRow[],
  through: string,
  isCut: boolean,
): Promise<Batch> {
  const sizes = await selectSizes(client, projectId, rows);
  const traces = rows.map((row, place): WaitingTrace => {
    const { bytes = 0, earliest_us: earliestUs = row.start_us } = sizes.get(place) ?? {};
    return {
      traceId: row.trace_id,
      startUs: row.start_us,
      endUs: row.end_us,
      // The row of a long trace is made exact later, without another span: any of its spans may turn out to be the first.
      fromUs: row.totals_due ? Math.min(row.start_us, earliestUs) : row.start_us,
      toUs: row.totals_due ? row.end_us : row.start_us,
      spanCount: row.span_count,
      rawBytes: bytes,
    };
  });
  traces.sort((a, b) => a.startUs - b.startUs || (a.traceId < b.traceId ? -1 : 1));
  return { traces, through, isCut, oldestAgeMs: rows[0]?.age_ms ?? 0 };
}

/** Bytes of each trace before compression, by its place. */
async function selectSizes(
  client: PoolClient,
  projectId: string,
  rows: readonly WaitingRow[],
): Promise<Map<number, { readonly bytes: number; readonly earliest_us: number }>> {
  if (rows.length === 0) return new Map();
  const from = Math.min(...rows.map((row) => row.start_us)) - 86_400_000_000;
  const to = Math.max(...rows.map((row) => row.end_us));
  const { rows: sizes } = await client.query<{ place: number; bytes: number; earliest_us: number }>(
    `SELECT wanted.place::integer - 1 AS place, sum(payload.raw_bytes)::float8 AS bytes,
  (extract(epoch FROM min(payload.start_time)) * 1000000)::float8 AS earliest_us
FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted(trace_id, place)
JOIN trace_payload AS payload ON payload.project_id = $1 AND payload.trace_id = wanted.trace_id
WHERE payload.start_time BETWEEN $3 AND $4
GROUP BY wanted.place`,
    [projectId, rows.map((row) => row.trace_id), isoOfUs(from), isoOfUs(to)],
  );
  return new Map(sizes.map((row) => [row.place, row]));
}

/** Whole traces, by time, until a segment has enough spans or bytes. */
function cutIntoSegments(traces: readonly WaitingTrace[], spansMax: number): WaitingTrace[][] {
  const segments: WaitingTrace[][] = [];
  let open: WaitingTrace[] = [];
  let spans = 0;
  let bytes = 0;
  for (const trace of traces) {
    if (open.length > 0 && (spans >= spansMax || bytes + trace.rawBytes > segmentRawBytesMax)) {
      segments.push(open);
      [open, spans, bytes] = [[], 0, 0];
    }
    open.push(trace);
    spans += trace.spanCount;
    bytes += trace.rawBytes;
  }
  return open.length === 0 ? segments : [...segments, open];
}

interface SegmentWork {
  readonly pool: Pool;
  readonly client: PoolClient;
  readonly projectId: string;
  readonly builder: SegmentBuilder;
  readonly traces: readonly WaitingTrace[];
  readonly pause: IndexOptions["pause"];
}

async function buildSegment({ pool, client, projectId, builder, traces, pause }: SegmentWork): Promise<Segment> {
  builder.start(traces);
  const [first, ...others] = traces;
  if (first !== undefined && others.length === 0) {
    // Alone in its segment, so it may be of any size: it is read in pieces.
    const bounds = { startIso: isoOfUs(first.startUs), endIso: isoOfUs(first.endUs) };
    for await (const raw of readPayloadChunks(pool, projectId, first.traceId as TraceId, bounds)) {
      builder.readChunk(0, raw);
      await pause?.();
    }
    return builder.finish();
  }
  for (const chunk of await readStoredChunks(client, projectId, traces)) {
    builder.readChunk(chunk.place, decodePayload(chunk.payload));
    await pause?.();
  }
  return builder.finish();
}
