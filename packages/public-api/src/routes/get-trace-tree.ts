import { z } from "zod";
import { defineRoute } from "../define-route";
import { spanColumns } from "../schemas/span-columns";
import { traceId } from "../schemas/trace-id";
import { traceItem, traceItemFrom } from "../schemas/trace-item";
import { encodeSpanColumns } from "../span-columns";

const response = z.strictObject({ trace: traceItem, spans: spanColumns });
export type TraceTreeResponse = z.infer<typeof response>;

export const getTraceTree = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/tree",
  permission: "trace:read",
  summary: "Read a trace's whole call chain without contents, by column",
  params: z.strictObject({ traceId }),
  response,
  async handle({ spans }, { grant, params }) {
    const detail = await spans.getTrace(grant, params.traceId);
    return { trace: traceItemFrom(detail.trace), spans: encodeSpanColumns(detail.spans) };
  },
});
