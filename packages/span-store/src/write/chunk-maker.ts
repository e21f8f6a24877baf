import { PlumblineError } from "@plumbline/base/errors";
import type { ProjectId } from "@plumbline/base/ids";
import { readSpanFields, SpanFields } from "@plumbline/otlp/span-fields";
import type { ResourceSlice, SpanSlice, TraceWalk } from "@plumbline/otlp/walk-traces";
import type { WireReader } from "@plumbline/otlp/wire-reader";
import { normaliserVersion } from "@plumbline/span/dialects/registry";
import type { Pricer } from "@plumbline/span/pricing/price-call";
import type { PayloadParts } from "../codec";
import { foldHash } from "./content-hash";
import { CopyBuffer } from "./copy-buffer";
import { compressBatch, type PayloadBatch, type PayloadCompressor } from "./payload-compressor";
import { readSpanRow, type SpanReading } from "./read-span-row";
import { type RejectedSpan, rejectSpan } from "./rejected-span";
import { type ResourceFacts, readResourceFacts } from "./resource-facts";
import { type SpanIds, spanTupleBytes, writeSpanTuple } from "./span-row";
import { type PayloadRow, type TraceChunk, TracesData, writePayloadTuple } from "./trace-chunk";
import { pickPreviews } from "./trace-previews";

/** A span on its way from the request to its chunk. */
export interface ChunkMember extends SpanIds {
  readonly slice: SpanSlice;
  readonly reading: SpanReading;
}

/** A chunk whose payload is not compressed yet. */
interface Draft {
  readonly slices: readonly SpanSlice[];
  readonly content: Omit<ChunkContent, "payloadTuple">;
  readonly payload: Omit<PayloadRow, "payload">;
  readonly data: TracesData;
}

/**
 * Makes the chunks of one request. All of them share two buffers, and a finished chunk holds on to its rows and to where its
 * spans stand, nothing else: what lives until the commit is what the garbage collector has to carry around.
 */
export class ChunkMaker {
  readonly rejected: RejectedSpan[] = [];
  private readonly reader: WireReader;
  private readonly fields = new SpanFields();
  private readonly resources = new Map<ResourceSlice, ResourceFacts>();
  private readonly spanTuples: CopyBuffer;
  private readonly payloadTuples: CopyBuffer;
  private readonly projectBytes: Buffer;

  constructor(
    private readonly projectId: ProjectId,
    walk: TraceWalk,
    private readonly nowMs: number,
    private readonly pricer: Pricer,
  ) {
    this.reader = walk.reader;
    this.projectBytes = uuidBytes(projectId);
    this.spanTuples = new CopyBuffer(walk.spans.length * spanTupleBytes);
    this.payloadTuples = new CopyBuffer(walk.reader.bytes.length / 3);
  }

  /** The span's own fields; they are overwritten by the next call. Throws `request.undecodable`. */
  readFields(slice: SpanSlice): SpanFields {
    readSpanFields(this.reader, slice.start, slice.end, this.fields);
    return this.fields;
  }

  reject(slice: SpanSlice, reason: string): void {
    this.rejected.push(rejectSpan(this.reader.bytes, slice, this.readFields(slice), reason));
  }

  /** @param fields Of this span, with ids that are known to be valid. */
  readMember(slice: SpanSlice, fields: SpanFields): ChunkMember {
    let resource = this.resources.get(slice.scope.resource);
    if (!resource) {
      resource = readResourceFacts(this.reader, slice.scope.resource);
      this.resources.set(slice.scope.resource, resource);
    }
    const reading = readSpanRow(this.reader, slice.start, slice.end, fields, resource, this.nowMs, this.pricer);
    return {
      slice,
      reading,
      bytes: this.reader.bytes,
      traceIdStart: fields.traceIdStart,
      spanIdStart: fields.spanIdStart,
      parentIdStart: reading.row.parentSpanId === null ? -1 : fields.parentIdStart,
    };
  }

