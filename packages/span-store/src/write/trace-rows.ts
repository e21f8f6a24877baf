import type { PoolClient } from "@plumbline/db/pool";
import { rollUpTrace, type TraceRollUp } from "@plumbline/span/roll-up";
import { lesser } from "./chunk-maker";
import { addCoarsely } from "./coarse-totals";
import { hasOldVersions as hasReplacedRows, newestVersions } from "./merge-rule";
import { DueMinutes, minuteOf, noteDueMinutes } from "./metric-due";
import type { SpanRow } from "./span-row";
import { type StoredSpan, selectSpanRows } from "./stored-spans";
import { lockTraces, type StoredTrace } from "./stored-traces";
import type { TraceChunk } from "./trace-chunk";
import { insertTracesText, type RolledTrace, traceParameters, updateTracesText } from "./trace-columns";
import { mergePreviews, type TracePreviews } from "./trace-previews";

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

/** How many stored spans one flush reads again; traces beyond it are added up coarsely and made exact by the worker. */
const storedSpansMaxDefault = 4_000;

/**
 * Writes the trace rows of one flush, whose spans stand in the span table already. A trace that is new is rolled up from
 * memory; one that exists is locked and rolled up from its stored spans, so its totals do not depend on who came first.
 * Reading a long trace again with each of its batches would be quadratic, and every other sender in the flush would wait:
 * its batches are added up coarsely, and its row is marked as due for `settleTraceTotals`.
 */
export async function writeTraceRows(
  client: PoolClient,
  updates: readonly TraceUpdate[],
  storedSpansMax = storedSpansMaxDefault,
): Promise<void> {
  if (updates.length === 0) return;
  const due = new DueMinutes();
  const inserted = await insertTraces(client, updates, due);
  const known = updates.filter((update) => !inserted.has(keyOf(update.projectId, update.traceId)));
  if (known.length > 0) await updateTraces(client, known, storedSpansMax, due);
}

function keyOf(projectId: string, traceId: string): string {
  return `${projectId} ${traceId}`;
}

async function insertTraces(
  client: PoolClient,
  updates: readonly TraceUpdate[],
  due: DueMinutes,
): Promise<Set<string>> {
  const rolled = updates.map((update) => ({ ...update, ...rollUpVersions(update.rows) }));
  for (const { projectId, totals } of rolled) due.add(projectId, minuteOf(totals.startUs));
  const { rows } = await client.query<{ project_id: string; trace_id: string }>({
    name: "insert-traces",
    text: insertTracesText,
    values: [...traceParameters(rolled), ...due.parameters()],
  });
  return new Set(rows.map((row) => keyOf(row.project_id, row.trace_id.replaceAll("-", ""))));
}

function rollUpVersions(rows: readonly StoredSpan[]): { totals: TraceRollUp; hasOldVersions: boolean } {
  const newest = newestVersions(rows);
  const totals = rollUpTrace(newest);
  return { totals, hasOldVersions: hasReplacedRows(rows, newest, totals) };
}

async function updateTraces(
  client: PoolClient,
  updates: readonly TraceUpdate[],
  storedSpansMax: number,
  due: DueMinutes,
): Promise<void> {
  const storedByKey = new Map(
    (await lockTraces(client, updates)).map((trace) => [keyOf(trace.projectId, trace.traceId), trace]),
  );
  const known = updates.flatMap((update) => {
    const stored = storedByKey.get(keyOf(update.projectId, update.traceId));
    return stored ? [{ update, stored }] : [];
  });
  const { short, long } = splitByLength(known, storedSpansMax);
  const spans =
    short.length === 0
      ? []
      : await selectSpanRows(
          client,
          short.map(({ stored }) => stored),
          timeBounds(short),
        );
  const rolled = [
    ...short.flatMap((trace, index) => {
      const rows = spans[index] ?? [];
      return rows.length === 0 ? [] : [merged(trace, rollUpVersions(rows), false)];
    }),
    ...long.map((trace) => {
      const batch = rollUpVersions(trace.update.rows);
      const totals = addCoarsely(trace.stored.totals, batch.totals);
      return merged(trace, { totals, hasOldVersions: trace.stored.hasOldVersions || batch.hasOldVersions }, true);
    }),
  ];
  await client.query({ name: "update-traces", text: updateTracesText, values: traceParameters(rolled) });
  await noteDueMinutes(client, missingMinutes(known, rolled, due));
}

/** Where these traces began before, and begin now, as far as the insert has not noted it. */
function missingMinutes(known: readonly KnownTrace[], rolled: readonly RolledTrace[], noted: DueMinutes): DueMinutes {
  const missing = new DueMinutes();
  const add = (projectId: string, startUs: number) => {
    const minute = minuteOf(startUs);
    if (noted.add(projectId, minute)) missing.add(projectId, minute);
  };
  for (const { stored } of known) add(stored.projectId, stored.totals.startUs);
  for (const { projectId, totals } of rolled) add(projectId, totals.startUs);
  return missing;
}

interface KnownTrace {
  readonly update: TraceUpdate;
  readonly stored: StoredTrace;
}

function splitByLength(known: readonly KnownTrace[], spansMax: number): { short: KnownTrace[]; long: KnownTrace[] } {
  const [short, long]: [KnownTrace[], KnownTrace[]] = [[], []];
  let spans = 0;
  for (const trace of known) {
    const count = trace.stored.totals.spanCount + trace.update.rows.length;
    if (spans + count > spansMax) {
      long.push(trace);
    } else {
      short.push(trace);
      spans += count;
    }
  }
  return { short, long };
}

function merged(
  { update, stored }: KnownTrace,
  { totals, hasOldVersions }: { readonly totals: TraceRollUp; readonly hasOldVersions: boolean },
  isDue: boolean,
): RolledTrace {
  return {
    projectId: update.projectId,
    traceId: update.traceId,
    totals,
    hasOldVersions,
    previews: mergePreviews(update.previews, stored.previews),
    environment: lesser(update.environment, stored.environment),
    isDue,
  };
}

/** Every span of these traces starts inside, so that only the partitions that can hold one are read. */
function timeBounds(traces: readonly KnownTrace[]): { fromUs: number; toUs: number } {
  let fromUs = Infinity;
  let toUs = -Infinity;
  for (const { stored, update } of traces) {
    fromUs = Math.min(fromUs, stored.totals.startUs);
    toUs = Math.max(toUs, stored.totals.endUs);
    for (const row of update.rows) {
      fromUs = Math.min(fromUs, row.startUs);
      toUs = Math.max(toUs, row.startUs);
    }
  }
  return { fromUs, toUs };
}
