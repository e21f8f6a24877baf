import type { SpanId } from "@plumbline/base/ids";
import type { ReadSpan } from "@plumbline/span/document/types";
import { readSpan } from "@plumbline/span/read-span";
import { compareVersions } from "../write/merge-rule";
import type { LocatedSpan } from "./select-spans";

/** Keeps the best version of each span, by the writer's own rule, so that a span's row and its content always agree. */
export class SpanVersions {
  private readonly best = new Map<string, LocatedSpan>();

  add(candidate: LocatedSpan): void {
    const { spanId } = candidate.span;
    const known = this.best.get(spanId);
    if (known === undefined || compareVersions(candidate.version, known.version) > 0) this.best.set(spanId, candidate);
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

function byStart({ span: a }: LocatedSpan, { span: b }: LocatedSpan): number {
  if (a.startTimeUnixNano !== b.startTimeUnixNano) return a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1;
  return a.spanId < b.spanId ? -1 : 1;
}
