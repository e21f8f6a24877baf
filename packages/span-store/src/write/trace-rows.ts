import type { PoolClient } from "@plumbline/db/pool";
import { rollUpTrace, type TraceRollUp } from "@plumbline/span/roll-up";
import { newestVersions } from "./merge-rule";
import { lesser } from "./prepare-traces";
import type { SpanRow } from "./span-row";
import { selectSpanRows } from "./stored-spans";
import type { TraceChunk } from "./trace-chunk";
import { mergePreviews, type RankedText, rankMax, type TracePreviews } from "./trace-previews";

/** Everything that one flush brings of one trace. */
export interface TraceUpdate {
  readonly projectId: string;
  readonly traceId: string;
  readonly rows: readonly SpanRow[];
  readonly previews: TracePreviews;
  readonly environment: string | null;
}

/** One update per trace, in the order of the primary key: two flushes then never wait for each other in a circle. */
export function groupByTrace(sortedChunks: readonly TraceChunk[]): TraceUpdate[] {
  const updates: TraceUpdate[] = [];
  let last: TraceUpdate | undefined;
  for (const chunk of sortedChunks) {
    if (last && last.traceId === chunk.traceId && last.projectId === chunk.projectId) {
      last = {
        projectId: last.projectId,
        traceId: last.traceId,
        rows: [...last.rows, ...chunk.rows],
        previews: mergePreviews(last.previews, chunk.previews),
        environment: lesser(last.environment, chunk.environment),
      };
      updates[updates.length - 1] = last;
    } else {
      last = chunk;
      updates.push(last);
    }
  }
  return updates;
}

/**
 * Writes the trace rows of one flush, whose spans stand in the span table already. A trace that is new is rolled up from
 * memory; one that exists is locked and rolled up from its stored spans, so its totals do not depend on who came first.
 */
export async function writeTraceRows(client: PoolClient, updates: readonly TraceUpdate[]): Promise<void> {
  if (updates.length === 0) return;
  const inserted = await insertTraces(client, updates);
  const known = updates.filter((update) => !inserted.has(keyOf(update.projectId, update.traceId)));
  if (known.length > 0) await updateTraces(client, known);
}

function keyOf(projectId: string, traceId: string): string {
  return `${projectId} ${traceId}`;
}

/** Columns that a roll-up fills, with their types as array parameters. Text arrays travel as array literals. */
const rolledColumns = [
  ["start_time", "bigint"],
  ["end_time", "bigint"],
  ["duration_ns", "bigint"],
  ["application", "text"],
  ["name", "text"],
  ["root_kind", "smallint"],
  ["status", "smallint"],
  ["has_root", "boolean"],
  ["is_running", "boolean"],
  ["span_count", "integer"],
  ["error_count", "integer"],
  ["orphan_count", "integer"],
  ["input_tokens", "bigint"],
  ["output_tokens", "bigint"],
  ["models", "text"],
  ["span_names", "text"],
  ["session_id", "text"],
  ["user_id", "text"],
  ["environment", "text"],
  ["input_preview", "text"],
  ["input_rank", "bigint"],
  ["output_preview", "text"],
  ["output_rank", "bigint"],
  ["error_message", "text"],
] as const;

const columnNames = ["project_id", "trace_id", ...rolledColumns.map(([name]) => name)];

/** Microseconds become a timestamp, array literals become arrays. */
function readColumn(name: string): string {
  if (name === "start_time" || name === "end_time") return `timestamptz 'epoch' + v.${name} * interval '1 microsecond'`;
  if (name === "models" || name === "span_names") return `v.${name}::text[]`;
  return `v.${name}`;
}

const valuesTable = `unnest($1::uuid[], $2::uuid[], ${rolledColumns
  .map(([, type], index) => `$${index + 3}::${type}[]`)
  .join(", ")}) AS v(${columnNames.join(", ")})`;

const insertText = `INSERT INTO trace (${columnNames.join(", ")})
SELECT ${columnNames.map(readColumn).join(", ")}
FROM ${valuesTable}
ON CONFLICT (project_id, trace_id) DO NOTHING
RETURNING project_id, trace_id`;

const updateText = `UPDATE trace SET
  ${rolledColumns.map(([name]) => `${name} = ${readColumn(name)}`).join(",\n  ")},
  last_received_at = now()
FROM ${valuesTable}
WHERE trace.project_id = v.project_id AND trace.trace_id = v.trace_id`;

const lockText = `SELECT trace.project_id, trace.trace_id,
  (extract(epoch FROM start_time) * 1000000)::bigint AS start_us,
  (extract(epoch FROM end_time) * 1000000)::bigint AS end_us,
  environment, input_preview, input_rank, output_preview, output_rank
FROM trace
JOIN unnest($1::uuid[], $2::uuid[]) AS k(project_id, trace_id)
  ON trace.project_id = k.project_id AND trace.trace_id = k.trace_id
ORDER BY trace.project_id, trace.trace_id
FOR UPDATE OF trace`;

