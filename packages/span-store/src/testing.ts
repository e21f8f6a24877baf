import type { Grant } from "@plumbline/base/grant";
import type { ProjectId } from "@plumbline/base/ids";
import type { JsonValue } from "@plumbline/base/json";
import type { Pool } from "@plumbline/db/pool";
import { protobufFromJsonValue } from "@plumbline/otlp/json-traces";
import { walkTraces } from "@plumbline/otlp/walk-traces";
import { createSpanWriter, type SpanWriterOptions, type WriteResult } from "./write/span-writer";

/** Stores an ExportTraceServiceRequest, given as an OTLP/JSON object or text, through the real codec and writer. For tests. */
export async function storeOtlpJson(
  pool: Pool,
  projectId: ProjectId,
  request: unknown,
  options: Omit<SpanWriterOptions, "pool"> = {},
): Promise<WriteResult> {
  const value = (typeof request === "string" ? JSON.parse(request) : request) as JsonValue;
  // Only packages/access makes grants, and no store package may import it; this file is for tests alone.
  const grant = {
    permission: "span:write",
    projectId,
    principal: { kind: "system", job: "test" },
  } as unknown as Grant<"span:write">;
  return createSpanWriter({ pool, ...options }).write(grant, walkTraces(protobufFromJsonValue(value)));
}
