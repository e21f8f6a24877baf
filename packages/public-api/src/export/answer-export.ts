import type { Grant, Principal } from "@plumbline/base/grant";
import type { Services } from "../services";
import { type ExportFormat, type ExportRequest, exportLines } from "./export-lines";

const fileTypes: Record<ExportFormat, string> = { jsonl: "jsonl", csv: "csv", "otlp-json": "otlp.jsonl" };
const mediaTypes: Record<ExportFormat, string> = {
  jsonl: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
  "otlp-json": "application/x-ndjson",
};

/** Begins an export: a query that cannot be run is refused before the file begins, and the audit log names who exported what. */
export async function answerExport(
  { spans, access }: Pick<Services, "spans" | "access">,
  {
    grant,
    principal,
    answerHeaders,
    request,
    detail,
  }: {
    readonly grant: Grant<"trace:read">;
    readonly principal: Principal;
    readonly answerHeaders: Headers;
    readonly request: ExportRequest;
    /** What the log says about which traces. */
    readonly detail: Readonly<Record<string, string | number>>;
  },
): Promise<AsyncIterable<Uint8Array>> {
  const { format, filter } = request;
  // Read before anything is sent, so that a query that cannot be run is answered as an error.
  await spans.listTraces(grant, { ...filter, limit: 1 });
  await access.recordAuditEvent({
    action: "trace.exported",
    principal,
    projectId: grant.projectId,
    detail: { format, ...detail },
  });
  answerHeaders.set("content-type", mediaTypes[format]);
  answerHeaders.set("content-disposition", `attachment; filename="plumbline-traces.${fileTypes[format]}"`);
  return exportLines(spans, grant, request);
}
