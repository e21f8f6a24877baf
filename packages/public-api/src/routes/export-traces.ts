import { z } from "zod";
import { defineRoute } from "../define-route";
import { answerExport } from "../export/answer-export";
import { exportFormats } from "../export/export-lines";
import { traceColumns } from "../schemas/trace-columns";
import { listDaysByDefault, toTraceFilter, traceFilter } from "../schemas/trace-filter";

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
  async handle(services, { grant, principal, query, answerHeaders }) {
    const { format, columns = [], ...parameters } = query;
    const filter = toTraceFilter(parameters, listDaysByDefault);
    return answerExport(services, {
      grant,
      principal,
      answerHeaders,
      request: { format, filter, paths: columns },
      detail: { from: filter.from.toISOString(), to: filter.to.toISOString(), q: parameters.q ?? "" },
    });
  },
});
