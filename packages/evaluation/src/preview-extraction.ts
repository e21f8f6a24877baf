import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import { parseTraceId } from "@plumbline/base/ids";
import type { ReadSpan } from "@plumbline/span/document/types";
import { detectExtraction } from "@plumbline/span/extraction/detect";
import { extract } from "@plumbline/span/extraction/extract";
import {
  type ExtractionConfig,
  type ExtractionField,
  extractionFields,
  type FieldResult,
} from "@plumbline/span/extraction/types";
import { checkExtraction } from "./evaluation-config";
import type { EvaluationDeps } from "./evaluation-deps";

export interface ExtractionPreview {
  /** Null for a field without a rule. */
  readonly extraction: Readonly<Record<ExtractionField, FieldResult | null>>;
  /** Rules that fit this trace, by the conventions that its spans follow; null where none is known. */
  readonly detected: ExtractionConfig | null;
  /** Names of the trace's spans, in order of their start, each once. */
  readonly spanNames: readonly { readonly name: string; readonly kind: string; readonly count: number }[];
}

/** What an extraction would read from a trace, with nothing stored. Throws `request.invalid` and `resource.not_found`. */
export async function previewExtraction(
  deps: EvaluationDeps,
  grant: Grant<"evaluation:run">,
  traceIdText: string,
  input: unknown,
): Promise<ExtractionPreview> {
  const config = checkExtraction(input);
  const traceId = parseTraceId(traceIdText);
  if (traceId === undefined) throw new PlumblineError("resource.not_found");
  const content = await deps.spans.readTraceContent(grant, traceId);
  const spans = [...content.spans.values()];
  const found = extract(spans, config);
  const results = extractionFields.map((field) => [field, config[field].length === 0 ? null : found[field]]);
  return {
    extraction: Object.fromEntries(results) as Record<ExtractionField, FieldResult | null>,
    detected: detectExtraction(spans) ?? null,
    spanNames: countNames(spans),
  };
}

function countNames(spans: readonly ReadSpan[]): { name: string; kind: string; count: number }[] {
  const byName = new Map<string, { name: string; kind: string; count: number }>();
  for (const { document } of [...spans].sort((a, b) => (a.document.start_time < b.document.start_time ? -1 : 1))) {
    const known = byName.get(document.name);
    if (known === undefined) byName.set(document.name, { name: document.name, kind: document.kind, count: 1 });
    else known.count += 1;
  }
  return [...byName.values()];
}
