import type { DecodedResource, DecodedScope, DecodedSpan } from "@plumbline/otlp/types";
import type { FactSpan } from "./dialects/types";
import { buildSpanDocument } from "./document/span-document";
import type { ReadSpan } from "./document/types";
import { readContent } from "./read-content";
import { readFacts } from "./read-facts";

/** Reads a decoded span into everything that a page, an extraction or an export needs: document, facts and content. */
export function readSpan(
  span: DecodedSpan,
  resource: Pick<DecodedResource, "attributes">,
  scope: Pick<DecodedScope, "name" | "version" | "attributes">,
): ReadSpan {
  const facts = readFacts(span.attributes, factSpanOf(span, resource));
  return {
    document: buildSpanDocument(span, resource, scope, facts),
    flatAttributes: span.attributes,
    facts,
    content: readContent(span.attributes, span.events, facts.kind),
  };
}

/** The part of a decoded span that `readFacts` looks at besides its attributes. */
export function factSpanOf(span: DecodedSpan, resource: Pick<DecodedResource, "attributes">): FactSpan {
  const isEnded = span.endTimeUnixNano !== 0n;
  const durationNs = span.endTimeUnixNano > span.startTimeUnixNano ? span.endTimeUnixNano - span.startTimeUnixNano : 0n;
  return {
    statusCode: span.status.code,
    startTimeUnixNano: span.startTimeUnixNano,
    durationNs: isEnded ? durationNs : null,
    events: span.events,
    resourceAttributes: resource.attributes,
  };
}
