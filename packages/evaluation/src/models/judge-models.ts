import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { issueWords } from "@plumbline/base/issue-words";
import { type JudgeModel, Prisma } from "@plumbline/db/generated/client";
import { z } from "zod";
import type { EvaluationDeps } from "../evaluation-deps";
import { judgePresets } from "../evaluation-types";
import { type JudgeModelView, toView } from "./judge-model-view";
import { judgePresetFacts } from "./judge-presets";
import { readToken, sealToken } from "./judge-token";

const shared = {
  name: z.string().trim().min(1, "Give the judge a name.").max(100),
  baseUrl: z.string().trim().max(2_000),
  model: z.string().trim().min(1, "Name the model.").max(200),
  authScheme: z.enum(["bearer", "raw"]),
  temperature: z.number().min(0).max(2).nullable(),
  topP: z.number().gt(0).max(1).nullable(),
  contextTokens: z.number().int().min(2_048).max(10_000_000),
  maxConcurrency: z.number().int().min(1).max(64),
  timeoutMs: z.number().int().min(1_000).max(600_000),
  requestsPerMinute: z.number().int().min(1).max(1_000_000).nullable(),
  tokensPerMinute: z.number().int().min(1).max(1_000_000_000).nullable(),
  inputPerMillion: z.number().min(0).max(100_000).nullable(),
  outputPerMillion: z.number().min(0).max(100_000).nullable(),
};

/** `token` null or left out: none. */
export const newJudgeModelSchema = z.object({
  preset: z.enum(judgePresets),
  name: shared.name.optional(),
  baseUrl: shared.baseUrl.optional(),
  model: shared.model.optional(),
  token: z.string().nullish(),
  authScheme: shared.authScheme.optional(),
  temperature: shared.temperature.optional(),
  topP: shared.topP.optional(),
  contextTokens: shared.contextTokens.optional(),
  maxConcurrency: shared.maxConcurrency.optional(),
  timeoutMs: shared.timeoutMs.optional(),
  requestsPerMinute: shared.requestsPerMinute.optional(),
  tokensPerMinute: shared.tokensPerMinute.optional(),
  inputPerMillion: shared.inputPerMillion.optional(),
  outputPerMillion: shared.outputPerMillion.optional(),
});
export type NewJudgeModel = z.input<typeof newJudgeModelSchema>;

/** `token` left out: kept, unless the base URL changes. `token` null: erased. */
export const judgeModelPatchSchema = z.object({ ...shared, token: z.string().nullable() }).partial();
export type JudgeModelPatch = z.input<typeof judgeModelPatchSchema>;

const noTrouble = { lastFailedAt: null, lastFailure: Prisma.DbNull };

