import { PlumblineError } from "@plumbline/base/errors";
import type { Grant, Principal } from "@plumbline/base/grant";
import { evaluationMetrics } from "@plumbline/evaluation/evaluation-config";
import { judgePresets } from "@plumbline/evaluation/evaluation-types";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { traceId } from "../schemas/trace-id";
import type { Services } from "../services";

const rule = z.strictObject({
  spanName: z.string(),
  jsonPathInSpan: z.string().optional().describe("Required, e.g. attributes.output.value"),
  jsonPathInSpanValue: z.string().nullish().describe("Used when the value found is itself JSON text."),
  pick: z.enum(["first", "last", "all"]).optional(),
});
const slot = z
  .union([rule, z.array(rule).max(10)])
  .describe("One rule, or several of which the first that finds wins.");

const judge = z.strictObject({
  preset: z.enum(judgePresets).optional().describe("Default: openai-compatible, which needs baseUrl and model."),
  baseUrl: z.string().max(2000).optional(),
  model: z.string().max(200).optional(),
  token: z.string().max(10_000).optional().describe("Stored encrypted, never shown again."),
});
type InlineJudge = z.output<typeof judge>;

const response = z.strictObject({ id: z.string(), state: z.string() });
export type RequestEvaluationResponse = z.infer<typeof response>;

export const requestEvaluation = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/evaluations",
  permission: "evaluation:run",
  summary: "Have a judge evaluate this trace; answers before it has run",
  params: z.strictObject({ traceId }),
  body: z.strictObject({
    judgeId: z.string().max(64).optional().describe("A judge of the project; either this or judge."),
    judge: judge
      .optional()
      .describe(
        "A judge brought along; kept in the project unlisted, once per address and model. Needs judge:manage, but for stand-in.",
      ),
    metrics: z.array(z.enum(evaluationMetrics)).optional().describe("Default: all three."),
    k: z.number().optional().describe("Documents that retrieval metrics look at. Default: 5."),
    relevanceThreshold: z.number().optional().describe("0 to 1. Default: 0.5."),
    extraction: z.strictObject({ query: slot, answer: slot, context: slot.optional() }),
  }),
  response,
  status: 202,
  failures: ["resource.conflict", "judge.invalid_address"],
  async handle(services, { grant, principal, params, body }) {
    const { judgeId, judge: inlineJudge, extraction, ...settings } = body;
    const judgeModelId = await judgeIdOf(services, grant, principal, judgeId, inlineJudge).catch((error: unknown) => {
      throw asRequested(error, (field) => `judge.${field}`);
    });
    const config = {
      ...settings,
      extraction: {
        query: toRules(extraction.query),
        answer: toRules(extraction.answer),
        context: toRules(extraction.context ?? []),
      },
    };
    const { id, state } = await services.evaluation
      .requestEvaluation(grant, { ...params, config, judgeModelId })
      .catch((error: unknown) => {
        throw asRequested(error, (field) => nameOfSetting(field, extraction));
      });
    return { id, state };
  },
});

function toRules(value: z.output<typeof slot>): z.output<typeof rule>[] {
  return Array.isArray(value) ? value : [value];
}

/** The service names fields as it calls them; the caller hears of them as the request wrote them. */
function asRequested(error: unknown, rename: (field: string) => string): unknown {
  if (!(error instanceof PlumblineError) || error.field === undefined || ownFields.has(error.field)) return error;
  const { code, message, field, detail, retryAfterSeconds } = error;
  return new PlumblineError(code, {
    message,
    field: rename(field),
    detail,
    cause: error,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

const ownFields: ReadonlySet<string> = new Set(["judgeId", "traceId"]);

/** `extraction.query.0.spanName` is `extraction.query[0].spanName`, and of a rule that stands alone `extraction.query.spanName`. */
function nameOfSetting(field: string, extraction: Readonly<Record<string, unknown>>): string {
  if (field === "judgeModelId") return "judgeId";
  return field.replace(/^extraction\.(\w+)\.(\d+)/, (_, name: string, place: string) =>
    Array.isArray(extraction[name]) ? `extraction.${name}[${place}]` : `extraction.${name}`,
  );
}

async function judgeIdOf(
  { access, evaluation }: Services,
  grant: Grant<"evaluation:run">,
  principal: Principal,
  judgeId: string | undefined,
  inlineJudge: InlineJudge | undefined,
): Promise<string> {
  if (judgeId !== undefined && inlineJudge === undefined) return judgeId;
  if (inlineJudge === undefined || judgeId !== undefined) {
    throw new PlumblineError("request.invalid", {
      field: "judgeId",
      message: "Name the judge: either judgeId, a judge of the project, or judge with its preset or address; not both.",
    });
  }
  if (inlineJudge.preset === "stand-in") return (await evaluation.getStandInJudge(grant)).id;
  const manage = await access.authorize(principal, "judge:manage", grant.projectId);
  const { preset = "openai-compatible", ...address } = inlineJudge;
  return (await evaluation.findOrCreateJudgeModel(manage, { preset, ...address })).id;
}
