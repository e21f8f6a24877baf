import type { ProjectId } from "@plumbline/base/ids";
import type { ScopeSlice, SpanSlice } from "@plumbline/otlp/walk-traces";
import { varintBytes, writeVarint } from "@plumbline/otlp/wire-writer";
import type { PayloadParts } from "../codec";
import type { CopyBuffer } from "./copy-buffer";
import type { SpanRow } from "./span-row";
import type { TracePreviews } from "./trace-previews";

/** The spans of one trace in one request, ready to be written: their COPY tuples, their payload, what the trace row needs. */
export interface TraceChunk {
  readonly projectId: ProjectId;
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  readonly rows: readonly SpanRow[];
  readonly previews: TracePreviews;
  readonly environment: string | null;
  readonly spanTuples: Buffer;
  readonly payloadTuple: Buffer;
  /** The same spans as chunks of one span each, for finding the one that the database refuses. */
  split(): TraceChunk[];
  /** Notes that the database refused this chunk for good. */
  refuse(reason: string): void;
}

const scopeSpansField = (2 << 3) | 2;
const resourceSpansField = (1 << 3) | 2;
const spanField = (2 << 3) | 2;

interface ScopePart {
  readonly scope: ScopeSlice;
  readonly spans: SpanSlice[];
  bytes: number;
}

interface ResourcePart {
  readonly parts: ScopePart[];
  bytes: number;
}

/**
 * A TracesData message with just these spans: every byte of each span as it came, under its own scope and resource, so that
 * export and replay return what was sent. Spans are grouped by scope, in their order.
 */
export class TracesData {
  readonly byteLength: number;
  private readonly resources = new Map<object, ResourcePart>();

  constructor(
    private readonly bytes: Buffer,
    spans: readonly SpanSlice[],
  ) {
    for (const part of groupByScope(spans)) {
      const resource = this.resources.get(part.scope.resource);
      const size = 1 + varintBytes(part.bytes) + part.bytes;
      if (resource) {
        resource.parts.push(part);
        resource.bytes += size;
      } else {
        this.resources.set(part.scope.resource, { parts: [part], bytes: part.scope.resource.head.length + size });
      }
    }
    let total = 0;
    for (const resource of this.resources.values()) total += 1 + varintBytes(resource.bytes) + resource.bytes;
    this.byteLength = total;
  }

  /** Writes the message at `from`; answers where it ends. */
  write(target: Buffer, from: number): number {
    let at = from;
    for (const resource of this.resources.values()) {
      target[at] = resourceSpansField;
      at = writeVarint(target, at + 1, resource.bytes);
      const head = resource.parts[0]?.scope.resource.head;
      if (head) at += head.copy(target, at);
      for (const part of resource.parts) at = writeScopeSpans(target, at, this.bytes, part);
    }
    return at;
  }
}

function groupByScope(spans: readonly SpanSlice[]): ScopePart[] {
  const parts = new Map<ScopeSlice, ScopePart>();
  let last: ScopePart | undefined;
  for (const span of spans) {
    if (last?.scope !== span.scope) {
      last = parts.get(span.scope);
      if (!last) {
        last = { scope: span.scope, spans: [], bytes: span.scope.head.length };
        parts.set(span.scope, last);
      }
    }
    last.spans.push(span);
    const length = span.end - span.start;
    last.bytes += 1 + varintBytes(length) + length;
  }
  return [...parts.values()];
}

function writeScopeSpans(target: Buffer, from: number, bytes: Buffer, part: ScopePart): number {
  let at = from;
  target[at] = scopeSpansField;
  at = writeVarint(target, at + 1, part.bytes);
  at += part.scope.head.copy(target, at);
  for (const span of part.spans) {
    target[at] = spanField;
    at = writeVarint(target, at + 1, span.end - span.start);
    at += bytes.copy(target, at, span.start, span.end);
  }
  return at;
}

export const payloadColumns = [
  "project_id",
  "trace_id",
  "start_time",
  "content_hash",
  "span_count",
  "raw_bytes",
  "payload",
] as const;

export interface PayloadRow {
  readonly projectId: Buffer;
  readonly traceId: Buffer;
  readonly startUs: number;
  readonly hash: { readonly high: number; readonly low: number };
  readonly spanCount: number;
  readonly rawBytes: number;
  readonly payload: PayloadParts;
}

/** Appends a trace_payload tuple, in the order of `payloadColumns`. */
export function writePayloadTuple(copy: CopyBuffer, row: PayloadRow): void {
  copy.tuple(payloadColumns.length);
  copy.id(row.projectId, 0, 16);
  copy.id(row.traceId, 0, 16);
  copy.timestamp(row.startUs);
  copy.bigintHalves(row.hash.high, row.hash.low);
  copy.integer(row.spanCount);
  copy.integer(row.rawBytes);
  copy.bytes(row.payload.codec, row.payload.body);
}
