import type { PoolClient } from "@plumbline/db/pool";
import { copyStream } from "./copy-buffer";
import { copyIn } from "./copy-in";
import { versionOrderSql } from "./merge-rule";
import { spanColumns } from "./span-row";
import { payloadColumns, type TraceChunk } from "./trace-chunk";
import { groupByTrace, writeTraceRows } from "./trace-rows";

/**
 * Temporary tables live as long as their connection and are emptied by every COMMIT. Index lookups are asked for because the
 * planner knows nothing of a table that was filled a moment ago, and a hash join would read every partition.
 */
const begin = `BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off;
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_span (LIKE span INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS incoming_payload
  (LIKE trace_payload INCLUDING DEFAULTS INCLUDING STORAGE) ON COMMIT DELETE ROWS;`;

const copySpans = `${begin} COPY incoming_span (${spanColumns.join(", ")}) FROM STDIN (FORMAT binary)`;
const copyPayloads = `COPY incoming_payload (${payloadColumns.join(", ")}) FROM STDIN (FORMAT binary)`;

const key = "project_id, trace_id, span_id, start_time";

const selectUnchanged = `SELECT DISTINCT i.project_id, i.trace_id, i.span_id, i.content_hash
FROM incoming_span AS i JOIN span AS s USING (${key})
WHERE s.content_hash = i.content_hash`;

const changing = spanColumns.filter((column) => !key.split(", ").includes(column));

const upsertSpans = `INSERT INTO span (${spanColumns.join(", ")})
SELECT DISTINCT ON (${key}) ${spanColumns.join(", ")}
FROM incoming_span AS i
ORDER BY ${key}, ${versionOrderSql("i")
  .map((column) => `${column} DESC`)
  .join(", ")}
ON CONFLICT (${key}) DO UPDATE SET
  ${changing.map((column) => `${column} = excluded.${column}`).join(",\n  ")}
WHERE (${versionOrderSql("excluded").join(", ")}) > (${versionOrderSql("span").join(", ")})`;

const insertPayloads = `INSERT INTO trace_payload (${payloadColumns.join(", ")})
SELECT ${payloadColumns.join(", ")} FROM incoming_payload
ORDER BY project_id, trace_id, start_time, content_hash
ON CONFLICT DO NOTHING`;

/**
 * Stores chunks of which some spans are stored already: the same content changes nothing, a better version replaces the row
 * (merge-rule.ts), and a payload is kept unless every span in it is stored with the same content.
 */
export async function mergeSpans(
  client: PoolClient,
  sorted: readonly TraceChunk[],
  storedSpansMax: number | undefined,
): Promise<void> {
  await copyIn(client, copySpans, copyStream(sorted.map((chunk) => chunk.spanTuples)));
  const { rows: unchanged } = await client.query<UnchangedSpan>(selectUnchanged);
  const stored = new Set(
    unchanged.map((row) =>
      versionKey(row.project_id, row.trace_id.replaceAll("-", ""), hexOf(row.span_id), hexOf(row.content_hash)),
    ),
  );
  const news = sorted.filter((chunk) => !isStored(chunk, stored));
  if (news.length === 0) return;
  await client.query(upsertSpans);
  await copyIn(client, copyPayloads, copyStream(news.map((chunk) => chunk.payloadTuple)));
  await client.query(insertPayloads);
  await writeTraceRows(client, groupByTrace(news), storedSpansMax);
}

interface UnchangedSpan {
  readonly project_id: string;
  readonly trace_id: string;
  readonly span_id: bigint;
  readonly content_hash: bigint;
}

function isStored(chunk: TraceChunk, stored: ReadonlySet<string>): boolean {
  return chunk.rows.every((row) =>
    stored.has(versionKey(chunk.projectId, chunk.traceId, row.spanId, hashHex(row.hashHigh, row.hashLow))),
  );
}

function versionKey(projectId: string, traceId: string, spanId: string, hash: string): string {
  return `${projectId} ${traceId} ${spanId} ${hash}`;
}

function hexOf(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16).padStart(16, "0");
}

function hashHex(high: number, low: number): string {
  return (high >>> 0).toString(16).padStart(8, "0") + (low >>> 0).toString(16).padStart(8, "0");
}
