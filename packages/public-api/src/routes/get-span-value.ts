import { z } from "zod";
import { defineRoute } from "../define-route";
import { readValue, valueAnswer, valueQuery } from "../schemas/span-value";
import { spanId, traceId } from "../schemas/trace-id";

export const getSpanValue = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/spans/{spanId}/value",
  permission: "trace:read",
  summary: "Read one value of a span, or a part of it, as text; what is no text as JSON",
  params: z.strictObject({ traceId, spanId }),
  query: valueQuery,
  response: valueAnswer,
  async handle({ spans }, { grant, params, query, answerHeaders }) {
    return readValue(await spans.getSpan(grant, params.traceId, params.spanId), query, answerHeaders);
  },
});
