import type { Statement } from "../read/statement";
import type { ErrorRow } from "./error-row";
import { Histogram } from "./histogram";
import { type Grain, MetricFigures, type MetricKey, type MetricRow, type Resolution } from "./metric-row";

/** Stored rows from `fromMs` on, before `toMs`; both begin a unit of the resolution. */
export interface StoredPart {
  readonly resolution: Resolution;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Columns of `metric` added up over a group of rows; histograms one behind the other are their union. */
export const sumColumns = `sum(count)::float8 AS count, sum(errors)::float8 AS errors, sum(duration_ns) AS duration_ns,
  sum(input_tokens)::float8 AS input_tokens, sum(output_tokens)::float8 AS output_tokens,
  sum(cache_read_tokens)::float8 AS cache_read_tokens, sum(cache_write_tokens)::float8 AS cache_write_tokens,
  sum(reasoning_tokens)::float8 AS reasoning_tokens, sum(cost) AS cost,
  sum(calls)::float8 AS calls, sum(unpriced_calls)::float8 AS unpriced_calls,
  to_char(max(last_received_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS last_received_at`;
export const histogramColumn = (name: "durations" | "ttfts") => `string_agg(${name}, '') AS ${name}`;

export interface SumRow {
  readonly count: number;
  readonly errors: number;
  readonly duration_ns: number;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly reasoning_tokens: number | null;
  readonly cost: number | null;
  readonly calls: number;
  readonly unpriced_calls: number;
  readonly last_received_at: string | null;
  readonly durations?: Buffer;
  readonly ttfts?: Buffer;
}

export function figuresFromRow(row: SumRow): MetricFigures {
  const figures = new MetricFigures();
  figures.addSums({
    count: row.count,
    errors: row.errors,
    durationNs: row.duration_ns,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cacheReadTokens: row.cache_read_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    reasoningTokens: row.reasoning_tokens,
    cost: row.cost,
    calls: row.calls,
    unpricedCalls: row.unpriced_calls,
    lastReceivedAt: row.last_received_at,
  });
  if (row.durations !== undefined) figures.durations.add(Histogram.of(row.durations));
  if (row.ttfts !== undefined) figures.ttfts.add(Histogram.of(row.ttfts));
  return figures;
}

export interface KeyRow {
  readonly grain: Grain;
  readonly scope: string;
  readonly environment: string;
  readonly name: string;
  readonly kind: number;
  readonly model: string;
  readonly provider: string;
}

/** Every row of one unit, made from the rows of the next finer resolution. */
export function coarserStatement(projectId: string, part: StoredPart): Statement {
  return {
    text: `SELECT grain, scope, environment, name, kind, model, provider, ${sumColumns}, ${histogramColumn("durations")}, ${histogramColumn("ttfts")}
FROM metric
WHERE project_id = $1 AND resolution = $2 AND at >= $3 AND at < $4
GROUP BY grain, scope, environment, name, kind, model, provider`,
    values: partValues(projectId, part),
  };
}

export function metricFromRow(row: KeyRow & SumRow): MetricRow {
  const { grain, scope, environment, name, kind, model, provider } = row;
  return {
    key: { grain, scope, environment, name, kind, model, provider } satisfies MetricKey,
    figures: figuresFromRow(row),
  };
}

export interface StoredError {
  readonly application: string;
  readonly environment: string;
  readonly error_type: string;
  readonly shape: string;
  readonly span_name: string;
  readonly message: string;
  readonly occurrences: number;
  readonly traces: number;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly sample_traces: string[];
}

const iso = (time: string) => `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Columns of `metric_error` over a group of rows of one application, environment, type and shape. Of the newest: name, message, samples. */
export const errorColumns = `application, environment, error_type, shape,
  (array_agg(span_name ORDER BY last_seen DESC))[1] AS span_name, (array_agg(message ORDER BY last_seen DESC))[1] AS message,
  sum(occurrences)::float8 AS occurrences, sum(traces)::float8 AS traces,
  ${iso("min(first_seen)")} AS first_seen, ${iso("max(last_seen)")} AS last_seen,
  (string_to_array(string_agg(array_to_string(sample_traces, ','), ',' ORDER BY last_seen DESC), ','))[1:5] AS sample_traces`;

export function coarserErrorsStatement(projectId: string, part: StoredPart): Statement {
  return {
    text: `SELECT ${errorColumns}
FROM metric_error
WHERE project_id = $1 AND resolution = $2 AND at >= $3 AND at < $4
GROUP BY application, environment, error_type, shape`,
    values: partValues(projectId, part),
  };
}

export function errorFromRow(row: StoredError): ErrorRow {
  return {
    application: row.application,
    environment: row.environment,
    errorType: row.error_type,
    shape: row.shape,
    spanName: row.span_name,
    message: row.message,
    occurrences: row.occurrences,
    traces: row.traces,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    sampleTraces: row.sample_traces,
  };
}

function partValues(projectId: string, { resolution, fromMs, toMs }: StoredPart): unknown[] {
  return [projectId, resolution, new Date(fromMs).toISOString(), new Date(toMs).toISOString()];
}
