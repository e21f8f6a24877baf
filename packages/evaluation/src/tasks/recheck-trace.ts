import type { Grant } from "@plumbline/base/grant";
import { newUuid, parseTraceId } from "@plumbline/base/ids";
import { extract } from "@plumbline/span/extraction/extract";
import { type Extraction, extractionFields } from "@plumbline/span/extraction/types";
import type { ScannedTrace } from "@plumbline/span-store/scan/scan-traces";
import type { EvaluationDeps } from "../evaluation-deps";
import type { EvaluationState } from "../evaluation-types";
import { readRuleSpans } from "../read-rule-spans";
import { enqueue } from "../request-evaluation";
import { inTraceTransaction } from "../trace-transaction";
import { type ActiveTask, holdTask } from "./active-task";
import { insertEvaluation } from "./take-trace";
import { keyOf } from "./write-decisions";

/** So long until a run that is under way is looked at again. */
const busySeconds = 10;

/**
 * Spans came after the trace was taken. Where they change what is judged, it is judged again and the older result is
 * superseded; where they do not, the result stands.
 */
export async function recheckTrace(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  task: ActiveTask,
  trace: ScannedTrace,
  evaluationId: string,
): Promise<void> {
  const { rows } = await deps.pool.query<{ state: EvaluationState; extraction: Extraction | null }>(
    "SELECT state, extraction FROM evaluation WHERE project_id = $1 AND id = $2",
    [task.projectId, evaluationId],
  );
  const [row] = rows;
  if (row !== undefined && (row.state === "running" || (row.state === "delayed" && row.extraction !== null))) {
    return postpone(deps, task, trace);
  }
  // A run that has not begun reads whatever is there when it does.
  const isOpen = row === undefined || row.state === "queued" || row.state === "delayed" || row.state === "cancelled";
  if (isOpen || !(await isChanged(deps, grant, task, trace, row.extraction))) return settle(deps, task, trace);
  const id = await inTraceTransaction(deps.pool, task.projectId, trace.traceId, async (client) => {
    if (!(await holdTask(client, task))) return undefined;
    const made = newUuid();
    const { rowCount } = await client.query(
      `UPDATE evaluation_decision SET evaluation_id = $6, due_at = NULL, seen_through = $7
        WHERE project_id = $1 AND task_id = $2 AND version = $3 AND trace_id = $4 AND evaluation_id = $5 AND state = 'taken'`,
      [...keyOf(task), trace.traceId, evaluationId, made, trace.lastReceived],
    );
    if (rowCount !== 1) return undefined;
    // One with scores stands until the new one has some.
    await client.query(
      `UPDATE evaluation SET state = 'superseded',
              state_reason = '{"code": "superseded", "message": "Spans that came later are judged by a newer evaluation."}'
        WHERE project_id = $1 AND id = $2 AND state IN ('not_extracted', 'failed')`,
      [task.projectId, evaluationId],
    );
    await insertEvaluation(client, task, trace, made);
    return made;
  });
  if (id !== undefined) await enqueue(deps, task.projectId, id, 0);
}

async function isChanged(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  task: ActiveTask,
  trace: ScannedTrace,
  before: Extraction | null,
): Promise<boolean> {
  const traceId = parseTraceId(trace.traceId);
  if (traceId === undefined) return false;
  const now = extract(await readRuleSpans(deps.spans, grant, traceId, task.config.extraction), task.config.extraction);
  return before === null || textsOf(now) !== textsOf(before);
}

function textsOf(extraction: Extraction): string {
  return JSON.stringify(
    extractionFields.map((field) => {
      const result = extraction[field];
      return result.status === "ok" ? result.values.map(({ text }) => text) : result.miss.status;
    }),
  );
}

async function settle(deps: EvaluationDeps, task: ActiveTask, trace: ScannedTrace): Promise<void> {
  await deps.pool.query(
    `UPDATE evaluation_decision SET due_at = NULL, seen_through = $5
      WHERE project_id = $1 AND task_id = $2 AND version = $3 AND trace_id = $4 AND state = 'taken'`,
    [...keyOf(task), trace.traceId, trace.lastReceived],
  );
}

async function postpone(deps: EvaluationDeps, task: ActiveTask, trace: ScannedTrace): Promise<void> {
  await deps.pool.query(
    `UPDATE evaluation_decision SET due_at = now() + make_interval(secs => $5)
      WHERE project_id = $1 AND task_id = $2 AND version = $3 AND trace_id = $4 AND state = 'taken'`,
    [...keyOf(task), trace.traceId, busySeconds],
  );
}
