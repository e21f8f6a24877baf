import { PlumblineError } from "@plumbline/base/errors";
import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import { findResourceMismatch, findScopeMismatch, findSpanMismatch } from "./json-types";
import {
  enumOf,
  field,
  idBytes,
  kindNames,
  statusNames,
  textOf,
  uint32Of,
  unixNanoOf,
  writeKeyValues,
} from "./json-values";
import { refusalField } from "./span-fields";
import { WireWriter } from "./wire-writer";

/**
 * OTLP/JSON to the protobuf bytes of the same request, so that everything behind it sees one encoding. Throws
 * `request.undecodable`, naming the place, where the text is not JSON or a message is not an object. A span in which a field
 * has a type that OTLP does not give it carries the reason in its field `refusalField`, so that it can be refused alone.
 */
export function protobufFromJson(body: Buffer): Buffer {
  return protobufFromJsonValue(parseBody(body), body.length);
}

export function protobufFromJsonValue(request: JsonValue, bytesExpected = 4096): Buffer {
  const writer = new WireWriter(bytesExpected);
  eachMessage(objectAt(request, "the body"), "resourceSpans", "", (resourceSpans, path) => {
    writer.message(1, () => writeResourceSpans(writer, resourceSpans, path));
  });
  return writer.finish();
}

function parseBody(body: Buffer): JsonValue {
  const hasByteOrderMark = body.length >= 3 && body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
  try {
    return JSON.parse(body.toString("utf8", hasByteOrderMark ? 3 : 0)) as JsonValue;
  } catch (cause) {
    throw undecodable(`it is not JSON (${(cause as Error).message})`);
  }
}

function writeResourceSpans(writer: WireWriter, message: JsonObject, path: string): void {
  const mismatch = findResourceMismatch(message);
  const resource = field(message, "resource");
  if (isJsonObject(resource)) {
    writer.message(1, () => {
      writeKeyValues(writer, 1, field(resource, "attributes"));
      writeCount(writer, 2, resource, "droppedAttributesCount");
    });
  }
  eachMessage(message, "scopeSpans", path, (scopeSpans, scopePath) => {
    writer.message(2, () => writeScopeSpans(writer, scopeSpans, scopePath, mismatch));
  });
  writeText(writer, 3, message, "schemaUrl");
}

/** @param above What is wrong with the resource: it stands in for every span below. */
function writeScopeSpans(writer: WireWriter, message: JsonObject, path: string, above: string | undefined): void {
  const mismatch = above ?? findScopeMismatch(message);
  const scope = field(message, "scope");
  if (isJsonObject(scope)) {
    writer.message(1, () => {
      writeText(writer, 1, scope, "name");
      writeText(writer, 2, scope, "version");
      writeKeyValues(writer, 3, field(scope, "attributes"));
      writeCount(writer, 4, scope, "droppedAttributesCount");
    });
  }
  eachMessage(message, "spans", path, (span) => {
    const refusal = mismatch ?? findSpanMismatch(span);
    writer.message(2, () => {
      writeSpan(writer, span);
      if (refusal !== undefined) writer.text(refusalField, refusal);
    });
  });
  writeText(writer, 3, message, "schemaUrl");
}

function writeSpan(writer: WireWriter, span: JsonObject): void {
  writeId(writer, 1, span, "traceId", 16);
  writeId(writer, 2, span, "spanId", 8);
  writeText(writer, 3, span, "traceState");
  writeId(writer, 4, span, "parentSpanId", 8);
  writeText(writer, 5, span, "name");
  const kind = enumOf(field(span, "kind"), "SPAN_KIND_", kindNames);
  if (kind !== 0) writer.varint(6, kind);
  writer.fixed64(7, unixNanoOf(field(span, "startTimeUnixNano")));
  writer.fixed64(8, unixNanoOf(field(span, "endTimeUnixNano")));
  writeKeyValues(writer, 9, field(span, "attributes"));
  writeCount(writer, 10, span, "droppedAttributesCount");
  eachEntry(field(span, "events"), (event) => writer.message(11, () => writeEvent(writer, event)));
  writeCount(writer, 12, span, "droppedEventsCount");
  eachEntry(field(span, "links"), (link) => writer.message(13, () => writeLink(writer, link)));
  writeCount(writer, 14, span, "droppedLinksCount");
  const status = field(span, "status");
  if (isJsonObject(status)) writer.message(15, () => writeStatus(writer, status));
  writeFlags(writer, 16, span);
}

function writeEvent(writer: WireWriter, event: JsonObject): void {
  writer.fixed64(1, unixNanoOf(field(event, "timeUnixNano")));
  writeText(writer, 2, event, "name");
  writeKeyValues(writer, 3, field(event, "attributes"));
  writeCount(writer, 4, event, "droppedAttributesCount");
}

function writeLink(writer: WireWriter, link: JsonObject): void {
  writeId(writer, 1, link, "traceId", 16);
  writeId(writer, 2, link, "spanId", 8);
  writeText(writer, 3, link, "traceState");
  writeKeyValues(writer, 4, field(link, "attributes"));
  writeCount(writer, 5, link, "droppedAttributesCount");
  writeFlags(writer, 6, link);
}

function writeStatus(writer: WireWriter, status: JsonObject): void {
  writeText(writer, 2, status, "message");
  const code = enumOf(field(status, "code"), "STATUS_CODE_", statusNames);
  if (code !== 0) writer.varint(3, code);
}

function writeText(writer: WireWriter, number: number, message: JsonObject, name: string): void {
  const text = textOf(field(message, name));
  if (text !== "") writer.text(number, text);
}

function writeId(writer: WireWriter, number: number, message: JsonObject, name: string, length: 8 | 16): void {
  const bytes = idBytes(field(message, name), length);
  if (bytes.length > 0) writer.bytes(number, bytes);
}

function writeCount(writer: WireWriter, number: number, message: JsonObject, name: string): void {
  const count = uint32Of(field(message, name));
  if (count !== 0) writer.varint(number, count);
}

function writeFlags(writer: WireWriter, number: number, message: JsonObject): void {
  const flags = uint32Of(field(message, "flags"));
  if (flags !== 0) writer.fixed32(number, flags);
}

/** Entries of a list inside a span: what is not an object there costs only itself. */
function eachEntry(list: JsonValue | undefined, write: (entry: JsonObject) => void): void {
  if (!Array.isArray(list)) return;
  for (const entry of list) if (isJsonObject(entry)) write(entry);
}

/** Entries of a list that frames spans: what is not an object there makes the request undecodable. */
function eachMessage(
  message: JsonObject,
  name: string,
  path: string,
  write: (entry: JsonObject, path: string) => void,
): void {
  const list = field(message, name);
  if (list === undefined) return;
  const listPath = path === "" ? name : `${path}.${name}`;
  if (!Array.isArray(list)) throw undecodable(`${listPath} is not a list`);
  list.forEach((entry, index) => {
    const entryPath = `${listPath}[${index}]`;
    write(objectAt(entry, entryPath), entryPath);
  });
}

function objectAt(value: JsonValue, path: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw undecodable(`${path} is not an object`);
}

function undecodable(what: string): PlumblineError {
  return new PlumblineError("request.undecodable", {
    message: `The body is not valid OTLP/JSON: ${what}. Nothing was stored.`,
  });
}
