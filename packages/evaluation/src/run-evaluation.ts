import { setMaxListeners } from "node:events";
import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import { type ProjectId, parseTraceId } from "@plumbline/base/ids";
import { isRetryable } from "@plumbline/db/sqlstate";
import type { ReadSpan } from "@plumbline/span/document/types";
import { extract } from "@plumbline/span/extraction/extract";
import type { EvaluationDeps } from "./evaluation-deps";
import {
  type EvaluationLease,
  endRun,
  findAnswer,
  findDue,
  LeaseLost,
  markStandIn,
  type RunEnd,
  saveExtraction,
  saveJudgeCall,
  takeLease,
} from "./evaluation-lease";
import type { JudgeSession } from "./judge/ask-judge";
import type { JudgeEndpoint } from "./judge/endpoint";
import { JudgeFailure } from "./judge/outcome";
import { RunBounds } from "./judge/run-bounds";
import { judgeInputOf, missesOf } from "./judge-input";
import { judgeMetrics } from "./judge-metrics";
import { keepLease } from "./keep-lease";
import { JudgeNews } from "./models/judge-news";
import { openEndpoint } from "./models/judge-token";
import { readRuleSpans } from "./read-rule-spans";
import { enqueue, reservedService } from "./request-evaluation";
import { endOfFailure } from "./run-end";
import { reasonOfMisses } from "./state-reason";
import { blockedEnd } from "./tasks/block-task";
import { openTaskBudget } from "./tasks/task-budget";

/**
 * Runs one evaluation if it is due, nobody else runs it and its judge has a share of the slots left, else parks it: reads the
 * values, asks the judge, stores scores and state. Every end is a named state. The signal ends the run early; the evaluation is queued again then, and answers that it has are kept.
 * Rejects only where the database could not be written; the lease ends by itself then and the sweep takes over.
 */
export async function runEvaluation(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  evaluationId: string,
  stopping: AbortSignal,
): Promise<void> {
  try {
    const due = await findDue(deps.pool, grant.projectId, evaluationId);
    if (due === undefined) return;
    if (!deps.shares.take(due.judge)) {
      deps.shares.park(due.judge, { projectId: grant.projectId, evaluationId, attempt: due.attempt });
      return;
    }
    try {
      await runInSlot(deps, grant, evaluationId, stopping);
    } finally {
      deps.shares.leave(due.judge);
    }
  } finally {
    for (const next of stopping.aborted ? [] : deps.shares.unpark()) {
      await enqueue(deps, next.projectId, next.evaluationId, next.attempt);
    }
  }
}

async function runInSlot(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  evaluationId: string,
  stopping: AbortSignal,
): Promise<void> {
  const lease = await takeLease(deps.pool, grant.projectId, evaluationId, deps.leaseTimes.leaseMs);
  if (lease === undefined) return;
  const hold = keepLease(deps, lease, stopping);
  try {
    const found = await judgeTrace(deps, grant, lease, hold.signal).catch((thrown: unknown) =>
      endOfThrown(deps, lease, thrown, stopping),
    );
    const end = await blockedEnd(deps, lease, found);
    await endRun(deps.pool, lease, end);
    if (end.state === "delayed") await enqueue(deps, lease.projectId, evaluationId, lease.attempt, end.delayMs);
  } catch (thrown) {
    // Cancelled, or taken over by another worker after an outage: whoever has it now writes its end.
    if (!(thrown instanceof LeaseLost)) throw thrown;
  } finally {
    hold.release();
  }
}

async function judgeTrace(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  lease: EvaluationLease,
  signal: AbortSignal,
): Promise<RunEnd> {
  const traceId = parseTraceId(lease.traceId);
  if (traceId === undefined) throw new Error(`${lease.traceId} is not a trace id.`);
  const spans = await readRuleSpans(deps.spans, grant, traceId, lease.config.extraction);
  if (spans.some(isJudgeCall)) {
    const message = "This trace is a judge's own call. It is not judged, because judging would feed itself.";
    return failed("loop_guard", message);
  }
  const extraction = extract(spans, lease.config.extraction);
  await saveExtraction(deps.pool, lease, extraction);
  const [first, ...others] = missesOf(extraction, lease.config);
  if (first !== undefined) {
    return { state: "not_extracted", reason: reasonOfMisses([first, ...others]), results: [] };
  }
  const endpoint = await openJudge(deps, lease.projectId, lease.judgeModelId);
  if (!("baseUrl" in endpoint)) return endpoint;
  const news = new JudgeNews();
  const budget = await openTaskBudget(deps, lease);
  const session = { ...openSession(deps, lease, endpoint, news, signal), ...(budget === undefined ? {} : { budget }) };
  try {
    return await judgeMetrics(session, judgeInputOf(extraction), lease);
  } finally {
    session.bounds.close();
    await budget?.close();
    await news.remember(deps, endpoint, session.memory);
  }
}

