import type { ProjectId } from "@plumbline/base/ids";
import { readRefusal, type SpanFields } from "@plumbline/otlp/span-fields";
import type { SpanSlice, TraceWalk } from "@plumbline/otlp/walk-traces";
import type { Pricer } from "@plumbline/span/pricing/price-call";
import { spanFlags } from "../flags";
import { ChunkMaker, type ChunkMember } from "./chunk-maker";
import type { PayloadCompressor } from "./payload-compressor";
import { isZero } from "./read-span-row";
import type { RejectedSpan } from "./rejected-span";
import type { TraceChunk } from "./trace-chunk";

/** A request whose spans are ready to be written, and those that can never be. */
export interface PreparedTraces {
  readonly projectId: ProjectId;
  readonly chunks: readonly TraceChunk[];
  /** Grows when the database refuses a span for good. */
  readonly rejected: readonly RejectedSpan[];
  readonly spanCount: number;
  /** Spans whose start time cannot be in nanoseconds: stored, and told to the sender. */
  readonly implausibleTimes: number;
}

export interface PrepareLimits {
  readonly spansPerRequestMax: number;
  readonly spanBytesMax: number;
}

export const defaultPrepareLimits: PrepareLimits = { spansPerRequestMax: 10_000, spanBytesMax: 10 * 1024 * 1024 };

/**
 * Turns walked spans into rows, grouped by trace: everything up to the bytes that PostgreSQL reads. Rejects with
 * `request.undecodable` where a span's own framing is broken.
 */
export async function prepareTraces(
  projectId: ProjectId,
  walk: TraceWalk,
  limits: PrepareLimits,
  compressor: PayloadCompressor,
  pricer: Pricer,
): Promise<PreparedTraces> {
  const maker = new ChunkMaker(projectId, walk, Date.now(), pricer);
  const groups = new Map<string, ChunkMember[]>();
  const { bytes } = walk.reader;
  let implausibleTimes = 0;
  walk.spans.forEach((slice, index) => {
    const fields = maker.readFields(slice);
    const reason = reasonToReject(bytes, slice, fields, index, limits) ?? readRefusal(walk.reader, fields);
    if (reason !== undefined) {
      maker.reject(slice, reason);
      return;
    }
    const member = maker.readMember(slice, fields);
    if ((member.reading.row.flags & spanFlags.timeImplausible) !== 0) implausibleTimes += 1;
    const key = bytes.toString("latin1", member.traceIdStart, member.traceIdStart + 16);
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  });
  const chunks = await maker.make([...groups.values()], compressor);
  return { projectId, chunks, rejected: maker.rejected, spanCount: walk.spans.length, implausibleTimes };
}

function reasonToReject(
  bytes: Buffer,
  slice: SpanSlice,
  fields: SpanFields,
  index: number,
  limits: PrepareLimits,
): string | undefined {
  if (fields.traceIdLength === 0 && fields.spanIdLength === 0) {
    return "it has neither a trace id nor a span id (OTLP logs that are sent to /v1/traces look like this)";
  }
  if (fields.traceIdLength !== 16) return `its trace id has ${fields.traceIdLength} bytes and must have 16`;
  if (fields.spanIdLength !== 8) return `its span id has ${fields.spanIdLength} bytes and must have 8`;
  if (isZero(bytes, fields.traceIdStart, 16)) return "its trace id is all zeroes";
  if (isZero(bytes, fields.spanIdStart, 8)) return "its span id is all zeroes";
  // With a start of 1970 its whole trace would begin there, and be in no list.
  if (!fields.startHigh && !fields.startLow && !fields.endHigh && !fields.endLow) {
    return "it has neither a start nor an end time";
  }
  if (slice.end - slice.start > limits.spanBytesMax) return `it is larger than ${limits.spanBytesMax} bytes`;
  if (index >= limits.spansPerRequestMax)
    return `a request may hold ${limits.spansPerRequestMax} spans and it comes after them`;
  return undefined;
}
