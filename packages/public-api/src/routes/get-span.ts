import { z } from "zod";
import { defineRoute } from "../define-route";
import { spanContent } from "../schemas/span-content";
import { spanCost } from "../schemas/span-cost";
import { cutQuery, cutSpanContent, cutsField } from "../schemas/span-value";
import { spanId, traceId } from "../schemas/trace-id";

const response = spanContent.extend({
  ...cutsField,
  cost: spanCost.nullable().describe("Null: no price is known, or no tokens."),
});
export type SpanResponse = z.infer<typeof response>;

export const getSpan = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/spans/{spanId}",
  permission: "trace:read",
  summary: "Read one span with its content",
  params: z.strictObject({ traceId, spanId }),
  query: cutQuery,
  response,
  async handle({ spans, prices }, { grant, params, query }) {
    const [span, cost] = await Promise.all([
      spans.getSpan(grant, params.traceId, params.spanId),
      prices.explainCost(grant, params.traceId, params.spanId),
    ]);
    return {
      ...cutSpanContent(span, query.textCharsMax),
      cost: cost === null ? null : { ...cost, parts: [...cost.parts] },
    };
  },
});
