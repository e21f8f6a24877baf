import { z } from "zod";
import { defineRoute } from "../define-route";
import { exportFormats, exportLines } from "../export/export-lines";
import { traceColumns } from "../schemas/trace-columns";
import { toTraceFilter, traceFilter } from "../schemas/trace-filter";

const fileTypes = { jsonl: "jsonl", csv: "csv", "otlp-json": "otlp.jsonl" } as const;
const mediaTypes = {
  jsonl: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
  "otlp-json": "application/x-ndjson",
};

export const exportTraces = defineRoute({
  method: "GET",
  path: "/api/v1/projects/{projectId}/traces/export",
  // Whoever may list traces could collect them page by page; a right of its own would protect nothing. The log names who did.
  permission: "trace:read",
  summary:
    'Download all traces of a query, newest first, one a line: as the list shows them (jsonl, csv), or with all spans (otlp-json). The last line says that nothing is missing: {"end":…}, # end: …, or an object without spans',
  query: z.strictObject({
    ...traceFilter,
    format: z.enum(exportFormats).describe(`${exportFormats.join(", ")}. A CSV file is safe to open in a spreadsheet.`),
    columns: traceColumns.optional().describe("Paths into spans that become columns; not for otlp-json."),
  }),
  response: { mediaType: "application/x-ndjson" },
  async handle({ spans, access }, { grant, principal, query, answerHeaders }) {
    const { format, columns = [], ...parameters } = query;
    const filter = toTraceFilter(parameters, 30);
    // The first page is read before anything is sent, so that a query that cannot be run is answered as an error.
    await spans.listTraces(grant, { ...filter, limit: 1 });
    await access.recordAuditEvent({
      action: "trace.exported",
      principal,
      projectId: grant.projectId,
      detail: { format, from: filter.from.toISOString(), to: filter.to.toISOString(), q: parameters.q ?? "" },
    });
    answerHeaders.set("content-type", mediaTypes[format]);
    answerHeaders.set("content-disposition", `attachment; filename="plumbline-traces.${fileTypes[format]}"`);
    return exportLines(spans, grant, { format, filter, paths: columns });
  },
});
