import type { ReadSpan } from "@plumbline/span/document/types";
import { collectHidden } from "./collect-hidden";
import { HiddenTexts } from "./hidden-texts";
import type { HiddenParts } from "./redact";
import { shownError, shownPreview } from "./shown-texts";
import type { Sliced } from "./time-slices";

/**
 * What a whole trace must be read for before any of it can be shown with parts hidden. It holds hashes and short texts,
 * never the spans.
 */
export interface RedactionSource {
  readonly texts: HiddenTexts;
  /** By span: its error's message, cleaned and then cut; a span without one has none. Empty where errors are hidden. */
  readonly errors: ReadonlyMap<string, string>;
  /** The trace's previews as they are stored, and as they are shown. */
  readonly stored: Previews;
  readonly shown: Previews;
  /** Memory that it holds, about. */
  readonly bytes: number;
}

export interface Previews {
  readonly input: string | null;
  readonly output: string | null;
}

/**
 * @param spans Every version of every span, the best of each last: an answer may have been read before a better one came.
 * @param stored Of the trace's row.
 */
export function* buildRedactionSource(
  spans: readonly ReadSpan[],
  stored: Previews,
  hidden: HiddenParts,
): Sliced<RedactionSource> {
  const texts = new HiddenTexts(yield* collectHidden(spans, hidden));
  const errors = new Map<string, string>();
  if (!hidden.has("inputs") && !hidden.has("outputs")) {
    for (const span of spans) {
      const message = yield* shownError(span, texts);
      if (message !== undefined) errors.set(span.document.span_id, message);
      yield;
    }
  }
  const shown = {
    input: yield* shownPreview(stored.input, "input", spans, hidden, texts),
    output: yield* shownPreview(stored.output, "output", spans, hidden, texts),
  };
  return { texts, errors, stored, shown, bytes: texts.bytes + errors.size * errorBytesMax };
}

/** 300 characters of two bytes, the id, and their place in the map. */
const errorBytesMax = 800;
