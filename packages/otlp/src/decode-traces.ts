import { type JsonObject, newJsonObject } from "@plumbline/base/json";
import { readKeyValue } from "./any-value";
import type {
  DecodedEvent,
  DecodedLink,
  DecodedResource,
  DecodedResourceSpans,
  DecodedScope,
  DecodedScopeSpans,
  DecodedSpan,
  DecodedStatus,
} from "./types";
import { WireReader, wire } from "./wire-reader";

/** Attributes of one span, event, link, resource or scope; the rest is counted as dropped. */
const attributesMax = 10_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const bytesField = (number: number) => (number << 3) | wire.bytes;
const varintField = (number: number) => (number << 3) | wire.varint;
const fixed64Field = (number: number) => (number << 3) | wire.fixed64;
const fixed32Field = (number: number) => (number << 3) | wire.fixed32;

/**
 * Everything in a TracesData or ExportTraceServiceRequest message. Throws `request.undecodable` where the framing down to the
 * spans' own fields is broken; inside an attribute, event, link or status, what cannot be read is left out and counted, so
 * that one odd value never hides a span.
 */
export function decodeTraces(bytes: Buffer): DecodedResourceSpans[] {
  const reader = new WireReader(bytes);
  const result: DecodedResourceSpans[] = [];
  readFields(reader, bytes.length, (tag, end) => {
    if (tag !== bytesField(1)) return false;
    result.push(decodeResourceSpans(reader, end));
    return true;
  });
  return result;
}

/**
 * Calls `read` for every length-delimited field with the cursor at its first byte and the offset of its end. Where it answers
 * false the field is stepped over. Other wire types go to `readNumber`, which answers false for those it does not know.
 */
function readFields(
  reader: WireReader,
  end: number,
  read: (tag: number, fieldEnd: number) => boolean,
  readNumber?: (tag: number, end: number) => boolean,
): void {
  while (reader.position < end) {
    const tag = reader.tag(end);
    if ((tag & 7) === wire.bytes) {
      const fieldEnd = reader.fieldEnd(end);
      if (!read(tag, fieldEnd)) reader.position = fieldEnd;
    } else if (!readNumber?.(tag, end)) {
      reader.skip(tag, end);
    }
  }
}

/** Reads the Span whose body is [start, end). Throws `request.undecodable` where its own fields are broken. */
export function decodeSpanAt(reader: WireReader, start: number, end: number): DecodedSpan {
  reader.position = start;
  return decodeSpan(reader, end);
}

function decodeResourceSpans(reader: WireReader, end: number): DecodedResourceSpans {
  const resource: Mutable<DecodedResource> = { attributes: newJsonObject(), droppedAttributesCount: 0 };
  const scopeSpans: DecodedScopeSpans[] = [];
  let schemaUrl = "";
  readFields(reader, end, (tag, fieldEnd) => {
    if (tag === bytesField(1)) {
      attempt(reader, fieldEnd, () => decodeResource(reader, fieldEnd, resource));
    } else if (tag === bytesField(2)) scopeSpans.push(decodeScopeSpans(reader, fieldEnd));
    else if (tag === bytesField(3)) schemaUrl = readText(reader, fieldEnd);
    else return false;
    return true;
  });
  return { resource, scopeSpans, schemaUrl };
}

/** Reads resource attributes into `resource`; a repeated Resource message adds to the first, as protobuf merges it. */
export function decodeResource(reader: WireReader, end: number, resource: Mutable<DecodedResource>): void {
  const attributes = new AttributeReader(reader, resource.attributes);
  readFields(
    reader,
    end,
    (tag, fieldEnd) => tag === bytesField(1) && attributes.read(fieldEnd),
    (tag, limit) => {
      if (tag !== varintField(2)) return false;
      resource.droppedAttributesCount = reader.varint(limit);
      return true;
    },
  );
  resource.droppedAttributesCount += attributes.dropped;
}

