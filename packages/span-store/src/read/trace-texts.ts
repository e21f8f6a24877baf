import type { SpanId, TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { cutWellFormed, type PreviewSide, previewOf, spokenText } from "@plumbline/span/preview";
import { inputRank, outputRank, type RankedRow, rankMax } from "../write/trace-previews";
import { locateTrace, type TraceBounds } from "./get-trace";
import { readContent } from "./read-content";
import { type TraceText, type TraceTexts, traceTextCharsMax } from "./session-types";
import { readRows } from "./statement";

interface RankRow {
  readonly input_rank: bigint;
  readonly output_rank: bigint;
}

interface SpanRankRow {
  readonly id: string;
  readonly parent_span_id: bigint | null;
  readonly kind: number;
  readonly start_us: bigint;
  readonly duration_ns: bigint | null;
}

/**
 * The whole texts behind the input and output that lists show of a trace: the preview's rank tells from which span it came.
 * Null where the list shows nothing either. Throws `resource.not_found` for the trace.
 */
export async function readTraceTexts(pool: Pool, projectId: string, traceId: TraceId): Promise<TraceTexts> {
  const { row, bounds } = await locateTrace(pool, projectId, traceId);
  const [ranks] = await readRows<RankRow>(pool, {
    text: "SELECT input_rank, output_rank FROM trace WHERE project_id = $1 AND trace_id = $2",
    values: [projectId, traceId],
  });
  if (ranks === undefined || (row.input_preview === null && row.output_preview === null))
    return { input: null, output: null };
  const spans = await readSpanRanks(pool, projectId, traceId, bounds);
  const of = (rankOf: (row: RankedRow) => number, rank: bigint) =>
    Number(rank) === rankMax ? [] : spans.filter((span) => rankOf(span.row) === Number(rank)).map(({ id }) => id);
  const inputs = of(inputRank, ranks.input_rank);
  const outputs = of(outputRank, ranks.output_rank);
  const spanIds = [...new Set([...inputs, ...outputs])];
  if (spanIds.length === 0) return { input: null, output: null };
  const content = await readContent(pool, projectId, traceId, { spanIds: new Set<string>(spanIds) });
  const find = (ids: readonly SpanId[], side: PreviewSide, preview: string | null): TraceText | null => {
    const found = ids.flatMap((spanId) => {
      const text = content.spans.get(spanId)?.content[side]?.text;
      return text === undefined ? [] : [{ spanId, text }];
    });
    // Spans that began in the same millisecond share a rank; the preview tells which of them spoke.
    const spoke = found.find(({ text }) => previewOf(text, side) === preview) ?? found[0];
    return spoke === undefined ? null : textOf(spoke.spanId, spokenText(spoke.text, side));
  };
  return { input: find(inputs, "input", row.input_preview), output: find(outputs, "output", row.output_preview) };
}

function textOf(spanId: string, text: string): TraceText {
  return { spanId, text: cutWellFormed(text, traceTextCharsMax), isCut: text.length > traceTextCharsMax };
}

async function readSpanRanks(pool: Pool, projectId: string, traceId: TraceId, bounds: TraceBounds) {
  const rows = await readRows<SpanRankRow>(pool, {
    text: `SELECT encode(int8send(span_id), 'hex') AS id, parent_span_id, kind,
  (extract(epoch FROM start_time) * 1000000)::bigint AS start_us, duration_ns
FROM span
WHERE project_id = $1 AND trace_id = $2 AND start_time BETWEEN $3 AND $4`,
    values: [projectId, traceId, bounds.startIso, bounds.endIso],
  });
  return rows.map((row) => ({
    id: row.id as SpanId,
    row: {
      parentSpanId: row.parent_span_id === null ? null : String(row.parent_span_id),
      kind: row.kind,
      startUs: Number(row.start_us),
      durationNs: row.duration_ns === null ? null : Number(row.duration_ns),
    },
  }));
}
