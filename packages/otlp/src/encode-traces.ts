import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import type { DecodedEvent, DecodedLink, DecodedResourceSpans, DecodedScopeSpans, DecodedSpan } from "./types";
import { WireWriter } from "./wire-writer";

/**
 * A TracesData message with these spans: the inverse of `decodeTraces`, for spans that were made or changed here (samples,
 * redaction). What only was received is kept and handed on as its own bytes. Numbers become int where they are whole.
 */
export function encodeTraces(resourceSpans: readonly DecodedResourceSpans[]): Buffer {
  const writer = new WireWriter();
  for (const entry of resourceSpans) writer.message(1, () => writeResourceSpans(writer, entry));
  return writer.finish();
}

function writeResourceSpans(writer: WireWriter, { resource, scopeSpans, schemaUrl }: DecodedResourceSpans): void {
  writer.message(1, () => {
    writeAttributes(writer, 1, resource.attributes);
    writeCount(writer, 2, resource.droppedAttributesCount);
  });
  for (const entry of scopeSpans) writer.message(2, () => writeScopeSpans(writer, entry));
  writeText(writer, 3, schemaUrl);
}

function writeScopeSpans(writer: WireWriter, { scope, spans, schemaUrl }: DecodedScopeSpans): void {
  writer.message(1, () => {
    writeText(writer, 1, scope.name);
    writeText(writer, 2, scope.version);
    writeAttributes(writer, 3, scope.attributes);
    writeCount(writer, 4, scope.droppedAttributesCount);
  });
  for (const span of spans) writer.message(2, () => writeSpan(writer, span));
  writeText(writer, 3, schemaUrl);
}

function writeSpan(writer: WireWriter, span: DecodedSpan): void {
  writeHex(writer, 1, span.traceId);
  writeHex(writer, 2, span.spanId);
  writeText(writer, 3, span.traceState);
  writeHex(writer, 4, span.parentSpanId);
  writeText(writer, 5, span.name);
  writeCount(writer, 6, span.kind);
  writer.fixed64(7, span.startTimeUnixNano);
  writer.fixed64(8, span.endTimeUnixNano);
  writeAttributes(writer, 9, span.attributes);
  writeCount(writer, 10, span.droppedAttributesCount);
  for (const event of span.events) writer.message(11, () => writeEvent(writer, event));
  writeCount(writer, 12, span.droppedEventsCount);
  for (const link of span.links) writer.message(13, () => writeLink(writer, link));
  writeCount(writer, 14, span.droppedLinksCount);
  writer.message(15, () => {
    writeText(writer, 2, span.status.message);
    writeCount(writer, 3, span.status.code);
  });
  if (span.flags !== 0) writer.fixed32(16, span.flags);
}

function writeEvent(writer: WireWriter, event: DecodedEvent): void {
  writer.fixed64(1, event.timeUnixNano);
  writeText(writer, 2, event.name);
  writeAttributes(writer, 3, event.attributes);
  writeCount(writer, 4, event.droppedAttributesCount);
}

function writeLink(writer: WireWriter, link: DecodedLink): void {
  writeHex(writer, 1, link.traceId);
  writeHex(writer, 2, link.spanId);
  writeText(writer, 3, link.traceState);
  writeAttributes(writer, 4, link.attributes);
  writeCount(writer, 5, link.droppedAttributesCount);
  if (link.flags !== 0) writer.fixed32(6, link.flags);
}

function writeAttributes(writer: WireWriter, field: number, attributes: JsonObject): void {
  for (const [key, value] of Object.entries(attributes)) {
    writer.message(field, () => {
      writer.text(1, key);
      writer.message(2, () => writeValue(writer, value));
    });
  }
}

function writeValue(writer: WireWriter, value: JsonValue): void {
  if (typeof value === "string") writer.text(1, value);
  else if (typeof value === "boolean") writer.varint(2, value ? 1 : 0);
  else if (typeof value === "number") {
    if (Number.isSafeInteger(value)) writer.int64(3, BigInt(value));
    else writer.double(4, value);
  } else if (Array.isArray(value)) {
    writer.message(5, () => {
      for (const entry of value) writer.message(1, () => writeValue(writer, entry));
    });
  } else if (value !== null) writeObject(writer, value);
}

/** The tagged forms that `decodeTraces` makes of bytes, NaN and the infinities go back to what they were. */
function writeObject(writer: WireWriter, value: JsonObject): void {
  const [key, ...others] = Object.keys(value);
  const content = key === undefined ? undefined : value[key];
  if (others.length === 0 && typeof content === "string") {
    if (key === "$bytes") {
      writer.bytes(7, Buffer.from(content, "base64"));
      return;
    }
    if (key === "$double" && /^(?:NaN|-?Infinity)$/.test(content)) {
      writer.double(4, Number(content));
      return;
    }
  }
  if (isJsonObject(value)) writer.message(6, () => writeAttributes(writer, 1, value));
}

function writeText(writer: WireWriter, field: number, text: string): void {
  if (text !== "") writer.text(field, text);
}

function writeHex(writer: WireWriter, field: number, hex: string): void {
  if (hex !== "") writer.bytes(field, Buffer.from(hex, "hex"));
}

function writeCount(writer: WireWriter, field: number, count: number): void {
  if (count !== 0) writer.varint(field, count);
}
