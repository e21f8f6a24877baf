import type { Grant } from "@plumbline/base/grant";
import type { TraceId } from "@plumbline/base/ids";
import type { ReadSpan } from "@plumbline/span/document/types";
import type { ExtractionConfig } from "@plumbline/span/extraction/types";
import type { EvaluationSpans } from "./evaluation-deps";

/** Only the spans that rules name are decoded. Names that nothing carries are misses, and their neighbours the suggestions. */
export async function readRuleSpans(
  spans: EvaluationSpans,
  grant: Grant<"evaluation:run">,
  traceId: TraceId,
  { query, answer, context }: ExtractionConfig,
): Promise<ReadSpan[]> {
  const spanNames = [...new Set([...query, ...answer, ...context].map((rule) => rule.spanName))];
  const named = await spans.readTraceContent(grant, traceId, { spanNames });
  const found = new Set([...named.spans.values()].map((span) => span.document.name));
  if (spanNames.every((name) => found.has(name))) return [...named.spans.values()];
  const all = await spans.readTraceContent(grant, traceId);
  return [...all.spans.values()];
}
