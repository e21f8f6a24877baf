import type { Pool } from "@plumbline/db/pool";
import { rollUpTrace } from "@plumbline/span/roll-up";
import { hasOldVersions, newestVersions } from "./merge-rule";
import { minuteOf } from "./metric-due";
import { selectSpanRows } from "./stored-spans";
import { settleTraceText, traceParameters } from "./trace-columns";
import { noPreviews } from "./trace-previews";

interface DueTrace {
  readonly projectId: string;
  readonly traceId: string;
  /** Changes with every write to the row. */
  readonly version: string;
  readonly startUs: number;
  readonly endUs: number;
}

const selectDue = `SELECT project_id AS "projectId", replace(trace_id::text, '-', '') AS "traceId", xmin::text AS version,
  (extract(epoch FROM start_time) * 1000000)::float8 AS "startUs", (extract(epoch FROM end_time) * 1000000)::float8 AS "endUs"
FROM trace WHERE totals_due ORDER BY last_received_at LIMIT $1`;

/**
 * Rolls up long traces whose rows hold coarse totals. Takes no lock while it reads, so no sender waits for it: a trace that
 * grows meanwhile stays due. Answers how many traces are exact again.
 */
export async function settleTraceTotals(pool: Pool, tracesMax = 20): Promise<number> {
  const { rows: due } = await pool.query<DueTrace>({ name: "select-due-totals", text: selectDue, values: [tracesMax] });
  let settled = 0;
  for (const trace of due) if (await settle(pool, trace)) settled += 1;
  return settled;
}

async function settle(pool: Pool, { projectId, traceId, version, startUs, endUs }: DueTrace): Promise<boolean> {
  // The trace's row was read before its spans: a flush in between, which may or may not be among them, changes the version.
  const [spans = []] = await selectSpanRows(pool, [{ projectId, traceId }], { fromUs: startUs, toUs: endUs });
  if (spans.length === 0) return false;
  const newest = newestVersions(spans);
  const totals = rollUpTrace(newest);
  const settled = {
    projectId,
    traceId,
    totals,
    previews: noPreviews,
    environment: null,
    hasOldVersions: hasOldVersions(spans, newest, totals),
  };
  const { rowCount } = await pool.query({
    name: "settle-trace",
    text: settleTraceText,
    values: [
      ...traceParameters([settled]),
      version,
      `{${[...new Set([minuteOf(startUs), minuteOf(settled.totals.startUs)])].join(",")}}`,
    ],
  });
  return rowCount === 1;
}
