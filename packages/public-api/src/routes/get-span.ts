import { z } from "zod";
import { defineRoute } from "../define-route";
import { spanContent, spanContentFrom } from "../schemas/span-content";
import { spanId, traceId } from "../schemas/trace-id";

export type SpanResponse = z.infer<typeof spanContent>;

export const getSpan = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/spans/{spanId}",
  permission: "trace:read",
  summary: "Read one span with its content",
  params: z.strictObject({ traceId, spanId }),
  response: spanContent,
  async handle({ spans }, { grant, params }) {
    return spanContentFrom(await spans.getSpan(grant, params.traceId, params.spanId));
  },
});
