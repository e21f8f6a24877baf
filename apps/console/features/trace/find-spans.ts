/** What "Find in trace" looks through. Content is not among it: it stays on the server until a span is opened. */
export interface FindableSpan {
  readonly spanId: string;
  readonly name: string;
  readonly service: string;
  readonly kind: string;
  readonly model: string | null;
  readonly errorType: string | null;
}

/** One lower-case line per span, made once per trace: typing then costs one `includes` per span. */
export function findTexts(spans: readonly FindableSpan[]): readonly string[] {
  return spans.map((span) =>
    [span.name, span.service, span.kind, span.model ?? "", span.errorType ?? "", span.spanId].join("\n").toLowerCase(),
  );
}

/** Indices of the spans that hold every word of the query, in the order of the list. An empty query finds none. */
export function findSpans(texts: readonly string[], query: string): readonly number[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const found: number[] = [];
  for (const [index, text] of texts.entries()) if (words.every((word) => text.includes(word))) found.push(index);
  return found;
}

/** The next hit behind (or, backwards, before) a span; wraps around. Undefined when there is none at all. */
export function nextHit(hits: readonly number[], current: number, step: 1 | -1): number | undefined {
  if (step === 1) return hits.find((hit) => hit > current) ?? hits[0];
  return hits.findLast((hit) => hit < current) ?? hits.at(-1);
}
