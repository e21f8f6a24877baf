import { kindNumbers } from "@plumbline/span/kind";
import { durationBinSql } from "../read/duration-histogram";
import type { Statement } from "../read/statement";

/** A stretch of time whose traces are counted into one place: a minute's roll-up, or a bucket of a chart. */
export interface Segment {
  readonly place: number;
  /** Unix milliseconds; inclusive. */
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
}

/** The traces of the segments ($1 project, $2 places, $3 and $4 their bounds), through trace_list_idx. */
const tracesOfSegments = `FROM unnest($2::integer[], $3::timestamptz[], $4::timestamptz[]) AS segment(place, from_time, to_time)
JOIN trace ON trace.project_id = $1 AND trace.start_time >= segment.from_time AND trace.start_time < segment.to_time`;

function segmentValues(projectId: string, segments: readonly Segment[]): unknown[] {
  return [
    projectId,
    segments.map(({ place }) => place),
    segments.map(({ fromMs }) => new Date(fromMs).toISOString()),
    segments.map(({ toMs }) => new Date(toMs).toISOString()),
  ];
}

/** The traces of one application and place whose durations fall into one bin; `bin` is null for running ones. */
export interface TraceGroup {
  readonly place: number;
  readonly application: string;
  /** "": none reported. */
  readonly environment: string;
  readonly bin: number | null;
  readonly count: number;
  readonly errors: number;
  readonly duration_ns: number;
  readonly min_ns: number;
  readonly max_ns: number;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cost: number | null;
  readonly last_received_at: string;
  /** Every span of these traces lies between. */
  readonly first_start: string;
  readonly last_end: string;
}

const isoSql = (time: string) => `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

export function traceGroupsStatement(projectId: string, segments: readonly Segment[]): Statement {
  return {
    text: `SELECT place, application, coalesce(environment, '') AS environment, ${durationBinSql} AS bin,
  count(*)::int AS count, count(*) FILTER (WHERE status = 2)::int AS errors,
  coalesce(sum(duration_ns::float8) FILTER (WHERE NOT is_running), 0) AS duration_ns,
  min(duration_ns)::float8 AS min_ns, max(duration_ns)::float8 AS max_ns,
  sum(input_tokens::float8) AS input_tokens, sum(output_tokens::float8) AS output_tokens, sum(cost) AS cost,
  ${isoSql("max(last_received_at)")} AS last_received_at,
  ${isoSql("min(start_time)")} AS first_start, ${isoSql("max(end_time)")} AS last_end
${tracesOfSegments}
GROUP BY place, application, coalesce(environment, ''), bin`,
    values: segmentValues(projectId, segments),
  };
}

/**
 * Spans that agree in all but their duration's bin; or, where `is_ttft`, model calls that agree in all but the bin of their
 * time to the first token.
 */
export interface SpanGroup {
  readonly place: number;
  readonly application: string;
  /** "": none reported. */
  readonly environment: string;
  readonly is_ttft: boolean;
  readonly name: string | null;
  readonly kind: number | null;
  readonly model: string;
  readonly provider: string;
  readonly is_call: boolean;
  readonly is_counted: boolean;
  readonly bin: number | null;
  readonly count: number;
  readonly errors: number;
  readonly duration_ns: number;
  readonly min_ns: number | null;
  readonly max_ns: number | null;
  readonly min_ttft_ns: number | null;
  readonly max_ttft_ns: number | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly cost: number | null;
  readonly calls: number;
  readonly unpriced_calls: number;
}

/** The better of two versions of a span, column by column: `compareVersions` (write/merge-rule.ts) for different start times. */
const versionSql = (span: string) => `(
    coalesce(${span}.start_time + (${span}.start_time_ns + ${span}.duration_ns) / 1000 * interval '1 microsecond', '-infinity'),
    coalesce((${span}.start_time_ns + ${span}.duration_ns) % 1000, 0), ${span}.attribute_count, ${span}.content_hash)`;

/**
 * The spans of the segments' traces, in their newest versions. $5 and $6 bound the start of all of them, so that only the
 * partitions that can hold one are read. A model call that repeats another one's usage is a span like any other, but no call.
 */
const spansOfSegments = `FROM (
  SELECT place, trace_id, start_time, end_time, application, coalesce(environment, '') AS environment, uncounted_spans, has_old_versions
  ${tracesOfSegments}
) AS t
JOIN span AS s ON s.project_id = $1 AND s.trace_id = t.trace_id
  AND s.start_time BETWEEN t.start_time AND t.end_time AND s.start_time BETWEEN $5 AND $6
