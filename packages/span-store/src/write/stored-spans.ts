import type { PoolClient } from "@plumbline/db/pool";
import type { RollUpSpan } from "@plumbline/span/roll-up";
import type { SpanVersion } from "./merge-rule";

export type StoredSpan = RollUpSpan & SpanVersion;

const selectText = `SELECT s.project_id, s.trace_id, s.span_id, s.parent_span_id,
  (extract(epoch FROM s.start_time) * 1000000)::bigint AS start_us, s.start_time_ns, s.duration_ns,
  s.name, s.service, s.kind, s.status, s.model, s.response_id, s.input_tokens, s.output_tokens, s.session_id, s.user_id,
  s.error_message, s.attribute_count, s.content_hash
FROM unnest($1::uuid[], $2::uuid[]) AS k(project_id, trace_id)
JOIN span AS s ON s.project_id = k.project_id AND s.trace_id = k.trace_id
WHERE s.start_time BETWEEN $3 AND $4`;

interface SelectedSpan {
  readonly project_id: string;
  readonly trace_id: string;
  readonly span_id: bigint;
  readonly parent_span_id: bigint | null;
  readonly start_us: bigint;
  readonly start_time_ns: number;
  readonly duration_ns: bigint | null;
  readonly name: string;
  readonly service: string;
  readonly kind: number;
  readonly status: number;
  readonly model: string | null;
  readonly response_id: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly session_id: string | null;
  readonly user_id: string | null;
  readonly error_message: string | null;
  readonly attribute_count: number;
  readonly content_hash: bigint;
}

/** All stored spans of some traces, by "project trace". */
export async function selectSpanRows(
  client: PoolClient,
  traces: readonly { readonly projectId: string; readonly traceId: string }[],
  bounds: { readonly fromUs: number; readonly toUs: number },
): Promise<Map<string, StoredSpan[]>> {
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
  const byTrace = new Map<string, StoredSpan[]>();
  for (const row of rows) {
    const key = `${row.project_id} ${row.trace_id.replaceAll("-", "")}`;
    const spans = byTrace.get(key);
    if (spans) spans.push(fromRow(row));
    else byTrace.set(key, [fromRow(row)]);
  }
  return byTrace;
}

function fromRow(row: SelectedSpan): StoredSpan {
  return {
    spanId: hexOf(row.span_id),
    parentSpanId: row.parent_span_id === null ? null : hexOf(row.parent_span_id),
    startUs: Number(row.start_us),
    startNs: row.start_time_ns,
    durationNs: row.duration_ns === null ? null : Number(row.duration_ns),
    name: row.name,
    service: row.service,
    kind: row.kind,
    status: row.status,
    model: row.model,
    responseId: row.response_id,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    sessionId: row.session_id,
    userId: row.user_id,
    errorMessage: row.error_message,
    attributeCount: row.attribute_count,
    hashHigh: Number(row.content_hash >> 32n),
    hashLow: Number(BigInt.asIntN(32, row.content_hash)),
  };
}

function hexOf(id: bigint): string {
  return BigInt.asUintN(64, id).toString(16).padStart(16, "0");
}
