import { judgePrompts } from "@plumbline/evaluation/prompts/judge-prompts";
import { systemMessage } from "@plumbline/evaluation/prompts/prompt";
import { z } from "zod";
import { defineRoute } from "../define-route";

const text = z.strictObject({
  language: z.enum(["en", "zh"]),
  system: z.string().describe("The whole system message: what the judge is told before it sees any data."),
  reminder: z.string().describe("What follows the data, so that the last thing it reads is ours."),
});
const response = z.strictObject({
  items: z.array(
    z.strictObject({
      purpose: z.enum(["correctness", "claims", "verdicts", "relevance"]),
      metrics: z.array(z.string()).readonly().describe("The metrics that it serves."),
      version: z
        .string()
        .describe("Stands beside every score. A text that has judged is never changed under its version."),
      texts: z.array(text),
      replySchema: z.record(z.string(), z.unknown()).describe("JSON Schema of the reply that is asked for."),
    }),
  ),
  nextCursor: z.null(),
});
export type ListJudgePromptsResponse = z.infer<typeof response>;

export const listJudgePrompts = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/judge-prompts",
  permission: "judge:read",
  summary: "The judges' instructions in every language, with their versions",
  response,
  async handle() {
    const items = judgePrompts.map(({ prompt, metrics, reply }) => ({
      purpose: prompt.purpose,
      metrics,
      version: prompt.version,
      texts: (["en", "zh"] as const).map((language) => ({
        language,
        system: systemMessage(prompt, language),
        reminder: prompt.reminder[language],
      })),
      replySchema: reply.jsonSchema,
    }));
    return { items, nextCursor: null };
  },
});