WHERE NOT (t.has_old_versions AND EXISTS (
  SELECT FROM span AS better
  WHERE better.project_id = s.project_id AND better.trace_id = s.trace_id AND better.span_id = s.span_id
    AND ${versionSql("better")} > ${versionSql("s")}))`;

const { LLM, EMBEDDING, RERANKER } = kindNumbers;
const isCall = `s.kind IN (${LLM}, ${RERANKER}, ${EMBEDDING})`;

export interface SpanBounds {
  readonly firstStart: string;
  readonly lastEnd: string;
}

export function spanGroupsStatement(
  projectId: string,
  segments: readonly Segment[],
  { firstStart, lastEnd }: SpanBounds,
): Statement {
  const perSpan = "place, application, environment, name, kind, model, provider, is_call, is_counted, bin";
  const perFirstToken = "place, application, environment, model, provider, is_call, is_counted, ttft_bin";
  return {
    text: `SELECT place, application, environment, grouping(name) = 1 AS is_ttft, name, kind, model, provider, is_call, is_counted,
  CASE WHEN grouping(name) = 1 THEN ttft_bin ELSE bin END AS bin,
  count(*)::int AS count, count(*) FILTER (WHERE status = 2)::int AS errors,
  coalesce(sum(duration_ns::float8), 0) AS duration_ns,
  min(duration_ns)::float8 AS min_ns, max(duration_ns)::float8 AS max_ns,
  min(ttft_ns) AS min_ttft_ns, max(ttft_ns) AS max_ttft_ns,
  sum(input_tokens::float8) AS input_tokens, sum(output_tokens::float8) AS output_tokens,
  sum(cache_read_tokens::float8) AS cache_read_tokens, sum(cache_write_tokens::float8) AS cache_write_tokens,
  sum(reasoning_tokens::float8) AS reasoning_tokens, sum(cost) AS cost,
  count(*) FILTER (WHERE has_usage)::int AS calls, count(*) FILTER (WHERE has_usage AND cost IS NULL)::int AS unpriced_calls
FROM (
  SELECT t.place, t.application, t.environment, s.name, s.kind, ${isCall} AS is_call,
    ${isCall} AND (t.uncounted_spans IS NULL OR s.span_id <> ALL (t.uncounted_spans)) AS is_counted,
    CASE WHEN ${isCall} THEN coalesce(s.model, '') ELSE '' END AS model,
    CASE WHEN ${isCall} THEN coalesce(s.provider, '') ELSE '' END AS provider,
    floor(ln(s.duration_ns::float8 + 1) * 20)::int AS bin, s.duration_ns, s.status,
    CASE WHEN ${isCall} THEN round(s.ttft_ms::float8 * 1000000) END AS ttft_ns,
    CASE WHEN ${isCall} THEN floor(ln(s.ttft_ms::float8 * 1000000 + 1) * 20)::int END AS ttft_bin,
    s.input_tokens, s.output_tokens, s.cache_read_tokens, s.cache_write_tokens, s.reasoning_tokens, s.cost,
    s.input_tokens IS NOT NULL OR s.output_tokens IS NOT NULL AS has_usage
  ${spansOfSegments}
) AS binned
GROUP BY GROUPING SETS ((${perSpan}), (${perFirstToken}))`,
    values: [...segmentValues(projectId, segments), firstStart, lastEnd],
  };
}

/** The failed spans of one trace that say the same. */
export interface ErrorGroup {
  readonly place: number;
  readonly application: string;
  /** "": none reported. */
  readonly environment: string;
  readonly trace_id: string;
  readonly error_type: string;
  readonly message: string;
  readonly span_name: string;
  readonly occurrences: number;
  readonly first_seen: string;
  readonly last_seen: string;
}

/** In an outage every span fails: beyond these the groups are what the first so many were. */
export const errorGroupsMax = 20_000;

/** Failed spans without a failed child: where an error began, and not every span that it brought down. */
export function errorGroupsStatement(
  projectId: string,
  segments: readonly Segment[],
  { firstStart, lastEnd }: SpanBounds,
): Statement {
  return {
    text: `WITH failed AS (
  SELECT t.place, t.application, t.environment, s.trace_id, s.span_id, s.parent_span_id, s.start_time, s.name,
    coalesce(s.error_type, '') AS error_type, coalesce(s.error_message, '') AS message
  ${spansOfSegments} AND s.status = 2
)
SELECT place, application, environment, trace_id, error_type, message, max(name) AS span_name, count(*)::int AS occurrences,
  ${isoSql("min(start_time)")} AS first_seen, ${isoSql("max(start_time)")} AS last_seen
FROM failed
WHERE NOT EXISTS (
  SELECT FROM failed AS child WHERE child.trace_id = failed.trace_id AND child.parent_span_id = failed.span_id)
GROUP BY place, application, environment, trace_id, error_type, message
LIMIT ${errorGroupsMax}`,
    values: [...segmentValues(projectId, segments), firstStart, lastEnd],
  };
}
