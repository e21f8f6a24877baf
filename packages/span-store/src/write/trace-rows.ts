import type { PoolClient } from "@plumbline/db/pool";
import { rollUpTrace } from "@plumbline/span/roll-up";
import { lesser } from "./chunk-maker";
import { newestVersions } from "./merge-rule";
import type { SpanRow } from "./span-row";
import { selectSpanRows } from "./stored-spans";
import type { TraceChunk } from "./trace-chunk";
import { insertTracesText, traceParameters, updateTracesText } from "./trace-columns";
import { mergePreviews, type RankedText, type TracePreviews } from "./trace-previews";

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
    text: insertTracesText,
    values: traceParameters(rolled),
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
  const rolled = updates.flatMap((update, index) => {
    const trace = storedByKey.get(keyOf(update.projectId, update.traceId));
    const rows = spans[index] ?? [];
    if (!trace || rows.length === 0) return [];
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
  await client.query({ name: "update-traces", text: updateTracesText, values: traceParameters(rolled) });
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