  /** @param groups The spans of one trace each, at least one. */
  async make(groups: readonly (readonly ChunkMember[])[], compressor: PayloadCompressor): Promise<TraceChunk[]> {
    const drafts = groups.map((members) => this.draft(members));
    return this.finish(drafts, await compressor.compress(this.batchOf(drafts)));
  }

  /** The same where nothing may wait: for the few chunks that are made again to find a span which the database refuses. */
  makeAtOnce(groups: readonly (readonly ChunkMember[])[]): TraceChunk[] {
    const drafts = groups.map((members) => this.draft(members));
    return this.finish(drafts, compressBatch(this.batchOf(drafts), "fast"));
  }

  private draft(members: readonly ChunkMember[]): Draft {
    const { bytes } = this.reader;
    const traceIdStart = members[0]?.traceIdStart ?? 0;
    const traceId = bytes.subarray(traceIdStart, traceIdStart + 16);
    const spansFrom = this.spanTuples.length;
    const hash = { high: members.length, low: 0 };
    let startUs = Infinity;
    let environment: string | null = null;
    for (const member of members) {
      const { row } = member.reading;
      writeSpanTuple(this.spanTuples, this.projectBytes, member, row, normaliserVersion);
      foldHash(hash, row.hashHigh, row.hashLow);
      startUs = Math.min(startUs, row.startUs);
      environment = lesser(environment, member.reading.environment);
    }
    const slices = members.map((member) => member.slice);
    const data = new TracesData(bytes, slices);
    return {
      slices,
      data,
      content: {
        projectId: this.projectId,
        traceId: traceId.toString("hex"),
        rows: members.map((member) => member.reading.row),
        previews: pickPreviews(members.map((member) => member.reading)),
        environment,
        spanTuples: this.spanTuples.slice(spansFrom),
      },
      payload: {
        projectId: this.projectBytes,
        traceId,
        startUs,
        hash,
        spanCount: members.length,
        rawBytes: data.byteLength,
      },
    };
  }

  private batchOf(drafts: readonly Draft[]): PayloadBatch {
    const raw = Buffer.allocUnsafeSlow(drafts.reduce((sum, { data }) => sum + data.byteLength, 0));
    let end = 0;
    const ends = drafts.map(({ data }) => {
      end = data.write(raw, end);
      return end;
    });
    return { raw, ends };
  }

  private finish(drafts: readonly Draft[], payloads: readonly PayloadParts[]): TraceChunk[] {
    return drafts.map(({ slices, content, payload }, index) => {
      const parts = payloads[index];
      if (!parts) throw new PlumblineError("internal.unexpected", { detail: "a payload was not compressed" });
      const from = this.payloadTuples.length;
      writePayloadTuple(this.payloadTuples, { ...payload, payload: parts });
      return new MadeChunk(this, slices, { ...content, payloadTuple: this.payloadTuples.slice(from) });
    });
  }
}

type ChunkContent = Omit<TraceChunk, "split" | "refuse">;

class MadeChunk implements TraceChunk {
  readonly projectId: ProjectId;
  readonly traceId: string;
  readonly rows: TraceChunk["rows"];
  readonly previews: TraceChunk["previews"];
  readonly environment: string | null;
  readonly spanTuples: Buffer;
  readonly payloadTuple: Buffer;

  constructor(
    private readonly maker: ChunkMaker,
    private readonly slices: readonly SpanSlice[],
    content: ChunkContent,
  ) {
    this.projectId = content.projectId;
    this.traceId = content.traceId;
    this.rows = content.rows;
    this.previews = content.previews;
    this.environment = content.environment;
    this.spanTuples = content.spanTuples;
    this.payloadTuple = content.payloadTuple;
  }

  split(): TraceChunk[] {
    return this.maker.makeAtOnce(
      this.slices.map((slice) => [this.maker.readMember(slice, this.maker.readFields(slice))]),
    );
  }

  refuse(reason: string): void {
    for (const slice of this.slices) this.maker.reject(slice, reason);
  }
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
