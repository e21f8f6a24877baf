import { type WireReader, wire } from "./wire-reader";

/**
 * Number of a field that no OTLP span has (19000 to 19999 are protobuf's own and can stand in no schema): why the span must be
 * refused, written by the JSON decoder for the writer behind it.
 */
export const refusalField = 19_000;

/**
 * One span's own fields as offsets and small numbers, read in one pass with nothing copied. An instance is reused for span
 * after span. Unset offsets are -1; times are the two halves of a uint64.
 */
export class SpanFields {
  traceIdStart = -1;
  traceIdLength = 0;
  spanIdStart = -1;
  spanIdLength = 0;
  parentIdStart = -1;
  parentIdLength = 0;
  nameStart = 0;
  nameEnd = 0;
  kind = 0;
  startLow = 0;
  startHigh = 0;
  endLow = 0;
  endHigh = 0;
  statusStart = -1;
  statusEnd = -1;
  refusalStart = -1;
  refusalEnd = -1;
  /** Bodies of the KeyValue messages: start, end, start, end … A new list for every span. */
  attributes: number[] = [];
  /** Bodies of the Event messages; likewise. */
  events: number[] = [];

  clear(): void {
    this.traceIdStart = this.spanIdStart = this.parentIdStart = this.statusStart = this.statusEnd = -1;
    this.refusalStart = this.refusalEnd = -1;
    this.traceIdLength = this.spanIdLength = this.parentIdLength = 0;
    this.nameStart = this.nameEnd = this.kind = 0;
    this.startLow = this.startHigh = this.endLow = this.endHigh = 0;
    this.attributes = [];
    this.events = [];
  }
}

const bytesField = (number: number) => (number << 3) | wire.bytes;
const kindTag = (6 << 3) | wire.varint;
const startTag = (7 << 3) | wire.fixed64;
const endTag = (8 << 3) | wire.fixed64;

/** Throws `request.undecodable` where the span's own framing is broken. A repeated singular field: the last one counts. */
export function readSpanFields(reader: WireReader, start: number, end: number, fields: SpanFields): void {
  fields.clear();
  reader.position = start;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if ((tag & 7) === wire.bytes) readBytesField(reader, tag, reader.fieldEnd(end), fields);
    else if (tag === startTag) {
      fields.startLow = reader.fixed32(end);
      fields.startHigh = reader.fixed32(end);
    } else if (tag === endTag) {
      fields.endLow = reader.fixed32(end);
      fields.endHigh = reader.fixed32(end);
    } else if (tag === kindTag) fields.kind = reader.varint(end);
    else reader.skip(tag, end);
  }
}

const refusalBytesMax = 500;

/** Why the span was refused before its fields were read; undefined for nearly every span. */
export function readRefusal(reader: WireReader, { refusalStart, refusalEnd }: SpanFields): string | undefined {
  if (refusalStart === -1) return undefined;
  return reader.text(refusalStart, Math.min(refusalEnd, refusalStart + refusalBytesMax));
}

function readBytesField(reader: WireReader, tag: number, end: number, fields: SpanFields): void {
  const start = reader.position;
  reader.position = end;
  switch (tag) {
    case bytesField(9):
      fields.attributes.push(start, end);
      break;
    case bytesField(1):
      fields.traceIdStart = start;
      fields.traceIdLength = end - start;
      break;
    case bytesField(2):
      fields.spanIdStart = start;
      fields.spanIdLength = end - start;
      break;
    case bytesField(4):
      fields.parentIdStart = start;
      fields.parentIdLength = end - start;
      break;
    case bytesField(5):
      fields.nameStart = start;
      fields.nameEnd = end;
      break;
    case bytesField(11):
      fields.events.push(start, end);
      break;
    case bytesField(refusalField):
      fields.refusalStart = start;
      fields.refusalEnd = end;
      break;
    case bytesField(15):
      fields.statusStart = start;
      fields.statusEnd = end;
      break;
  }
}
