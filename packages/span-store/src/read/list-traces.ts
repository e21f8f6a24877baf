import { PlumblineError } from "@plumbline/base/errors";
import { unixNanoToIso } from "@plumbline/base/time";
import type { Pool } from "@plumbline/db/pool";
import { formatCursor, parseCursor, type TracePosition } from "./cursor";
import { newParameterList, type ParameterList, readRows, type Statement } from "./statement";
import { namesOneTrace, statesOf, traceConditions } from "./trace-filter";
import { type TraceRow, traceColumns, traceFromRow, traceIdFromUuid } from "./trace-row";
import type { TracePage, TraceQuery } from "./types";

export const listLimitMax = 200;

const newestFirst = "ORDER BY start_time DESC, trace_id DESC";

/** One page, newest first, by keyset. Throws `request.invalid` for a bad cursor, range, limit or trace id. */
export async function listTraces(pool: Pool, projectId: string, query: TraceQuery): Promise<TracePage> {
  const rows = await readRows<TraceRow>(pool, traceListStatement(projectId, query));
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return {
    items: page.map(traceFromRow),
    nextCursor:
      last === undefined
        ? null
        : formatCursor({ startTimeUs: last.start_time_us, traceId: traceIdFromUuid(last.trace_id) }, projectId, query),
  };
}

/**
 * The statement of one page. It asks for one row more than the limit, to know whether another page follows.
 *
 * Each alternative (several states, or several evaluation states) is a branch of its own that walks its own partial index
 * and stops at the limit. One OR over them would walk the whole range whenever all alternatives are rare.
 *
 * `unset` has no index of its own, since in most projects it would hold every trace. Like an alternative it is looked for by
 * key alone, so that a project which sets every status is searched in `trace_list_idx`, which holds the status, and not in
 * the rows with their previews.
 */
export function traceListStatement(projectId: string, query: TraceQuery): Statement {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > listLimitMax) {
    throw new PlumblineError("request.invalid", {
      field: "limit",
      message: `limit must be a whole number from 1 to ${listLimitMax}.`,
    });
  }
  const parameters = newParameterList();
  // Checked against the whole query: the branches differ from it in their alternatives.
  const position = query.cursor === undefined ? undefined : parseCursor(query.cursor, projectId, query);
  const branches = branchesOf(query).map((branch) => [
    ...traceConditions(projectId, branch, parameters),
    ...(position === undefined ? [] : [afterPosition(position, parameters)]),
  ]);
  const limit = parameters.value(query.limit + 1);
  const [only, ...others] = branches;
  const text =
    only !== undefined && others.length === 0 && !isUnsetOnly(query)
      ? `SELECT ${traceColumns}\nFROM trace\nWHERE ${only.join("\n  AND ")}\n${newestFirst}\nLIMIT ${limit}`
      : unionText(branches, limit, parameters.value(projectId));
  return { text, values: parameters.values };
}

/** Splits the alternatives of whichever filter has several; evaluation states first, because each has its index. */
function branchesOf(query: TraceQuery): TraceQuery[] {
  if (namesOneTrace(query)) return [query];
  const evaluationStates = [...new Set(query.evaluationStates ?? [])];
  if (evaluationStates.length > 1) return evaluationStates.map((state) => ({ ...query, evaluationStates: [state] }));
  const states = statesOf(query);
  if (states.length > 1) return states.map((state) => ({ ...query, statuses: [state] }));
  return [query];
}

function isUnsetOnly(query: TraceQuery): boolean {
  const states = statesOf(query);
  return states.length === 1 && states[0] === "unset" && !namesOneTrace(query);
}

function afterPosition(position: TracePosition, parameters: ParameterList): string {
  const startTime = parameters.value(isoFromUs(position.startTimeUs));
  return `(start_time, trace_id) < (${startTime}, ${parameters.value(position.traceId)})`;
}

function isoFromUs(us: bigint): string {
  return unixNanoToIso(us * 1000n);
}

function unionText(branches: readonly string[][], limit: string, projectId: string): string {
  const selects = branches.map(
    (conditions) =>
      `  (SELECT start_time, trace_id FROM trace\n   WHERE ${conditions.join("\n     AND ")}\n   ${newestFirst}\n   LIMIT ${limit})`,
  );
  return [
    `SELECT ${traceColumns}`,
    "FROM (",
    `  SELECT start_time, trace_id FROM (\n${selects.join("\n  UNION\n")}\n  ) AS alternatives`,
    `  ${newestFirst}`,
    `  LIMIT ${limit}`,
    ") AS page",
    `JOIN trace ON trace.project_id = ${projectId} AND trace.trace_id = page.trace_id`,
    "ORDER BY page.start_time DESC, page.trace_id DESC",
  ].join("\n");
}
