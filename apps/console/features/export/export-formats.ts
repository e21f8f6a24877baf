/** What the export route writes. */
export const exportFormats = {
  jsonl: {
    label: "JSONL",
    hint: "One JSON object a line, as the API lists traces. The last line says how many there are.",
    fileType: "jsonl",
  },
  csv: {
    label: "CSV",
    hint: "For spreadsheets. Cells that a spreadsheet would run as a formula are prefixed with an apostrophe.",
    fileType: "csv",
  },
  "otlp-json": {
    label: "OTLP JSON",
    hint: "All spans with their contents, one TracesData object a line: what /v1/traces takes and the Collector's file receiver reads.",
    fileType: "otlp.jsonl",
  },
} as const;
export type ExportFormat = keyof typeof exportFormats;
