import { PlumblineError } from "@plumbline/base/errors";
import type { Grant, Principal } from "@plumbline/base/grant";
import { judgePresets } from "@plumbline/evaluation/evaluation-types";
import { z } from "zod";
import type { Services } from "../services";

/** A judge that a request brings along. */
export const inlineJudge = z.strictObject({
  preset: z.enum(judgePresets).optional().describe("Default: openai-compatible, which needs baseUrl and model."),
  baseUrl: z.string().max(2000).optional(),
  model: z.string().max(200).optional(),
  token: z.string().max(10_000).optional().describe("Stored encrypted, never shown again."),
});
export type InlineJudge = z.output<typeof inlineJudge>;

/**
 * The judge of a request: one of the project (`id`), or the one that it brings. `field` is what the request calls the first.
 * Throws `auth.forbidden` for one that is brought without `judge:manage`; the stand-in needs none.
 */
export async function judgeIdOf(
  { access, evaluation }: Services,
  grant: Grant<"evaluation:run"> | Grant<"task:manage">,
  principal: Principal,
  given: { readonly field: string; readonly id: string | undefined; readonly judge: InlineJudge | undefined },
): Promise<string> {
  const { field, id, judge } = given;
  if (id !== undefined && judge === undefined) return id;
  if (judge === undefined || id !== undefined) {
    throw new PlumblineError("request.invalid", {
      field,
      message: `Name the judge: either ${field}, a judge of the project, or judge with its preset or address; not both.`,
    });
  }
  try {
    if (judge.preset === "stand-in") return (await evaluation.getStandInJudge(grant)).id;
    const manage = await access.authorize(principal, "judge:manage", grant.projectId);
    const { preset = "openai-compatible", ...address } = judge;
    return (await evaluation.findOrCreateJudgeModel(manage, { preset, ...address })).id;
  } catch (error) {
    throw withField(error, (name) => `judge.${name}`);
  }
}

/** The service names fields as it calls them; the caller hears of them as the request wrote them. */
export function withField(error: unknown, rename: (field: string) => string): unknown {
  if (!(error instanceof PlumblineError) || error.field === undefined) return error;
  const { code, message, field, detail, retryAfterSeconds } = error;
  return new PlumblineError(code, {
    message,
    field: rename(field),
    detail,
    cause: error,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
