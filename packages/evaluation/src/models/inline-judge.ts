import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import type { JudgeModel } from "@plumbline/db/generated/client";
import type { EvaluationDeps } from "../evaluation-deps";
import { type JudgeModelView, toView } from "./judge-model-view";
import {
  auditJudge,
  checkJudge,
  insertJudge,
  type NewJudgeModel,
  newJudgeModelSchema,
  placeOf,
  requireStandIn,
  secretOf,
} from "./judge-models";
import { judgePresetFacts } from "./judge-presets";
import { openEndpoint, sealToken } from "./judge-token";

/**
 * A judge that came with a request. A listed one with its address, model and token serves, and without a token in the request
 * a listed one with whatever token it has. Else there is one unlisted judge per address and model, which takes over the token
 * that the request brings: a listed judge's token is never replaced by a request, and a script that changes its token leaves
 * no row behind. Throws as createJudgeModel does, and `request.invalid` where a preset's token is neither given nor stored.
 */
export async function findOrCreateJudgeModel(
  deps: EvaluationDeps,
  grant: Grant<"judge:manage">,
  input: NewJudgeModel,
): Promise<JudgeModelView> {
  const given = checkJudge(newJudgeModelSchema, input);
  if (given.preset === "stand-in") return requireStandIn(deps, grant.projectId);
  const facts = judgePresetFacts[given.preset];
  const place = await placeOf(deps, given);
  const secret = secretOf(given.token);
  const find = () =>
    deps.prisma.judgeModel.findMany({
      where: { projectId: grant.projectId, archivedAt: null, preset: given.preset, ...place },
      orderBy: [{ isListed: "desc" }, { createdAt: "asc" }, { id: "asc" }],
    });
  const rows = await find();
  if (secret === undefined) {
    const needsToken = facts.needsToken && place.baseUrl === facts.baseUrl;
    const stored = rows.find((row) => row.tokenSealed !== null) ?? (needsToken ? undefined : rows[0]);
    if (stored !== undefined) return toView(stored, deps.standInUrl);
    if (needsToken) throw tokenRequired(facts.title);
  }
  const same = rows.find((row) => secret !== undefined && storedToken(deps, row) === secret.token);
  const unlisted = rows.find((row) => !row.isListed);
  if (same !== undefined) return toView(same, deps.standInUrl);
  if (unlisted !== undefined) return replaceToken(deps, grant, unlisted, secret);
  try {
    const name = facts.baseUrl === null ? place.model : facts.title;
    return toView(await insertJudge(deps, grant, given, { ...place, name, isListed: false }), deps.standInUrl);
  } catch (error) {
    // Another request brought the same judge a moment ago.
    const made = (error as { code?: string }).code === "P2002" ? await find() : [];
    const other = made.find((row) => !row.isListed);
    if (other === undefined) throw error;
    return replaceToken(deps, grant, other, secret);
  }
}

function tokenRequired(title: string): PlumblineError {
  return new PlumblineError("request.invalid", {
    field: "token",
    message: `A token is required for this preset (${title}), and none is stored in this project. Send it as judge.token.`,
  });
}

async function replaceToken(
  deps: EvaluationDeps,
  grant: Grant<"judge:manage">,
  row: JudgeModel,
  secret: ReturnType<typeof secretOf>,
): Promise<JudgeModelView> {
  if (secret === undefined) return toView(row, deps.standInUrl);
  const data = {
    ...sealToken(deps.keyring, secret.token, row),
    authScheme: secret.isHeader ? "raw" : judgePresetFacts[row.preset as NewJudgeModel["preset"]].authScheme,
  };
  const updated = await deps.prisma.judgeModel.update({ where: { id: row.id }, data });
  await auditJudge(deps, grant, "judge-model.updated", updated);
  return toView(updated, deps.standInUrl);
}

/** Undefined also where it can no longer be read: a token that a request brings anew takes its place then. */
function storedToken(deps: EvaluationDeps, row: JudgeModel): string | undefined {
  try {
    return openEndpoint(deps.keyring, row).token;
  } catch (error) {
    if (error instanceof PlumblineError && error.code === "secret.unreadable") return undefined;
    throw error;
  }
}
