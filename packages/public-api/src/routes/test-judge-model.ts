import { z } from "zod";
import { defineRoute } from "../define-route";
import { uuid } from "../schemas/trace-id";

const response = z.strictObject({
  ok: z.boolean(),
  message: z.string(),
  outcome: z.string().describe("ok, or what went wrong: auth, quota, rate, timeout, network, unparsable …"),
  latencyMs: z.number().nullable(),
  outputMode: z.enum(["json_schema", "tool", "json_object", "text"]).nullable(),
  modelAnswered: z.string().nullable(),
  casesRight: z.number().int().nullable().describe("Of two plain cases, how many it judged as a person would."),
  casesAsked: z.number().int().nullable(),
});
export type TestJudgeModelResponse = z.infer<typeof response>;

export const testJudgeModel = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/judge-models/{judgeModelId}/test",
  permission: "judge:manage",
  summary: "Ask a judge two cases with known answers and say how it did",
  params: z.strictObject({ judgeModelId: uuid }),
  response,
  async handle({ evaluation }, { grant, params, request }) {
    const test = await evaluation.testJudgeModel(grant, params.judgeModelId, request.signal);
    if (!test.ok) {
      const nothing = { latencyMs: null, outputMode: null, modelAnswered: null, casesRight: null, casesAsked: null };
      return { ok: false, message: test.message, outcome: test.outcome, ...nothing };
    }
    const { latencyMs, outputMode, modelAnswered, casesRight, casesAsked } = test;
    const message = `It answers, and judged ${casesRight} of ${casesAsked} plain cases as a person would.`;
    return { ok: true, message, outcome: "ok", latencyMs, outputMode, modelAnswered, casesRight, casesAsked };
  },
});
