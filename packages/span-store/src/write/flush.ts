import { newUuid } from "@plumbline/base/ids";
import type { Pool, PoolClient } from "@plumbline/db/pool";
import { sqlState } from "@plumbline/db/sqlstate";
import { copyStream } from "./copy-buffer";
import { copyIn } from "./copy-in";
import { mergeSpans } from "./merge-spans";
import type { RejectedSpan } from "./rejected-span";
import { spanColumns } from "./span-row";
import { payloadColumns, type TraceChunk } from "./trace-chunk";
import { groupByTrace, writeTraceRows } from "./trace-rows";

const uniqueViolation = "23505";

/** In the same statement as BEGIN: one round trip less. */
const copySpans = `BEGIN; COPY span (${spanColumns.join(", ")}) FROM STDIN (FORMAT binary)`;
const copyPayloads = `COPY trace_payload (${payloadColumns.join(", ")}) FROM STDIN (FORMAT binary)`;

/**
 * Stores chunks in one transaction: spans, payloads, trace rows. Resolves only after COMMIT. Copies first, which is right for
 * everything that was never sent before; where a key is there already the same chunks are merged instead. Rejects with
 * PostgreSQL's error, and then nothing of it is stored.
 *
 * @param storedSpansMax See `writeTraceRows`.
 */
export async function flushChunks(pool: Pool, chunks: readonly TraceChunk[], storedSpansMax?: number): Promise<void> {
  const sorted = [...chunks].sort(byKey);
  try {
    await inOneTransaction(pool, (client) => copyChunks(client, sorted, storedSpansMax));
  } catch (error) {
    if (sqlState(error) !== uniqueViolation) throw error;
    await inOneTransaction(pool, (client) => mergeSpans(client, sorted, storedSpansMax));
  }
}

/** The order of the primary keys, so that flushes which hold the same spans wait in one direction only. */
function byKey(a: TraceChunk, b: TraceChunk): number {
  if (a.projectId !== b.projectId) return a.projectId < b.projectId ? -1 : 1;
  if (a.traceId === b.traceId) return 0;
  return a.traceId < b.traceId ? -1 : 1;
}

async function copyChunks(
  client: PoolClient,
  sorted: readonly TraceChunk[],
  storedSpansMax: number | undefined,
): Promise<void> {
  await copyIn(client, copySpans, copyStream(sorted.map((chunk) => chunk.spanTuples)));
  await copyIn(client, copyPayloads, copyStream(sorted.map((chunk) => chunk.payloadTuple)));
  await writeTraceRows(client, groupByTrace(sorted), storedSpansMax);
}

/** `work` begins the transaction itself, with its first statement. */
async function inOneTransaction(pool: Pool, work: (client: PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await work(client);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

const rejectText = `INSERT INTO ingest_reject (id, project_id, trace_id, span_id, reason, span_sha256, span_start)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::bytea[])`;

/** Keeps rejected spans where operators see them. */
export async function insertRejects(
  pool: Pool,
  rejects: readonly { readonly projectId: string; readonly span: RejectedSpan }[],
): Promise<void> {
  if (rejects.length === 0) return;
  await pool.query({
    name: "insert-rejects",
    text: rejectText,
    values: [
      rejects.map(() => newUuid()),
      rejects.map(({ projectId }) => projectId),
      rejects.map(({ span }) => span.traceId),
      rejects.map(({ span }) => span.spanId),
      rejects.map(({ span }) => span.reason),
      rejects.map(({ span }) => span.sha256),
      rejects.map(({ span }) => span.spanStart),
    ],
  });
}
