import { PlumblineError } from "@plumbline/base/errors";
import type { ProjectId } from "@plumbline/base/ids";
import { readSpanFields, SpanFields } from "@plumbline/otlp/span-fields";
import type { ResourceSlice, SpanSlice, TraceWalk } from "@plumbline/otlp/walk-traces";
import { normaliserVersion } from "@plumbline/span/dialects/registry";
import { type CodecName, encodePayload } from "../codec";
import { spanFlags } from "../flags";
import { foldHash } from "./content-hash";
import { CopyBuffer } from "./copy-buffer";
import { isZero, readSpanRow, type SpanReading } from "./read-span-row";
import { type RejectedSpan, rejectSpan } from "./rejected-span";
import { type ResourceFacts, readResourceFacts } from "./resource-facts";
import { spanTupleBytes, writeSpanTuple } from "./span-row";
import { buildTracesData, encodePayloadTuple, type TraceChunk } from "./trace-chunk";
import { pickPreviews } from "./trace-previews";

/** A request whose spans are ready to be written, and those that can never be. */
export interface PreparedTraces {
  readonly projectId: ProjectId;
  readonly chunks: readonly TraceChunk[];
  /** Grows when the database refuses a span for good. */
  readonly rejected: RejectedSpan[];
  readonly spanCount: number;
  /** Spans whose start time cannot be in nanoseconds: stored, and told to the sender. */
  readonly implausibleTimes: number;
}

export interface PrepareLimits {
  readonly spansPerRequestMax: number;
  readonly spanBytesMax: number;
}

export const defaultPrepareLimits: PrepareLimits = { spansPerRequestMax: 10_000, spanBytesMax: 10 * 1024 * 1024 };

interface Member {
  readonly slice: SpanSlice;
  readonly reading: SpanReading;
  readonly traceIdStart: number;
  readonly spanIdStart: number;
  readonly parentIdStart: number;
}

/**
 * Turns walked spans into rows, grouped by trace. Everything up to the bytes that PostgreSQL reads happens here,
 * synchronously; nothing waits between a request and its place in the next flush. Throws `request.undecodable` where a
 * span's own framing is broken.
 */
export function prepareTraces(
  projectId: ProjectId,
  walk: TraceWalk,
  limits: PrepareLimits = defaultPrepareLimits,
  nowMs: number = Date.now(),
): PreparedTraces {
  const rejected: RejectedSpan[] = [];
  const groups = new Map<string, Member[]>();
  const resources = new Map<ResourceSlice, ResourceFacts>();
  const fields = new SpanFields();
  const { reader } = walk;
  let implausibleTimes = 0;

  walk.spans.forEach((slice, index) => {
    readSpanFields(reader, slice.start, slice.end, fields);
    const reason = reasonToReject(reader.bytes, slice, fields, index, limits);
    if (reason !== undefined) {
      rejected.push(rejectSpan(reader.bytes, slice, fields, reason));
      return;
    }
    let resource = resources.get(slice.scope.resource);
    if (!resource) {
      resource = readResourceFacts(reader, slice.scope.resource);
      resources.set(slice.scope.resource, resource);
    }
    const reading = readSpanRow(reader, slice.start, slice.end, fields, resource, nowMs);
    if ((reading.row.flags & spanFlags.timeImplausible) !== 0) implausibleTimes += 1;
    const member = {
      slice,
      reading,
      traceIdStart: fields.traceIdStart,
      spanIdStart: fields.spanIdStart,
      parentIdStart: reading.row.parentSpanId === null ? -1 : fields.parentIdStart,
    };
    const key = reader.bytes.toString("latin1", fields.traceIdStart, fields.traceIdStart + 16);
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  });

  const refuse = (member: Member, reason: string) => {
    readSpanFields(reader, member.slice.start, member.slice.end, fields);
    rejected.push(rejectSpan(reader.bytes, member.slice, fields, reason));
  };
  const context: ChunkContext = { projectId, projectBytes: uuidBytes(projectId), bytes: reader.bytes, refuse };
  const chunks = [...groups.values()].map((members) => makeChunk(context, members));
  return { projectId, chunks, rejected, spanCount: walk.spans.length, implausibleTimes };
}

/** Nearly every chunk fits; it is compressed before the next one is built. */
const scratch = Buffer.allocUnsafeSlow(256 * 1024);

interface ChunkContext {
  readonly projectId: ProjectId;
  readonly projectBytes: Buffer;
  readonly bytes: Buffer;
  readonly refuse: (member: Member, reason: string) => void;
}

function makeChunk(context: ChunkContext, members: readonly Member[], codec?: CodecName): TraceChunk {
  const { bytes, projectBytes } = context;
  const [first] = members;
  if (first === undefined) throw new RangeError("A chunk holds at least one span");
  const copy = new CopyBuffer(members.length * spanTupleBytes);
  const hash = { high: members.length, low: 0 };
  let startUs = Infinity;
  let environment: string | null = null;
  for (const member of members) {
    const { row } = member.reading;
    writeSpanTuple(copy, projectBytes, { bytes, ...member }, row, normaliserVersion);
    foldHash(hash, row.hashHigh, row.hashLow);
    startUs = Math.min(startUs, row.startUs);
    environment = lesser(environment, member.reading.environment);
  }
  const raw = buildTracesData(
    bytes,
    members.map((member) => member.slice),
    scratch,
  );
  const traceId = Buffer.from(bytes.subarray(first.traceIdStart, first.traceIdStart + 16));
  return {
    projectId: context.projectId,
    traceId: traceId.toString("hex"),
    rows: members.map((member) => member.reading.row),
    previews: pickPreviews(members.map((member) => member.reading)),
    environment,
    spanTuples: copy.slice(0),
    payloadTuple: encodePayloadTuple({
      projectId: projectBytes,
      traceId,
      startUs,
      hash,
      spanCount: members.length,
      rawBytes: raw.length,
      payload: encodePayload(raw, codec),
    }),
    split: () => members.map((member) => makeChunk(context, [member], codec)),
    rawSpan: () => bytes.subarray(first.slice.start, first.slice.end),
    onRefused: (reason) => context.refuse(first, reason),
  };
}

/** Commutative, as everything that several chunks of one trace decide together. */
export function lesser(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a <= b ? a : b;
}

function uuidBytes(uuid: string): Buffer {
  const bytes = Buffer.from(uuid.replaceAll("-", ""), "hex");
  if (bytes.length !== 16) throw new PlumblineError("internal.unexpected", { detail: `not a UUID: ${uuid}` });
  return bytes;
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
  if (slice.end - slice.start > limits.spanBytesMax) return `it is larger than ${limits.spanBytesMax} bytes`;
  if (index >= limits.spansPerRequestMax)
    return `a request may hold ${limits.spansPerRequestMax} spans and it comes after them`;
  return undefined;
}
