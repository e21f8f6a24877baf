import { harmlessText } from "./harmless-facts";
import type { HiddenTexts } from "./hidden-texts";
import { hiddenMark } from "./hidden-texts";
import type { HiddenParts } from "./redact";
import type { RedactionSource } from "./redaction-source";
import type { Sliced } from "./time-slices";
import type { SpanRow, TraceDetail } from "./types";

/** The trace's row and tree without what is hidden. What is always shown: redact.ts. */
export function* redactTrace(
  { trace, spans }: TraceDetail,
  { texts, errors, stored, shown }: RedactionSource,
  hidden: HiddenParts,
): Sliced<TraceDetail> {
  const hidesErrors = hidden.has("inputs") || hidden.has("outputs");
  const shownErrors = new Map<string, string>();
  const rows: SpanRow[] = [];
  for (const row of spans) {
    const errorMessage = row.errorMessage === null || hidesErrors ? null : (errors.get(row.spanId) ?? hiddenMark);
    if (row.errorMessage !== null && errorMessage !== null) shownErrors.set(row.errorMessage, errorMessage);
    rows.push({ ...redactRow(row, texts), errorMessage });
    yield;
  }
  const ownText = (text: string | null) => (text === null || hidden.has("attributes") ? null : texts.cleanName(text));
  const preview = (side: "input" | "output") => {
    const text = side === "input" ? trace.inputPreview : trace.outputPreview;
    // Another one arrived while the trace was read.
    return text === stored[side] ? shown[side] : hiddenMark;
  };
  return {
    trace: {
      ...withoutJudgement(trace),
      name: texts.cleanName(trace.name),
      application: texts.cleanName(trace.application),
      models: trace.models.map((model) => texts.cleanName(model)),
      inputPreview: preview("input"),
      outputPreview: preview("output"),
      errorMessage:
        trace.errorMessage === null || hidesErrors ? null : (shownErrors.get(trace.errorMessage) ?? hiddenMark),
      sessionId: ownText(trace.sessionId),
      userId: ownText(trace.userId),
    },
    spans: rows,
  };
}

/** Who judged a trace and how it scored is the project's own business, whatever is hidden. */
export function withoutJudgement(trace: TraceDetail["trace"]): TraceDetail["trace"] {
  return { ...trace, evaluation: null };
}

function redactRow(row: SpanRow, texts: HiddenTexts): SpanRow {
  const errorType = row.errorType !== null && harmlessText.test(row.errorType) ? row.errorType : null;
  return {
    ...row,
    name: texts.cleanName(row.name),
    service: texts.cleanName(row.service),
    model: row.model === null ? null : texts.cleanName(row.model),
    errorType: errorType === null ? null : texts.cleanName(errorType),
  };
}