function decodeScopeSpans(reader: WireReader, end: number): DecodedScopeSpans {
  const scope: Mutable<DecodedScope> = {
    name: "",
    version: "",
    attributes: newJsonObject(),
    droppedAttributesCount: 0,
  };
  const spans: DecodedSpan[] = [];
  let schemaUrl = "";
  readFields(reader, end, (tag, fieldEnd) => {
    if (tag === bytesField(1)) attempt(reader, fieldEnd, () => decodeScope(reader, fieldEnd, scope));
    else if (tag === bytesField(2)) spans.push(decodeSpan(reader, fieldEnd));
    else if (tag === bytesField(3)) schemaUrl = readText(reader, fieldEnd);
    else return false;
    return true;
  });
  return { scope, spans, schemaUrl };
}

function decodeScope(reader: WireReader, end: number, scope: Mutable<DecodedScope>): void {
  const attributes = new AttributeReader(reader, scope.attributes);
  readFields(
    reader,
    end,
    (tag, fieldEnd) => {
      if (tag === bytesField(1)) scope.name = readText(reader, fieldEnd);
      else if (tag === bytesField(2)) scope.version = readText(reader, fieldEnd);
      else return tag === bytesField(3) && attributes.read(fieldEnd);
      return true;
    },
    (tag, limit) => {
      if (tag !== varintField(4)) return false;
      scope.droppedAttributesCount = reader.varint(limit);
      return true;
    },
  );
  scope.droppedAttributesCount += attributes.dropped;
}

function decodeSpan(reader: WireReader, end: number): DecodedSpan {
  const events: DecodedEvent[] = [];
  const links: DecodedLink[] = [];
  const span: Mutable<DecodedSpan> = {
    traceId: "",
    spanId: "",
    parentSpanId: "",
    traceState: "",
    flags: 0,
    name: "",
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: newJsonObject(),
    events,
    links,
    status: { code: 0, message: "" },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    duplicateKeys: 0,
    unreadableParts: 0,
    byteRange: [reader.position, end],
  };
  const attributes = new AttributeReader(reader, span.attributes);
  readFields(
    reader,
    end,
    (tag, fieldEnd) => {
      if (tag === bytesField(9)) return attributes.read(fieldEnd);
      if (tag === bytesField(1)) span.traceId = readHex(reader, fieldEnd);
      else if (tag === bytesField(2)) span.spanId = readHex(reader, fieldEnd);
      else if (tag === bytesField(3)) span.traceState = readText(reader, fieldEnd);
      else if (tag === bytesField(4)) span.parentSpanId = readHex(reader, fieldEnd);
      else if (tag === bytesField(5)) span.name = readText(reader, fieldEnd);
      else if (tag === bytesField(11)) {
        if (!attempt(reader, fieldEnd, () => events.push(decodeEvent(reader, fieldEnd)))) span.unreadableParts += 1;
      } else if (tag === bytesField(13)) {
        if (!attempt(reader, fieldEnd, () => links.push(decodeLink(reader, fieldEnd)))) span.unreadableParts += 1;
      } else if (tag === bytesField(15)) {
        const isRead = attempt(reader, fieldEnd, () => {
          span.status = decodeStatus(reader, fieldEnd);
        });
        if (!isRead) span.unreadableParts += 1;
      } else return false;
      return true;
    },
    (tag, limit) => readSpanNumber(reader, tag, limit, span),
  );
  span.droppedAttributesCount += attributes.dropped;
  span.duplicateKeys = attributes.duplicates;
  span.unreadableParts += attributes.unreadable;
  if (/^0*$/.test(span.parentSpanId)) span.parentSpanId = "";
  return span;
}

function readSpanNumber(reader: WireReader, tag: number, end: number, span: Mutable<DecodedSpan>): boolean {
  if (tag === varintField(6)) span.kind = reader.varint(end);
  else if (tag === fixed64Field(7)) span.startTimeUnixNano = reader.fixed64(end);
  else if (tag === fixed64Field(8)) span.endTimeUnixNano = reader.fixed64(end);
  else if (tag === varintField(10)) span.droppedAttributesCount = reader.varint(end);
  else if (tag === varintField(12)) span.droppedEventsCount = reader.varint(end);
  else if (tag === varintField(14)) span.droppedLinksCount = reader.varint(end);
  else if (tag === fixed32Field(16)) span.flags = reader.fixed32(end);
  else return false;
  return true;
}

