import { type SpanId, spanIdToBigint, type TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import type { TraceBounds } from "./get-trace";
import { readRows, type Statement } from "./statement";

/** Many clocks tick in milliseconds: of two spans that began in one tick, the shorter one most likely ran first. */
const inOrder = "start_time, start_time_ns, duration_ns NULLS LAST, span_id";

/**
 * The narrow rows of a trace by column, in no order: sorting wide rows makes PostgreSQL spill to disk. One row of arrays instead of 50,000 rows: the driver
 * then parses JSON in one go instead of a value at a time, which is three times as fast.
 */
export interface StoredSpanColumns {
  /** 16 hex digits per span, one after the other. */
  readonly span_ids: string;
  /** The same for parents; 16 zeros for a root. */
  readonly parent_ids: string;
  /** Seconds from the start of the trace, exact to the microsecond. */
  readonly offsets_s: number[];
  /** Nanoseconds below the microsecond. */
  readonly offsets_ns: number[];
  readonly durations_ns: (number | null)[];
  readonly names: string[];
  readonly services: string[];
  /** Kind times four, plus status. */
  readonly kinds_and_statuses: number[];
  readonly models: (string | null)[];
  readonly input_tokens: (number | null)[];
  readonly output_tokens: (number | null)[];
  readonly costs: (number | null)[];
  readonly ttft_ms: (number | null)[];
  readonly error_types: (string | null)[];
  readonly error_messages: (string | null)[];
}

export interface SpanColumnsOfTrace {
  readonly columns: StoredSpanColumns;
  /** Indices of the rows that count, by start, then span id. Older versions of a span whose start changed are left out. */
  readonly order: readonly number[];
}

export async function readSpanColumns(
  pool: Pool,
  projectId: string,
  traceId: TraceId,
  bounds: TraceBounds,
): Promise<SpanColumnsOfTrace> {
  const [columns] = await readRows<StoredSpanColumns>(pool, spanColumnsStatement(projectId, traceId, bounds));
  if (columns === undefined || columns.span_ids === null) return { columns: noColumns, order: [] };
  const repeated = repeatedIds(columns.span_ids);
  if (repeated.size === 0) return { columns, order: sortedRows(columns) };
  const starts = await findBestStarts(pool, projectId, traceId, bounds, repeated);
  const counts = (row: number) => {
    const start = starts.get(spanIdAt(columns.span_ids, row));
    return start === undefined || start === columns.offsets_s[row];
  };
  return { columns, order: sortedRows(columns).filter(counts) };
}

export function spanIdAt(ids: string, row: number): string {
  return ids.slice(row * 16, row * 16 + 16);
}

function sortedRows({ offsets_s, offsets_ns, span_ids }: StoredSpanColumns): number[] {
  const at = (values: readonly number[], row: number) => values[row] ?? 0;
  return offsets_s
    .map((_, row) => row)
    .sort(
      (a, b) =>
        at(offsets_s, a) - at(offsets_s, b) ||
        at(offsets_ns, a) - at(offsets_ns, b) ||
        (spanIdAt(span_ids, a) < spanIdAt(span_ids, b) ? -1 : 1),
    );
}

/** The bounds are constants of the statement, so that the planner leaves out every other day's partition. */
export function spanColumnsStatement(projectId: string, traceId: TraceId, bounds: TraceBounds): Statement {
  return {
    text: `SELECT encode(string_agg(int8send(span_id), ''), 'hex') AS span_ids,
  encode(string_agg(int8send(coalesce(parent_span_id, 0)), ''), 'hex') AS parent_ids,
  json_agg(date_part('epoch', start_time - $3::timestamptz)) AS offsets_s, json_agg(start_time_ns) AS offsets_ns,
  json_agg(duration_ns) AS durations_ns, json_agg(name) AS names, json_agg(service) AS services,
  json_agg(kind * 4 + status) AS kinds_and_statuses, json_agg(model) AS models,
  json_agg(input_tokens) AS input_tokens, json_agg(output_tokens) AS output_tokens,
  json_agg(CASE WHEN span_id = ANY (
    SELECT unnest(uncounted_spans) FROM trace WHERE project_id = $1 AND trace_id = $2) THEN NULL ELSE cost END) AS costs,
  json_agg(ttft_ms) AS ttft_ms,
  json_agg(error_type) AS error_types, json_agg(error_message) AS error_messages
FROM (
  SELECT * FROM span
  WHERE project_id = $1 AND trace_id = $2 AND start_time BETWEEN $3 AND $4
  ORDER BY ${inOrder}
) AS ordered`,
    values: [projectId, traceId, bounds.startIso, bounds.endIso],
  };
}

function repeatedIds(spanIds: string): Set<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (let row = 0; row * 16 < spanIds.length; row++) {
    const id = spanIdAt(spanIds, row);
    if (seen.has(id)) repeated.add(id);
    seen.add(id);
  }
  return repeated;
}

/** The rule of write/merge-rule.ts between rows of one span: ended, later end, more attributes, larger hash. */
export const bestVersionFirst = `duration_ns IS NULL,
  start_time + (start_time_ns + duration_ns) / 1000 * interval '1 microsecond' DESC,
  (start_time_ns + duration_ns) % 1000 DESC, attribute_count DESC, content_hash DESC`;

/** Where the version begins that counts, for span ids with several rows: versions whose start time differs. */
async function findBestStarts(
  pool: Pool,
  projectId: string,
  traceId: TraceId,
  bounds: TraceBounds,
  spanIds: ReadonlySet<string>,
): Promise<Map<string, number>> {
  const rows = await readRows<{ id: string; offset_s: number }>(pool, {
    text: `SELECT DISTINCT ON (span_id) encode(int8send(span_id), 'hex') AS id,
  date_part('epoch', start_time - $3::timestamptz) AS offset_s
FROM span
WHERE project_id = $1 AND trace_id = $2 AND start_time BETWEEN $3 AND $4 AND span_id = ANY ($5::bigint[])
ORDER BY span_id, ${bestVersionFirst}`,
    values: [
      projectId,
      traceId,
      bounds.startIso,
      bounds.endIso,
      [...spanIds].map((id) => spanIdToBigint(id as SpanId).toString()),
    ],
  });
  return new Map(rows.map((row) => [row.id, row.offset_s]));
}

const noColumns: StoredSpanColumns = {
  span_ids: "",
  parent_ids: "",
  offsets_s: [],
  offsets_ns: [],
  durations_ns: [],
  names: [],
  services: [],
  kinds_and_statuses: [],
  models: [],
  input_tokens: [],
  output_tokens: [],
  costs: [],
  ttft_ms: [],
  error_types: [],
  error_messages: [],
};
