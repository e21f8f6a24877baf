import { evaluationMetrics } from "@plumbline/evaluation/evaluation-config";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { extractionSlots, nameOfExtractionField, toExtraction } from "../schemas/extraction-slots";
import { inlineJudge, judgeIdOf, withField } from "../schemas/inline-judge";
import { traceId } from "../schemas/trace-id";

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
    judge: inlineJudge
      .optional()
      .describe(
        "A judge brought along; kept in the project unlisted, once per address and model. Needs judge:manage, but for stand-in.",
      ),
    metrics: z.array(z.enum(evaluationMetrics)).optional().describe("Default: all three."),
    k: z.number().optional().describe("Documents that retrieval metrics look at. Default: 5."),
    relevanceThreshold: z.number().optional().describe("0 to 1. Default: 0.5."),
    extraction: extractionSlots,
  }),
  response,
  status: 202,
  failures: ["resource.conflict", "judge.invalid_address"],
  async handle(services, { grant, principal, params, body }) {
    const { judgeId, judge, extraction, ...settings } = body;
    const judgeModelId = await judgeIdOf(services, grant, principal, { field: "judgeId", id: judgeId, judge });
    const config = { ...settings, extraction: toExtraction(extraction) };
    const { id, state } = await services.evaluation
      .requestEvaluation(grant, { ...params, config, judgeModelId })
      .catch((error: unknown) => {
        throw withField(error, (field) =>
          field === "judgeModelId" ? "judgeId" : nameOfExtractionField(field, extraction),
        );
      });
    return { id, state };
  },
});
