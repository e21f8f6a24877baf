import type { PoolClient } from "@plumbline/db/pool";
import type { ErrorRow } from "./error-row";
import { digest, type MetricRow, type Resolution, unitMs } from "./metric-row";

/** The rows of one minute, hour or day; `unit` counts them since 1970. */
export interface UnitRows {
  readonly unit: number;
  readonly metrics: readonly MetricRow[];
  readonly errors: readonly ErrorRow[];
}

type Columns<Row> = readonly (readonly [name: string, type: string, read: (row: Row) => unknown, sql?: string])[];
type Placed<Row> = Row & { readonly at: string };

const metricColumns: Columns<Placed<MetricRow>> = [
  ["grain", "smallint", ({ key }) => key.grain],
  ["scope", "text", ({ key }) => key.scope],
  ["environment", "text", ({ key }) => key.environment],
  ["at", "timestamptz", ({ at }) => at],
  ["key", "uuid", ({ key }) => digest(key.environment, key.name, key.kind, key.model, key.provider)],
  ["name", "text", ({ key }) => key.name],
  ["kind", "smallint", ({ key }) => key.kind],
  ["model", "text", ({ key }) => key.model],
  ["provider", "text", ({ key }) => key.provider],
  ["count", "bigint", ({ figures }) => figures.count],
  ["errors", "bigint", ({ figures }) => figures.errors],
  ["duration_ns", "double precision", ({ figures }) => figures.durationNs],
  ["durations", "text", ({ figures }) => figures.durations.encode().toString("hex"), "decode(v.durations, 'hex')"],
  ["ttfts", "text", ({ figures }) => figures.ttfts.encode().toString("hex"), "decode(v.ttfts, 'hex')"],
  ["input_tokens", "bigint", ({ figures }) => figures.inputTokens],
  ["output_tokens", "bigint", ({ figures }) => figures.outputTokens],
  ["cache_read_tokens", "bigint", ({ figures }) => figures.cacheReadTokens],
  ["cache_write_tokens", "bigint", ({ figures }) => figures.cacheWriteTokens],
  ["reasoning_tokens", "bigint", ({ figures }) => figures.reasoningTokens],
  ["cost", "double precision", ({ figures }) => figures.cost],
  ["calls", "bigint", ({ figures }) => figures.calls],
  ["unpriced_calls", "bigint", ({ figures }) => figures.unpricedCalls],
  ["last_received_at", "timestamptz", ({ figures }) => figures.lastReceivedAt],
];

const errorColumns: Columns<Placed<ErrorRow>> = [
  ["at", "timestamptz", ({ at }) => at],
  [
    "key",
    "uuid",
    ({ environment, application, errorType, shape }) => digest(environment, application, errorType, shape),
  ],
  ["environment", "text", ({ environment }) => environment],
  ["application", "text", ({ application }) => application],
  ["error_type", "text", ({ errorType }) => errorType],
  ["shape", "text", ({ shape }) => shape],
  ["span_name", "text", ({ spanName }) => spanName],
  ["message", "text", ({ message }) => message],
  ["occurrences", "bigint", ({ occurrences }) => occurrences],
  ["traces", "bigint", ({ traces }) => traces],
  ["first_seen", "timestamptz", ({ firstSeen }) => firstSeen],
  ["last_seen", "timestamptz", ({ lastSeen }) => lastSeen],
  // unnest would flatten an array of arrays.
  ["sample_traces", "text", ({ sampleTraces }) => `{${sampleTraces.join(",")}}`, "v.sample_traces::uuid[]"],
];

function insertText<Row>(table: string, columns: Columns<Row>): string {
  const names = columns.map(([name]) => name);
  return `INSERT INTO ${table} (project_id, resolution, ${names.join(", ")})
SELECT $1, $2, ${columns.map(([name, , , sql]) => sql ?? `v.${name}`).join(", ")}
FROM unnest(${columns.map(([, type], index) => `$${index + 3}::${type}[]`).join(", ")}) AS v(${names.join(", ")})`;
}

const insertMetrics = insertText("metric", metricColumns);
const insertErrors = insertText("metric_error", errorColumns);

/** Puts these rows in the place of all that the units had. */
export async function replaceMetrics(
  client: PoolClient,
  projectId: string,
  resolution: Resolution,
  units: readonly UnitRows[],
): Promise<void> {
  if (units.length === 0) return;
  const startOf = (unit: number) => new Date(unit * unitMs[resolution]).toISOString();
  const starts = units.map(({ unit }) => startOf(unit));
  const key = [projectId, resolution];
  const condition = "project_id = $1 AND resolution = $2 AND at = ANY ($3::timestamptz[])";
  await client.query(`DELETE FROM metric WHERE ${condition}`, [...key, starts]);
  await client.query(`DELETE FROM metric_error WHERE ${condition}`, [...key, starts]);
  const metrics = units.flatMap(({ unit, metrics: rows }) => rows.map((row) => ({ ...row, at: startOf(unit) })));
  const errors = units.flatMap(({ unit, errors: rows }) => rows.map((row) => ({ ...row, at: startOf(unit) })));
  await insert(client, insertMetrics, key, metricColumns, metrics);
  await insert(client, insertErrors, key, errorColumns, errors);
}

async function insert<Row>(
  client: PoolClient,
  text: string,
  key: readonly unknown[],
  columns: Columns<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(text, [...key, ...columns.map(([, , read]) => rows.map(read))]);
}
