import type { TraceRollUp } from "@plumbline/span/roll-up";
import { type ArrayElement, arrayLiteral } from "./array-literal";
import { insertDueText } from "./metric-due";
import { rankMax, type TracePreviews } from "./trace-previews";

/** A trace whose row is to be written. */
export interface RolledTrace {
  readonly projectId: string;
  readonly traceId: string;
  readonly totals: TraceRollUp;
  readonly previews: TracePreviews;
  readonly environment: string | null;
  /** The totals are coarse (coarse-totals.ts) and have to be made from all spans. */
  readonly isDue?: boolean;
  /** Some span has several rows, of which only the newest version counts. */
  readonly hasOldVersions?: boolean;
}

type Column = readonly [name: string, type: string, read: (trace: RolledTrace) => ArrayElement];

/** The columns of a trace row that ingest fills. Times travel as microseconds, inner arrays as text. */
const columns: readonly Column[] = [
  ["project_id", "uuid", (trace) => trace.projectId],
  ["trace_id", "uuid", (trace) => trace.traceId],
  ["start_time", "bigint", ({ totals }) => totals.startUs],
  ["end_time", "bigint", ({ totals }) => totals.endUs],
  ["duration_ns", "bigint", ({ totals }) => totals.durationNs],
  ["application", "text", ({ totals }) => totals.application],
  ["name", "text", ({ totals }) => totals.name],
  ["root_kind", "smallint", ({ totals }) => totals.rootKind],
  ["status", "smallint", ({ totals }) => totals.status],
  ["has_root", "boolean", ({ totals }) => totals.hasRoot],
  ["is_running", "boolean", ({ totals }) => totals.isRunning],
  ["span_count", "integer", ({ totals }) => totals.spanCount],
  ["error_count", "integer", ({ totals }) => totals.errorCount],
  ["orphan_count", "integer", ({ totals }) => totals.orphanCount],
  ["input_tokens", "bigint", ({ totals }) => totals.inputTokens],
  ["output_tokens", "bigint", ({ totals }) => totals.outputTokens],
  ["models", "text", ({ totals }) => arrayLiteral(totals.models)],
  ["span_names", "text", ({ totals }) => arrayLiteral(totals.spanNames)],
  ["session_id", "text", ({ totals }) => totals.sessionId],
  ["user_id", "text", ({ totals }) => totals.userId],
  ["environment", "text", (trace) => trace.environment],
  ["input_preview", "text", ({ previews }) => previews.input?.text ?? null],
  ["input_rank", "bigint", ({ previews }) => previews.input?.rank ?? rankMax],
  ["output_preview", "text", ({ previews }) => previews.output?.text ?? null],
  ["output_rank", "bigint", ({ previews }) => previews.output?.rank ?? rankMax],
  ["error_message", "text", ({ totals }) => totals.errorMessage],
  ["cost", "double precision", ({ totals }) => totals.cost],
  ["uncounted_spans", "text", ({ totals }) => spanIdsLiteral(totals.uncountedSpans)],
  ["has_old_versions", "boolean", ({ hasOldVersions }) => hasOldVersions ?? false],
  ["totals_due", "boolean", ({ isDue }) => isDue ?? false],
];

const names = columns.map(([name]) => name);
const keyNames = ["project_id", "trace_id"];

const valuesTable = `unnest(${columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(", ")})
  AS v(${names.join(", ")})`;

function fromValue(name: string): string {
  if (name === "start_time" || name === "end_time") return `timestamptz 'epoch' + v.${name} * interval '1 microsecond'`;
  if (name === "models" || name === "span_names") return `v.${name}::text[]`;
  if (name === "uncounted_spans") return `v.${name}::bigint[]`;
  return `v.${name}`;
}

function spanIdsLiteral(spanIds: readonly string[]): string | null {
  if (spanIds.length === 0) return null;
  return `{${spanIds.map((id) => BigInt.asIntN(64, BigInt(`0x${id}`))).join(",")}}`;
}

/** Notes the minutes to count in the same statement: the two parameters behind those of `traceParameters`. */
export const insertTracesText = `WITH noted AS (${insertDueText(columns.length + 1)})
INSERT INTO trace (${names.join(", ")})
SELECT ${names.map(fromValue).join(", ")}
FROM ${valuesTable}
ON CONFLICT (project_id, trace_id) DO NOTHING
RETURNING project_id, trace_id`;

function updateText(isWritten: (name: string) => boolean): string {
  return `UPDATE trace SET
  ${names
    .filter((name) => !keyNames.includes(name) && isWritten(name))
    .map((name) => `${name} = ${fromValue(name)}`)
    .join(",\n  ")}`;
}

export const updateTracesText = `${updateText(() => true)},
  last_received_at = now()
FROM ${valuesTable}
WHERE trace.project_id = v.project_id AND trace.trace_id = v.trace_id`;

/** Each batch improves these by itself; spans are not asked for them again. */
const ownOfBatches: ReadonlySet<string> = new Set([
  "environment",
  "input_preview",
  "input_rank",
  "output_preview",
  "output_rank",
]);

/**
 * One trace, if nobody wrote to its row since it had this version: the parameter after those of `traceParameters`. Notes the
 * minutes of the last parameter to be counted; one row is written then, else none.
 */
export const settleTraceText = `WITH settled AS (
${updateText((name) => !ownOfBatches.has(name))}
FROM ${valuesTable}
WHERE trace.project_id = v.project_id AND trace.trace_id = v.trace_id AND trace.xmin = $${columns.length + 1}::xid
RETURNING trace.project_id)
INSERT INTO metric_due (project_id, starts) SELECT project_id, $${columns.length + 2}::integer[] FROM settled`;

/** The parameters of both statements: one array literal per column. */
export function traceParameters(traces: readonly RolledTrace[]): string[] {
  return columns.map(([, , read]) => arrayLiteral(traces.map(read)));
}
