import type { ListTracesResponse } from "@plumbline/public-api/routes/list-traces";
import { ApiError, callApi } from "~/lib/api-client";
import type { TimeWindow } from "~/lib/time-range";
import { requestEvaluation } from "./evaluation-api";
import type { EvaluationSettings } from "./evaluation-draft";

/** Several traces that are to be judged with one configuration. */
export interface BulkTargets {
  /** Undefined: every trace of the query, newest first, at most `bulkTracesMax`. */
  readonly traceIds: readonly string[] | undefined;
  readonly q: string;
  readonly window: TimeWindow;
  /** How many there are, as far as is known. */
  readonly about: number | undefined;
}

/** More than this is the work of a task: it samples, and it goes on without this page. */
export const bulkTracesMax = 1_000;
const atOnce = 3;
const pageSize = 200;

export interface BulkProgress {
  readonly queued: number;
  readonly failed: number;
  /** Undefined while the traces are still being looked up. */
  readonly total: number | undefined;
  /** Why the last one that failed was refused. */
  readonly lastProblem: string | undefined;
  readonly state: "running" | "stopped" | "done";
}

/**
 * Asks for one evaluation per trace, a few at a time. A refusal of one does not end the others; what was queued stays queued when
 * it is stopped.
 */
export async function runBulkEvaluation(
  projectId: string,
  targets: BulkTargets,
  request: { readonly config: EvaluationSettings; readonly judgeModelId: string },
  signal: AbortSignal,
  onProgress: (progress: BulkProgress) => void,
): Promise<void> {
  let progress: BulkProgress = {
    queued: 0,
    failed: 0,
    total: targets.traceIds?.length,
    lastProblem: undefined,
    state: "running",
  };
  const tell = (part: Partial<BulkProgress>) => {
    progress = { ...progress, ...part };
    onProgress(progress);
  };
  tell({});
  const traceIds = targets.traceIds ?? (await listTraceIds(projectId, targets, signal));
  tell({ total: traceIds.length });
  const waiting = [...traceIds];
  const work = async () => {
    for (let traceId = waiting.shift(); traceId !== undefined && !signal.aborted; traceId = waiting.shift()) {
      try {
        await requestEvaluation(projectId, traceId, request);
        tell({ queued: progress.queued + 1 });
      } catch (thrown) {
        const message = thrown instanceof ApiError ? thrown.message : "The console did not answer.";
        tell({ failed: progress.failed + 1, lastProblem: message });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  tell({ state: signal.aborted ? "stopped" : "done" });
}

async function listTraceIds(projectId: string, { q, window }: BulkTargets, signal: AbortSignal): Promise<string[]> {
  const traceIds: string[] = [];
  let cursor: string | undefined;
  do {
    const page: ListTracesResponse = await callApi(`/v1/projects/${projectId}/traces`, {
      query: {
        from: new Date(window.fromMs).toISOString(),
        to: new Date(window.toMs).toISOString(),
        q: q === "" ? undefined : q,
        limit: pageSize,
        cursor,
      },
      signal,
    });
    traceIds.push(...page.items.map(({ traceId }) => traceId));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && traceIds.length < bulkTracesMax);
  return traceIds.slice(0, bulkTracesMax);
}
