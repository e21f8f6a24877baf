import { traceTextCharsMax } from "@plumbline/span-store/read/session-types";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { traceId } from "../schemas/trace-id";

const text = z
  .strictObject({
    spanId: z.string().describe("The span that it was read from."),
    text: z.string(),
    isCut: z.boolean().describe(`Only the first ${traceTextCharsMax.toLocaleString("en")} characters are here.`),
  })
  .nullable();

const response = z.strictObject({ input: text, output: text });
export type TraceTextsResponse = z.infer<typeof response>;

export const getTraceTexts = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/texts",
  permission: "trace:read",
  summary: "Read the whole input and output of a trace, whose previews stand in lists",
  params: z.strictObject({ traceId }),
  response,
  handle: ({ spans }, { grant, params }) => spans.readTraceTexts(grant, params.traceId),
});
