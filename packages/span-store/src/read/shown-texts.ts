import { isJsonObject } from "@plumbline/base/json";
import type { ReadSpan, SpanDocument } from "@plumbline/span/document/types";
import { cutWellFormed, type PreviewSide } from "@plumbline/span/preview";
import { type HiddenTexts, hiddenMark } from "./hidden-texts";
import { type HiddenParts, previewFrom, redactContent } from "./redact";
import type { Sliced } from "./time-slices";

const errorMessageCharsMax = 300;

/** The stored message is cut: the whole one stands in the span, is cleaned there and cut afterwards. Undefined without one. */
export function* shownError({ document }: ReadSpan, texts: HiddenTexts): Sliced<string | undefined> {
  const { status, events } = document;
  const messages = [status.message, ...events.filter(({ name }) => name === "exception").map(exceptionMessage)];
  const whole = messages.find((message) => message !== undefined && message.trim() !== "");
  return whole === undefined ? undefined : cutWellFormed(yield* texts.cleanInSlices(whole), errorMessageCharsMax);
}

function exceptionMessage({ attributes }: SpanDocument["events"][number]): string | undefined {
  const { exception } = attributes;
  return isJsonObject(exception) && typeof exception.message === "string" ? exception.message : undefined;
}

/** The trace's line is that of one of its spans: shown as that span shows it, and only if each span with that line does. */
export function* shownPreview(
  preview: string | null,
  side: PreviewSide,
  spans: readonly ReadSpan[],
  hidden: HiddenParts,
  texts: HiddenTexts,
): Sliced<string | null> {
  if (preview === null || hidden.has(side === "input" ? "inputs" : "outputs")) return null;
  const field = side === "input" ? "inputPreview" : "outputPreview";
  let shown: string | undefined;
  for (const span of spans) {
    yield;
    if (span.facts[field] !== preview) continue;
    const known = yield* texts.cleanedAhead(span.content);
    shown = previewFrom(redactContent(span, hidden, known), side, known);
    if (shown === undefined) break;
  }
  return shown ?? hiddenMark;
}
