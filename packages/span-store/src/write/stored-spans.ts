import type { Pool, PoolClient } from "@plumbline/db/pool";
import type { RollUpSpan } from "@plumbline/span/roll-up";
import type { SpanVersion } from "./merge-rule";

export type StoredSpan = RollUpSpan & SpanVersion;

/**
 * Ids and numbers come in the form in which the roll-up takes them: a trace of 50,000 spans is read again with every batch
 * that adds to it, and turning bigints into text there took longer than everything else. Doubles hold all these values exactly.
 */
const selectText = `SELECT k.place::integer,
  encode(int8send(s.span_id), 'hex') AS "spanId", encode(int8send(s.parent_span_id), 'hex') AS "parentSpanId",
  (extract(epoch FROM s.start_time) * 1000000)::float8 AS "startUs", s.start_time_ns AS "startNs",
  s.duration_ns::float8 AS "durationNs", s.name, s.service, s.kind, s.status, s.model, s.response_id AS "responseId",
  s.input_tokens AS "inputTokens", s.output_tokens AS "outputTokens", s.cost, s.session_id AS "sessionId", s.user_id AS "userId",
  s.error_message AS "errorMessage", s.attribute_count AS "attributeCount",
  (s.content_hash >> 32)::integer AS "hashHigh", ((s.content_hash << 32) >> 32)::integer AS "hashLow"
FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS k(project_id, trace_id, place)
JOIN span AS s ON s.project_id = k.project_id AND s.trace_id = k.trace_id
WHERE s.start_time BETWEEN $3 AND $4`;

type SelectedSpan = StoredSpan & { readonly place: number };

/** The stored spans of each of these traces, in the order of the traces. */
export async function selectSpanRows(
  client: Pool | PoolClient,
  traces: readonly { readonly projectId: string; readonly traceId: string }[],
  bounds: { readonly fromUs: number; readonly toUs: number },
): Promise<readonly (readonly StoredSpan[])[]> {
  const { rows } = await client.query<SelectedSpan>({
    name: "select-spans-of-traces",
    text: selectText,
    values: [
      traces.map((trace) => trace.projectId),
      traces.map((trace) => trace.traceId),
      new Date(Math.floor(bounds.fromUs / 1000)),
      new Date(Math.ceil(bounds.toUs / 1000)),
    ],
  });
  const spans: StoredSpan[][] = traces.map(() => []);
  for (const row of rows) spans[row.place - 1]?.push(row);
  return spans;
}
