import { createHash } from "node:crypto";
import type { SpanFields } from "@plumbline/otlp/span-fields";
import type { SpanSlice } from "@plumbline/otlp/walk-traces";

/** A span that can never be stored, as ingest_reject keeps it. */
export interface RejectedSpan {
  /** Hex as sent, of whatever length; null where there was none. */
  readonly traceId: string | null;
  readonly spanId: string | null;
  /** Continues "A span was not stored: …". */
  readonly reason: string;
  readonly sha256: Buffer;
  /** The first kilobyte of the raw Span message. */
  readonly spanStart: Buffer;
}

const idBytesShown = 32;
const spanStartBytes = 1024;

export function rejectSpan(bytes: Buffer, slice: SpanSlice, fields: SpanFields, reason: string): RejectedSpan {
  const raw = bytes.subarray(slice.start, slice.end);
  return {
    traceId: hexOrNull(bytes, fields.traceIdStart, fields.traceIdLength),
    spanId: hexOrNull(bytes, fields.spanIdStart, fields.spanIdLength),
    reason,
    sha256: createHash("sha256").update(raw).digest(),
    spanStart: Buffer.from(raw.subarray(0, spanStartBytes)),
  };
}

function hexOrNull(bytes: Buffer, start: number, length: number): string | null {
  return length === 0 ? null : bytes.toString("hex", start, start + Math.min(length, idBytesShown));
}
