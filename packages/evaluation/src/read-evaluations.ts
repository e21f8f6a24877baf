import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import { type ProjectId, parseTraceId, type TraceId } from "@plumbline/base/ids";
import type { Evaluation, EvaluationScore as ScoreRow } from "@plumbline/db/generated/client";
import type { Extraction } from "@plumbline/span/extraction/types";
import { type MetricName, metricNames } from "@plumbline/span-store/read/types";
import type { EvaluationConfig } from "./evaluation-config";
import type { EvaluationDeps } from "./evaluation-deps";
import type {
  EvaluationDetail,
  EvaluationListItem,
  EvaluationScore,
  EvaluationState,
  JudgeCallView,
  JudgeSnapshot,
} from "./evaluation-types";
import type { StateReason } from "./state-reason";

const listMax = 100;
const callsMax = 500;

type ReadGrant = Grant<"evaluation:read"> | Grant<"evaluation:run">;

/** Throws `resource.not_found`. */
export async function getEvaluation(deps: EvaluationDeps, grant: ReadGrant, id: string): Promise<EvaluationDetail> {
  const row = await findEvaluation(deps, grant.projectId, id);
  const scores = await deps.prisma.evaluationScore.findMany({
    where: { projectId: grant.projectId, evaluationId: id },
  });
  return {
    ...toListItem(row, scores),
    config: row.config as unknown as EvaluationConfig,
    extraction: row.extraction as unknown as Extraction | null,
  };
}

/** A trace's evaluations, newest first, at most 100. */
export async function listEvaluations(
  deps: EvaluationDeps,
  grant: ReadGrant,
  traceIdText: string,
): Promise<EvaluationListItem[]> {
  const { projectId } = grant;
  const traceId = parseTraceId(traceIdText);
  if (traceId === undefined) return [];
  const rows = await deps.prisma.evaluation.findMany({
    where: { projectId, traceId: toUuid(traceId) },
    orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
    take: listMax,
    omit: { extraction: true, config: true },
  });
  const scores = await deps.prisma.evaluationScore.findMany({
    where: { projectId, evaluationId: { in: rows.map(({ id }) => id) } },
  });
  return rows.map((row) =>
    toListItem(
      row,
      scores.filter(({ evaluationId }) => evaluationId === row.id),
    ),
  );
}

/** Every call that was made for an evaluation, in order, with what was asked and what came back. At most 500. */
export async function listJudgeCalls(
  deps: EvaluationDeps,
  grant: ReadGrant,
  evaluationId: string,
): Promise<JudgeCallView[]> {
  await findEvaluation(deps, grant.projectId, evaluationId);
  const rows = await deps.prisma.judgeCall.findMany({
    where: { projectId: grant.projectId, evaluationId },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    take: callsMax,
    omit: { projectId: true, evaluationId: true, inputHash: true },
  });
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function findEvaluation(deps: EvaluationDeps, projectId: ProjectId, id: string): Promise<Evaluation> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  const row = isId ? await deps.prisma.evaluation.findUnique({ where: { projectId_id: { projectId, id } } }) : null;
  if (row !== null) return row;
  throw new PlumblineError("resource.not_found", { message: "No such evaluation in this project." });
}

function toListItem(row: Omit<Evaluation, "extraction" | "config">, scores: readonly ScoreRow[]): EvaluationListItem {
  return {
    id: row.id,
    traceId: row.traceId.replaceAll("-", "") as TraceId,
    application: row.application,
    state: row.state as EvaluationState,
    reason: row.stateReason as unknown as StateReason | null,
    judge: row.judgeSnapshot as unknown as JudgeSnapshot,
    scores: metricNames.flatMap((metric) => scores.filter((score) => score.metric === metric).map(toScore)),
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
    attempt: row.attempt,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    promptTokens: row.promptTokens,
    completionTokens: row.completionTokens,
    judgeCalls: row.judgeCalls,
  };
}

function toScore({ metric, state, score, label, reason, detail, promptVersion }: ScoreRow): EvaluationScore {
  return {
    metric: metric as MetricName,
    state: state as EvaluationScore["state"],
    score,
    label,
    reason,
    detail: detail as Record<string, unknown>,
    promptVersion,
  };
}

function toUuid(traceId: TraceId): string {
  return traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