/** Reads the Event whose body is [cursor, end). */
export function decodeEvent(reader: WireReader, end: number): DecodedEvent {
  const event: Mutable<DecodedEvent> = {
    name: "",
    timeUnixNano: 0n,
    attributes: newJsonObject(),
    droppedAttributesCount: 0,
  };
  const attributes = new AttributeReader(reader, event.attributes);
  readFields(
    reader,
    end,
    (tag, fieldEnd) => {
      if (tag === bytesField(2)) event.name = readText(reader, fieldEnd);
      else return tag === bytesField(3) && attributes.read(fieldEnd);
      return true;
    },
    (tag, limit) => {
      if (tag === fixed64Field(1)) event.timeUnixNano = reader.fixed64(limit);
      else if (tag === varintField(4)) event.droppedAttributesCount = reader.varint(limit);
      else return false;
      return true;
    },
  );
  event.droppedAttributesCount += attributes.dropped;
  return event;
}

function decodeLink(reader: WireReader, end: number): DecodedLink {
  const link: Mutable<DecodedLink> = {
    traceId: "",
    spanId: "",
    traceState: "",
    attributes: newJsonObject(),
    droppedAttributesCount: 0,
    flags: 0,
  };
  const attributes = new AttributeReader(reader, link.attributes);
  readFields(
    reader,
    end,
    (tag, fieldEnd) => {
      if (tag === bytesField(1)) link.traceId = readHex(reader, fieldEnd);
      else if (tag === bytesField(2)) link.spanId = readHex(reader, fieldEnd);
      else if (tag === bytesField(3)) link.traceState = readText(reader, fieldEnd);
      else return tag === bytesField(4) && attributes.read(fieldEnd);
      return true;
    },
    (tag, limit) => {
      if (tag === varintField(5)) link.droppedAttributesCount = reader.varint(limit);
      else if (tag === fixed32Field(6)) link.flags = reader.fixed32(limit);
      else return false;
      return true;
    },
  );
  link.droppedAttributesCount += attributes.dropped;
  return link;
}

/** Reads the Status whose body is [cursor, end). */
export function decodeStatus(reader: WireReader, end: number): DecodedStatus {
  const status: Mutable<DecodedStatus> = { code: 0, message: "" };
  readFields(
    reader,
    end,
    (tag, fieldEnd) => {
      if (tag !== bytesField(2)) return false;
      status.message = readText(reader, fieldEnd);
      return true;
    },
    (tag, limit) => {
      if (tag !== varintField(3)) return false;
      status.code = reader.varint(limit);
      return true;
    },
  );
  return status;
}

/** Collects the attributes of one message: the last of equal keys counts, what cannot be read is left out and counted. */
class AttributeReader {
  dropped = 0;
  duplicates = 0;
  unreadable = 0;
  private count = 0;

  constructor(
    private readonly reader: WireReader,
    private readonly target: JsonObject,
  ) {}

  read(end: number): true {
    this.count += 1;
    if (this.count > attributesMax) {
      this.dropped += 1;
      this.reader.position = end;
      return true;
    }
    const isRead = attempt(this.reader, end, () => {
      if (readKeyValue(this.reader, end, this.target)) this.duplicates += 1;
    });
    if (!isRead) this.unreadable += 1;
    return true;
  }
}

/** Runs a read of the field that ends at `end`; where it fails, the cursor still goes on behind the field. */
function attempt(reader: WireReader, end: number, read: () => void): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  } finally {
    reader.position = end;
  }
}

function readText(reader: WireReader, end: number): string {
  const text = reader.text(reader.position, end);
  reader.position = end;
  return text;
}

function readHex(reader: WireReader, end: number): string {
  const hex = reader.bytes.toString("hex", reader.position, end);
  reader.position = end;
  return hex;
}
