import { readSpan } from "@plumbline/span/read-span";
import { ApiError } from "~/lib/api-client";
import type { FileTrace } from "./file-traces";
import type { SpanDetail, TraceSource } from "./trace-source";

/** A trace of a file that lies in this page's memory and nowhere else. */
export function fileTraceSource(trace: FileTrace, fileKey: string): TraceSource {
  const detailOf = (spanId: string): SpanDetail => {
    const found = trace.spans.get(spanId);
    if (found === undefined)
      throw new ApiError({ status: 404, code: "resource.not_found", message: "The file holds no span with this id." });
    const { document, facts, content } = readSpan(found.span, found.resource, found.scope);
    return { document, facts, content, cuts: [] };
  };
  return {
    key: `file ${fileKey} ${trace.tree.trace.traceId}`,
    canEvaluate: false,
    hiddenParts: [],
    loadTree: async () => trace.tree,
    loadSpan: async (spanId) => detailOf(spanId),
    loadTexts: async (spanIds) =>
      spanIds
        .filter((spanId) => trace.spans.has(spanId))
        .map((spanId) => {
          const { facts, content } = detailOf(spanId);
          return { spanId, facts, content };
        }),
  };
}