function isJudgeCall(span: ReadSpan): boolean {
  const resource = span.document.resource.attributes;
  const service = resource.service;
  const nested = typeof service === "object" && service !== null && !Array.isArray(service) ? service.name : undefined;
  return nested === reservedService || resource["service.name"] === reservedService;
}

/** The endpoint with its token, or the end of the run where there is none. */
async function openJudge(
  deps: EvaluationDeps,
  projectId: ProjectId,
  judgeModelId: string,
): Promise<JudgeEndpoint | RunEnd> {
  const row = await deps.prisma.judgeModel.findFirst({ where: { id: judgeModelId, projectId, archivedAt: null } });
  if (row === null)
    return failed("judge_removed", "The judge was removed from this project. Choose another and evaluate again.");
  try {
    return openEndpoint(deps.keyring, row);
  } catch (error) {
    if (!(error instanceof PlumblineError) || error.code !== "secret.unreadable") throw error;
    return failed("token_unreadable", error.message);
  }
}

function openSession(
  deps: EvaluationDeps,
  lease: EvaluationLease,
  endpoint: JudgeEndpoint,
  news: JudgeNews,
  signal: AbortSignal,
): JudgeSession {
  const { memories, retryPolicy } = deps;
  const memory = memories.of(endpoint);
  const { limiter } = memory;
  const bounds = new RunBounds({ signal, limiter, policy: retryPolicy, timeoutMs: endpoint.timeoutMs });
  // Every call that waits for its turn listens; a list of 30 documents is no leak.
  setMaxListeners(0, bounds.calls, bounds.waits);
  let marked: Promise<void> | undefined;
  return {
    endpoint,
    memory,
    fetch: deps.fetch,
    bounds,
    retryPolicy,
    recordCall: async (call) => {
      news.hear(call);
      // Before the answer is kept: a later run that reuses it must not find it unlabelled.
      if (call.isStandIn) {
        marked ??= markStandIn(deps.pool, lease);
        await marked;
      }
      await saveJudgeCall(deps.pool, lease, call);
    },
    findAnswer: (inputHash) => findAnswer(deps.pool, lease, inputHash),
  };
}

/** The end of a run that threw; rethrows what the next run must see to: a lost lease, a database that is away. */
function endOfThrown(deps: EvaluationDeps, lease: EvaluationLease, thrown: unknown, stopping: AbortSignal): RunEnd {
  if (thrown instanceof LeaseLost) throw thrown;
  if (thrown instanceof JudgeFailure) {
    if (thrown.scope !== "run") return endOfFailure(thrown, lease, [], false);
    if (stopping.aborted) return { state: "queued", reason: null, results: [] };
    throw new LeaseLost();
  }
  if (thrown instanceof PlumblineError && thrown.code === "resource.not_found") {
    return failed("trace_missing", "The trace is no longer stored, so nothing could be read from it.");
  }
  if (thrown instanceof PlumblineError && thrown.code === "request.too_large")
    return failed("internal", thrown.message);
  if (isRetryable(thrown) || (thrown instanceof PlumblineError && thrown.row.retryable)) throw thrown;
  deps.logger.error({ evaluationId: lease.evaluationId, err: thrown }, "An evaluation failed unexpectedly.");
  return failed(
    "internal",
    "Something failed that should not. Nothing was scored; the worker's log holds the details.",
  );
}

function failed(
  code: "loop_guard" | "judge_removed" | "token_unreadable" | "trace_missing" | "internal",
  message: string,
): RunEnd {
  return { state: "failed", reason: { code, message }, results: [] };
}
