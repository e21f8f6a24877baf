import { z } from "zod";
import { defineRoute } from "../define-route";
import { extractionConfig, fieldResult } from "../schemas/evaluation";
import { traceId } from "../schemas/trace-id";

const response = z.strictObject({
  extraction: z
    .strictObject({ query: fieldResult.nullable(), answer: fieldResult.nullable(), context: fieldResult.nullable() })
    .describe("Null for a field without a rule."),
  detected: extractionConfig.nullable().describe("Rules that fit this trace; null where no convention is known."),
  spanNames: z.array(z.strictObject({ name: z.string(), kind: z.string(), count: z.number().int() })).readonly(),
});
export type PreviewExtractionResponse = z.infer<typeof response>;

export const previewExtraction = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/extraction",
  permission: "evaluation:run",
  summary: "Try out where query, answer and context are; nothing is stored",
  params: z.strictObject({ traceId }),
  // The evaluation service checks the rules, so that a form and an evaluation hear the same words.
  body: z.strictObject({ extraction: z.record(z.enum(["query", "answer", "context"]), z.unknown()) }),
  response,
  async handle({ evaluation }, { grant, params, body }) {
    const preview = await evaluation.previewExtraction(grant, params.traceId, body.extraction);
    return { ...preview, extraction: { ...preview.extraction } };
  },
});