/** The judges to choose from; with `unlisted` those that came with requests as well. */
export async function listJudgeModels(
  deps: EvaluationDeps,
  grant: Grant<"judge:read">,
  { unlisted = false }: { readonly unlisted?: boolean } = {},
): Promise<JudgeModelView[]> {
  await ensureStandIn(deps, grant.projectId);
  const rows = await deps.prisma.judgeModel.findMany({
    where: { projectId: grant.projectId, archivedAt: null, ...(unlisted ? {} : { isListed: true }) },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map((row) => toView(row, deps.standInUrl));
}

/** Throws `request.invalid`, `judge.invalid_address` or `resource.conflict` (the name is taken). */
export async function createJudgeModel(
  deps: EvaluationDeps,
  grant: Grant<"judge:manage">,
  input: NewJudgeModel,
): Promise<JudgeModelView> {
  const given = checkJudge(newJudgeModelSchema, input);
  if (given.preset === "stand-in") return requireStandIn(deps, grant.projectId);
  const facts = judgePresetFacts[given.preset];
  const { baseUrl, model } = await placeOf(deps, given);
  const name = given.name ?? (await freeName(deps, grant.projectId, facts.baseUrl === null ? model : facts.title));
  const row = await insertJudge(deps, grant, given, { baseUrl, model, name, isListed: true }).catch(refuseTakenName);
  return toView(row, deps.standInUrl);
}

export type GivenJudge = z.output<typeof newJudgeModelSchema>;

/** Where it is asked, in the one form that is stored; throws where a preset leaves that open and the input does too. */
export async function placeOf(deps: EvaluationDeps, given: GivenJudge): Promise<{ baseUrl: string; model: string }> {
  const facts = judgePresetFacts[given.preset];
  const baseUrl = await checkBaseUrl(deps, given.baseUrl ?? facts.baseUrl ?? "");
  const model = given.model ?? facts.model;
  if (model === null) throw new PlumblineError("request.invalid", { field: "model", message: "Name the model." });
  return { baseUrl, model };
}

/** Rejects with Prisma's P2002 where another judge has the place. */
export async function insertJudge(
  deps: EvaluationDeps,
  grant: Grant<"judge:manage">,
  given: GivenJudge,
  place: Pick<JudgeModel, "baseUrl" | "model" | "name" | "isListed">,
): Promise<JudgeModel> {
  const { projectId } = grant;
  const { preset, contextTokens, authScheme, temperature, topP, maxConcurrency, timeoutMs } = given;
  const { requestsPerMinute, tokensPerMinute, inputPerMillion, outputPerMillion } = given;
  const facts = judgePresetFacts[preset];
  const id = newUuid();
  const secret = secretOf(given.token);
  const row = await deps.prisma.judgeModel.create({
    data: {
      id,
      projectId,
      preset,
      ...place,
      ...(secret === undefined ? {} : sealToken(deps.keyring, secret.token, { id, projectId, baseUrl: place.baseUrl })),
      authScheme: secret?.isHeader ? "raw" : (authScheme ?? facts.authScheme),
      temperature: temperature ?? null,
      topP: topP ?? null,
      contextTokens: contextTokens ?? facts.contextTokens,
      outputMode: facts.outputMode,
      quirks: presetQuirks(preset),
      requestsPerMinute: requestsPerMinute ?? null,
      tokensPerMinute: tokensPerMinute ?? null,
      inputPerMillion: inputPerMillion ?? null,
      outputPerMillion: outputPerMillion ?? null,
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    },
  });
  await auditJudge(deps, grant, "judge-model.created", row);
  return row;
}

function presetQuirks(preset: string): Prisma.InputJsonObject | typeof Prisma.DbNull {
  const { quirks } = judgePresetFacts[preset as NewJudgeModel["preset"]];
  return quirks === null ? Prisma.DbNull : { ...quirks, dropped: [...quirks.dropped] };
}

export function secretOf(token: string | null | undefined): ReturnType<typeof readToken> | undefined {
  return token === undefined || token === null || token === "" ? undefined : readToken(token);
}

/**
 * Changes what is given. A changed base URL erases the token unless a new one comes with it; it also forgets what the judge
 * said. One that came with a request is listed from then on: somebody has made it theirs.
 */
export async function updateJudgeModel(
  deps: EvaluationDeps,
  grant: Grant<"judge:manage">,
  id: string,
  input: JudgeModelPatch,
): Promise<JudgeModelView> {
  const { token: newToken, baseUrl: newBaseUrl, ...rest } = checkJudge(judgeModelPatchSchema, input);
  const row = await getJudgeModel(deps, grant.projectId, id);
  if (row.preset === "stand-in" && (newToken !== undefined || newBaseUrl !== undefined)) {
    throw new PlumblineError("request.invalid", {
      field: "baseUrl",
      message: "The stand-in's address belongs to this installation and it takes no token.",
    });
  }
  const baseUrl = newBaseUrl === undefined ? row.baseUrl : await checkBaseUrl(deps, newBaseUrl);
  // Both are in the one form of checkBaseUrl. One host may serve several owners, each under a path of its own.
  const moved = baseUrl !== row.baseUrl;
  const secret = secretOf(newToken);
  const erased = secret === undefined && (newToken !== undefined || moved);
  const data = {
    ...withoutUndefined(rest),
    baseUrl,
    ...(secret === undefined ? {} : sealToken(deps.keyring, secret.token, { id, projectId: grant.projectId, baseUrl })),
    ...(secret?.isHeader ? { authScheme: "raw" } : {}),
    ...(erased ? { tokenSealed: null, tokenLast4: null } : {}),
    ...(moved || (rest.model !== undefined && rest.model !== row.model)
      ? { outputMode: null, quirks: presetQuirks(row.preset), probedAt: null, lastAnswerAt: null, ...noTrouble }
      : {}),
    // What was refused before was refused to the old token.
    ...(secret === undefined ? {} : noTrouble),
    isListed: true,
  };
  const updated = await deps.prisma.judgeModel.update({ where: { id: row.id }, data }).catch(refuseTakenName);
  await auditJudge(deps, grant, "judge-model.updated", updated);
  return toView(updated, deps.standInUrl);
}

/** The judge goes from the list and its token is erased; evaluations that used it keep their snapshot. */
export async function archiveJudgeModel(deps: EvaluationDeps, grant: Grant<"judge:manage">, id: string): Promise<void> {
  const row = await getJudgeModel(deps, grant.projectId, id);
  const data = { archivedAt: new Date(), tokenSealed: null, tokenLast4: null };
  await deps.prisma.judgeModel.update({ where: { id: row.id }, data });
  await auditJudge(deps, grant, "judge-model.archived", row);
}

/** Throws `resource.not_found` for a judge that is archived or another project's. */
export async function getJudgeModel(deps: EvaluationDeps, projectId: ProjectId, id: string): Promise<JudgeModel> {
  const row = isUuid(id)
    ? await deps.prisma.judgeModel.findFirst({ where: { id, projectId, archivedAt: null } })
    : null;
  if (row !== null) return row;
  throw new PlumblineError("resource.not_found", {
    field: "judgeModelId",
    message: "No such judge in this project. It may have been removed; choose another.",
  });
}

/** The stand-in needs no setting up: it exists in every project of an installation that runs one. */
export async function ensureStandIn(deps: EvaluationDeps, projectId: ProjectId): Promise<JudgeModel | undefined> {
  if (deps.standInUrl === undefined) return undefined;
  const facts = judgePresetFacts["stand-in"];
  const baseUrl = deps.standInUrl;
  const found = await deps.prisma.judgeModel.findFirst({ where: { projectId, preset: "stand-in", archivedAt: null } });
  if (found !== null) {
    return found.baseUrl === baseUrl
      ? found
      : deps.prisma.judgeModel.update({ where: { id: found.id }, data: { baseUrl, tokenSealed: null } });
  }
  const wasRemoved = await deps.prisma.judgeModel.findFirst({
    where: { projectId, preset: "stand-in", archivedAt: { not: null } },
  });
  if (wasRemoved !== null) return undefined;
  const { title: name, model, contextTokens, outputMode } = facts;
  const data = {
    id: newUuid(),
    projectId,
    name,
    preset: "stand-in",
    baseUrl,
    model: model ?? "",
    contextTokens,
    outputMode,
  };
  // Two readers may come first at once; the unique name lets one of them win.
  await deps.prisma.judgeModel.createMany({ data: [data], skipDuplicates: true });
  return (
    (await deps.prisma.judgeModel.findFirst({ where: { projectId, preset: "stand-in", archivedAt: null } })) ??
    undefined
  );
}

/** Throws `resource.not_found` where this installation runs none, or the project has removed it. */
export async function requireStandIn(deps: EvaluationDeps, projectId: ProjectId): Promise<JudgeModelView> {
  const row = await ensureStandIn(deps, projectId);
  if (row !== undefined) return toView(row, deps.standInUrl);
  throw new PlumblineError("resource.not_found", {
    field: "preset",
    message: "This installation has no stand-in model, or it was removed from this project. Choose a real judge.",
  });
}

/** Checks an address and puts it into one form: no query, no fragment, no final slash, no `/chat/completions`. */
async function checkBaseUrl(deps: EvaluationDeps, text: string): Promise<string> {
  if (text === "") {
    throw new PlumblineError("request.invalid", { field: "baseUrl", message: "Enter the judge's base URL." });
  }
  const url = await deps.checkAddress(text);
  url.search = "";
  url.hash = "";
  return url.href.replace(/\/+$/, "").replace(/\/chat\/completions$/, "");
}

async function freeName(deps: EvaluationDeps, projectId: ProjectId, wish: string): Promise<string> {
  const rows = await deps.prisma.judgeModel.findMany({
    where: { projectId, archivedAt: null },
    select: { name: true },
  });
  const taken = new Set(rows.map(({ name }) => name));
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wish : `${wish} ${number}`;
    if (!taken.has(name)) return name;
  }
}

export async function auditJudge(
  deps: EvaluationDeps,
  grant: Grant<"judge:manage">,
  action: "judge-model.created" | "judge-model.updated" | "judge-model.archived",
  row: JudgeModel,
): Promise<void> {
  const { principal, projectId } = grant;
  const detail = { name: row.name, model: row.model, origin: new URL(row.baseUrl).origin };
  await deps.recordAuditEvent({ action, principal, projectId, object: { kind: "judge-model", id: row.id }, detail });
}

export function checkJudge<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input, { error: issueWords("The judge").error });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new PlumblineError("request.invalid", {
    message: issue?.message ?? "The judge's settings are not valid.",
    field: issue?.path.join(".") ?? "",
  });
}

function refuseTakenName(error: unknown): never {
  if ((error as { code?: string }).code === "P2002") {
    throw new PlumblineError("resource.conflict", {
      field: "name",
      message: "Another judge of this project has this name. Choose a different one.",
    });
  }
  throw error;
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const defined = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(defined) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
