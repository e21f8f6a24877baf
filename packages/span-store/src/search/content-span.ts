import type { SpanId } from "@plumbline/base/ids";
import type { JsonObject } from "@plumbline/base/json";
import type { MatchableSpan } from "@plumbline/query/matches";
import { type SpanText, spanTexts } from "@plumbline/query/span-texts";
import { buildSpanDocument } from "@plumbline/span/document/span-document";
import type { SpanDocument } from "@plumbline/span/document/types";
import type { LocatedSpan } from "../read/select-spans";

/** A decoded span as content clauses see it. Its document is built when a path asks for it: text does not need one. */
export class ContentSpan implements MatchableSpan {
  readonly fields = {};
  private document: SpanDocument | undefined;

  constructor(private readonly found: LocatedSpan) {}

  get spanId(): SpanId {
    return this.found.span.spanId as SpanId;
  }

  get name(): string {
    return this.found.span.name;
  }

  get attributes(): JsonObject {
    return this.built().attributes;
  }

  get resource(): { readonly attributes: JsonObject } {
    return this.built().resource;
  }

  get texts(): Iterable<string> {
    return textsOf(this.located());
  }

  located(): Iterable<SpanText> {
    return spanTexts(this.found.span);
  }

  private built(): SpanDocument {
    const { span, resource, scope } = this.found;
    // No clause asks for the kind in a document.
    this.document ??= buildSpanDocument(span, resource, scope, { kind: "UNKNOWN" });
    return this.document;
  }
}

function* textsOf(located: Iterable<SpanText>): Iterable<string> {
  for (const { text } of located) yield text;
}
