import { rangeDaysMax } from "@plumbline/span-store/read/trace-filter";
import { z } from "zod";
import { defineRoute } from "../define-route";
import { answerExport } from "../export/answer-export";
import { exportFormats } from "../export/export-lines";
import { timeRange, toRange } from "../schemas/time-range";
import { traceColumns } from "../schemas/trace-columns";
import { traceId } from "../schemas/trace-id";

/** As many as fit into a body of the API. */
const traceIdsMax = 20_000;

export const exportNamedTraces = defineRoute({
  method: "POST",
  path: "/api/v1/projects/{projectId}/traces/export",
  permission: "trace:read",
  summary:
    "Download the traces of a list of ids, in its order, in the formats of GET. An id that names no trace of the range has no line; the last line says how many there are",
  query: z.strictObject(timeRange(rangeDaysMax)),
  body: z.strictObject({
    format: z.enum(exportFormats).describe(`${exportFormats.join(", ")}. A CSV file is safe to open in a spreadsheet.`),
    traceIds: z.array(traceId).min(1).max(traceIdsMax),
    columns: traceColumns.optional().describe("Paths into spans that become columns; not for otlp-json."),
  }),
  response: { mediaType: "application/x-ndjson" },
  async handle(services, { grant, principal, query, body, answerHeaders }) {
    const { format, columns = [] } = body;
    const traceIds = [...new Set(body.traceIds)];
    return answerExport(services, {
      grant,
      principal,
      answerHeaders,
      request: { format, filter: toRange(query, rangeDaysMax), traceIds, paths: columns },
      detail: { traceIds: traceIds.length },
    });
  },
});