async function insertTraces(client: PoolClient, updates: readonly TraceUpdate[]): Promise<Set<string>> {
  const rolled = updates.map((update) => ({ ...update, totals: rollUpTrace(newestVersions(update.rows)) }));
  const { rows } = await client.query<{ project_id: string; trace_id: string }>({
    name: "insert-traces",
    text: insertText,
    values: toColumns(rolled),
  });
  return new Set(rows.map((row) => keyOf(row.project_id, row.trace_id.replaceAll("-", ""))));
}

interface StoredTrace {
  readonly project_id: string;
  readonly trace_id: string;
  readonly start_us: bigint;
  readonly end_us: bigint;
  readonly environment: string | null;
  readonly input_preview: string | null;
  readonly input_rank: bigint;
  readonly output_preview: string | null;
  readonly output_rank: bigint;
}

async function updateTraces(client: PoolClient, updates: readonly TraceUpdate[]): Promise<void> {
  const { rows: stored } = await client.query<StoredTrace>({
    name: "lock-traces",
    text: lockText,
    values: [updates.map((update) => update.projectId), updates.map((update) => update.traceId)],
  });
  const storedByKey = new Map(stored.map((row) => [keyOf(row.project_id, row.trace_id.replaceAll("-", "")), row]));
  const spans = await selectSpanRows(client, updates, timeBounds(updates, stored));
  const rolled = updates.flatMap((update) => {
    const key = keyOf(update.projectId, update.traceId);
    const trace = storedByKey.get(key);
    const rows = spans.get(key);
    if (!trace || !rows) return [];
    return [
      {
        projectId: update.projectId,
        traceId: update.traceId,
        totals: rollUpTrace(newestVersions(rows)),
        previews: mergePreviews(update.previews, previewsOf(trace)),
        environment: lesser(update.environment, trace.environment),
      },
    ];
  });
  await client.query({ name: "update-traces", text: updateText, values: toColumns(rolled) });
}

/** Every span of these traces starts inside, so that only the partitions that can hold one are read. */
function timeBounds(updates: readonly TraceUpdate[], stored: readonly StoredTrace[]): { fromUs: number; toUs: number } {
  let fromUs = Infinity;
  let toUs = -Infinity;
  for (const trace of stored) {
    fromUs = Math.min(fromUs, Number(trace.start_us));
    toUs = Math.max(toUs, Number(trace.end_us));
  }
  for (const update of updates) {
    for (const row of update.rows) {
      fromUs = Math.min(fromUs, row.startUs);
      toUs = Math.max(toUs, row.startUs);
    }
  }
  return { fromUs, toUs };
}

function previewsOf(trace: StoredTrace): TracePreviews {
  return {
    input: rankedText(trace.input_rank, trace.input_preview),
    output: rankedText(trace.output_rank, trace.output_preview),
  };
}

function rankedText(rank: bigint, text: string | null): RankedText | null {
  return text === null ? null : { rank: Number(rank), text };
}

interface RolledTrace {
  readonly projectId: string;
  readonly traceId: string;
  readonly totals: TraceRollUp;
  readonly previews: TracePreviews;
  readonly environment: string | null;
}

/** One array per column, in the order of `columnNames`. */
function toColumns(traces: readonly RolledTrace[]): unknown[][] {
  const column = (read: (trace: RolledTrace) => unknown) => traces.map(read);
  return [
    column((trace) => trace.projectId),
    column((trace) => trace.traceId),
    column(({ totals }) => totals.startUs),
    column(({ totals }) => totals.endUs),
    column(({ totals }) => totals.durationNs),
    column(({ totals }) => totals.application),
    column(({ totals }) => totals.name),
    column(({ totals }) => totals.rootKind),
    column(({ totals }) => totals.status),
    column(({ totals }) => totals.hasRoot),
    column(({ totals }) => totals.isRunning),
    column(({ totals }) => totals.spanCount),
    column(({ totals }) => totals.errorCount),
    column(({ totals }) => totals.orphanCount),
    column(({ totals }) => totals.inputTokens),
    column(({ totals }) => totals.outputTokens),
    column(({ totals }) => arrayLiteral(totals.models)),
    column(({ totals }) => arrayLiteral(totals.spanNames)),
    column(({ totals }) => totals.sessionId),
    column(({ totals }) => totals.userId),
    column((trace) => trace.environment),
    column(({ previews }) => previews.input?.text ?? null),
    column(({ previews }) => previews.input?.rank ?? rankMax),
    column(({ previews }) => previews.output?.text ?? null),
    column(({ previews }) => previews.output?.rank ?? rankMax),
    column(({ totals }) => totals.errorMessage),
  ];
}

/** A one-dimensional text[] as PostgreSQL reads it; unnest would flatten an array of arrays. */
export function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
