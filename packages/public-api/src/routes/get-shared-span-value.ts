import { z } from "zod";
import { defineRoute } from "../define-route";
import { sessionOf, shareQuery } from "../schemas/share-query";
import { readValue, valueAnswer, valueQuery } from "../schemas/span-value";
import { spanId } from "../schemas/trace-id";

export const getSharedSpanValue = defineRoute({
  method: "GET",
  path: "/api/share/spans/{spanId}/value",
  permission: "trace:read-shared",
  summary: "Read one value of a span of the shared trace, or a part of it; hidden parts have none",
  params: z.strictObject({ spanId }),
  query: shareQuery.extend(valueQuery.shape),
  response: valueAnswer,
  async handle({ spans }, { grant, params, query, request, answerHeaders }) {
    const span = await spans.getSharedSpan(grant, params.spanId, sessionOf(request).hiddenParts);
    return readValue(span, query, answerHeaders);
  },
});
