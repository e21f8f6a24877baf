import { z } from "zod";
import { defineRoute } from "../define-route";
import { traceId } from "../schemas/trace-id";

export const exportTrace = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/{traceId}/otlp",
  permission: "trace:read",
  summary:
    "Download a trace as it was received: one OTLP TracesData message in protobuf, fit to be sent to /v1/traces again",
  params: z.strictObject({ traceId }),
  response: { mediaType: "application/x-protobuf" },
  handle: ({ spans }, { grant, params, answerHeaders }) => {
    answerHeaders.set("content-disposition", `attachment; filename="${params.traceId}.otlp.bin"`);
    return spans.exportTrace(grant, params.traceId);
  },
});
