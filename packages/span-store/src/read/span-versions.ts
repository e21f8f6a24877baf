import type { SpanId } from "@plumbline/base/ids";
import type { ReadSpan } from "@plumbline/span/document/types";
import { readSpan } from "@plumbline/span/read-span";
import type { LocatedSpan } from "./select-spans";

/**
 * Keeps the better version of each span: the later end wins (a running span has none), then the one with more attributes.
 * The writer decides by the same rule which version the span's row shows, so that rows and contents agree.
 */
export class SpanVersions {
  private readonly best = new Map<string, LocatedSpan>();

  add(candidate: LocatedSpan): void {
    const { spanId } = candidate.span;
    const known = this.best.get(spanId);
    if (known === undefined || isBetter(candidate, known)) this.best.set(spanId, candidate);
  }

  get size(): number {
    return this.best.size;
  }

  /** By start time, then span id. */
  read(): Map<SpanId, ReadSpan> {
    const sorted = [...this.best.values()].sort(byStart);
    return new Map(
      sorted.map(({ span, resource, scope }) => [span.spanId as SpanId, readSpan(span, resource, scope)] as const),
    );
  }
}

function isBetter({ span }: LocatedSpan, { span: known }: LocatedSpan): boolean {
  if (span.endTimeUnixNano !== known.endTimeUnixNano) return span.endTimeUnixNano > known.endTimeUnixNano;
  return Object.keys(span.attributes).length > Object.keys(known.attributes).length;
}

function byStart({ span: a }: LocatedSpan, { span: b }: LocatedSpan): number {
  if (a.startTimeUnixNano !== b.startTimeUnixNano) return a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : 1;
}
