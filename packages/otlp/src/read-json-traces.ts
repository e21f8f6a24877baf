import { isJsonObject, type JsonObject, type JsonValue, newJsonObject } from "@plumbline/base/json";
import type { DecodedEvent, DecodedLink, DecodedResourceSpans, DecodedSpan } from "./types";

// OTLP/JSON read straight into plain values. It runs in a browser, where a file is looked at without being sent anywhere: the
// way that stores spans goes through protobuf bytes (json-traces.ts), which take Node's buffers.

/** Deeper values are left out: reading recurses. */
const depthMax = 64;

/**
 * The spans of an ExportTraceServiceRequest, read as leniently as ingest does: field names in either spelling, ids in hex in any
 * case, enums by number or name. What is no object in a list is skipped. Undefined where the value holds no list of spans.
 */
export function readJsonTraces(request: JsonValue): readonly DecodedResourceSpans[] | undefined {
  if (!isJsonObject(request)) return undefined;
  // Tempo says "batches" for the same list.
  const list = field(request, "resourceSpans") ?? field(request, "batches");
  return Array.isArray(list) ? list.filter(isJsonObject).map(readResourceSpans) : undefined;
}

function readResourceSpans(entry: JsonObject): DecodedResourceSpans {
  const resource = objectOf(field(entry, "resource"));
  // Before OTLP 0.15 scopes were called instrumentation libraries.
  const scopes = listOf(field(entry, "scopeSpans") ?? field(entry, "instrumentationLibrarySpans"));
  return {
    resource: {
      attributes: readAttributes(field(resource, "attributes")),
      droppedAttributesCount: countOf(field(resource, "droppedAttributesCount")),
    },
    scopeSpans: scopes.map((scopeSpans) => {
      const scope = objectOf(field(scopeSpans, "scope") ?? field(scopeSpans, "instrumentationLibrary"));
      return {
        scope: {
          name: textOf(field(scope, "name")),
          version: textOf(field(scope, "version")),
          attributes: readAttributes(field(scope, "attributes")),
          droppedAttributesCount: countOf(field(scope, "droppedAttributesCount")),
        },
        spans: listOf(field(scopeSpans, "spans")).map(readSpan),
        schemaUrl: textOf(field(scopeSpans, "schemaUrl")),
      };
    }),
    schemaUrl: textOf(field(entry, "schemaUrl")),
  };
}

function readSpan(span: JsonObject): DecodedSpan {
  const status = objectOf(field(span, "status"));
  return {
    traceId: idOf(field(span, "traceId"), 32),
    spanId: idOf(field(span, "spanId"), 16),
    parentSpanId: idOf(field(span, "parentSpanId"), 16),
    traceState: textOf(field(span, "traceState")),
    flags: countOf(field(span, "flags")),
    name: textOf(field(span, "name")),
    kind: enumOf(field(span, "kind"), kindNames),
    startTimeUnixNano: nanoOf(field(span, "startTimeUnixNano")),
    endTimeUnixNano: nanoOf(field(span, "endTimeUnixNano")),
    attributes: readAttributes(field(span, "attributes")),
    events: listOf(field(span, "events")).map(readEvent),
    links: listOf(field(span, "links")).map(readLink),
    status: { code: enumOf(field(status, "code"), statusNames), message: textOf(field(status, "message")) },
    droppedAttributesCount: countOf(field(span, "droppedAttributesCount")),
    droppedEventsCount: countOf(field(span, "droppedEventsCount")),
    droppedLinksCount: countOf(field(span, "droppedLinksCount")),
    duplicateKeys: 0,
    unreadableParts: 0,
    byteRange: [0, 0],
  };
}

function readEvent(event: JsonObject): DecodedEvent {
  return {
    name: textOf(field(event, "name")),
    timeUnixNano: nanoOf(field(event, "timeUnixNano")),
    attributes: readAttributes(field(event, "attributes")),
    droppedAttributesCount: countOf(field(event, "droppedAttributesCount")),
  };
}

function readLink(link: JsonObject): DecodedLink {
  return {
    traceId: idOf(field(link, "traceId"), 32),
    spanId: idOf(field(link, "spanId"), 16),
    traceState: textOf(field(link, "traceState")),
    attributes: readAttributes(field(link, "attributes")),
    droppedAttributesCount: countOf(field(link, "droppedAttributesCount")),
    flags: countOf(field(link, "flags")),
  };
}

const kindNames = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const statusNames = ["UNSET", "OK", "ERROR"];

/** A list of KeyValue, or the plain object that some writers put in its place. */
function readAttributes(list: JsonValue | undefined, depth = 1): JsonObject {
  const attributes = newJsonObject();
  if (Array.isArray(list)) {
    for (const entry of list)
      if (isJsonObject(entry)) attributes[textOf(field(entry, "key"))] = readAnyValue(field(entry, "value"), depth);
  } else if (isJsonObject(list)) {
    for (const [key, value] of Object.entries(list)) attributes[key] = value;
  }
  return attributes;
}

/** The forms are those of types.ts: an int beyond 2^53 stays text, bytes and odd doubles are tagged. */
function readAnyValue(value: JsonValue | undefined, depth: number): JsonValue {
  if (!isJsonObject(value)) return value ?? null;
  if (depth > depthMax) return null;
  const [name = "", ...others] = Object.keys(value);
  if (others.length > 0) return value;
  const content = value[name];
  switch (name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())) {
    case "stringValue":
      return textOf(content);
    case "boolValue":
      return content === true || content === "true";
    case "intValue":
      return integerOf(content);
    case "doubleValue":
      return doubleOf(content);
    case "bytesValue":
      return { $bytes: textOf(content) };
    case "arrayValue": {
      const values = isJsonObject(content) ? field(content, "values") : content;
      return Array.isArray(values) ? values.map((item) => readAnyValue(item, depth + 1)) : [];
    }
    case "kvlistValue":
      return readAttributes(isJsonObject(content) ? field(content, "values") : content, depth + 1);
    case "":
      return null;
    default:
      return value;
  }
}

function integerOf(value: JsonValue | undefined): JsonValue {
  if (typeof value === "number") return value;
  const text = textOf(value);
  if (!/^[+-]?\d+$/.test(text)) return text;
  return Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

function doubleOf(value: JsonValue | undefined): JsonValue {
  if (typeof value === "number") return value;
  const number = Number(value);
  return Number.isFinite(number) && value !== null ? number : { $double: textOf(value) };
}

/** A field under its lowerCamelCase name, else under its proto name; null counts as absent. */
function field(object: JsonObject, name: string): JsonValue | undefined {
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const value =
    (Object.hasOwn(object, name) ? object[name] : null) ?? (Object.hasOwn(object, snake) ? object[snake] : null);
  return value ?? undefined;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : newJsonObject();
}

function listOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** Lower-case hex. Base64 is what plain proto3 JSON printers write; it is known by its length. All zeros mean none. */
function idOf(value: JsonValue | undefined, hexDigits: 16 | 32): string {
  const text = textOf(value);
  const hex = /^[0-9a-fA-F]*$/.test(text) && text.length === hexDigits ? text.toLowerCase() : hexFromBase64(text);
  return /^0*$/.test(hex) ? "" : hex;
}

function hexFromBase64(text: string): string {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return text;
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    if (bytes.length !== 8 && bytes.length !== 16) return text;
    return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    // Not base64 after all: an id of its own making is kept as it is.
    return text;
  }
}

const uint64Max = 2n ** 64n - 1n;

function nanoOf(value: JsonValue | undefined): bigint {
  const text = textOf(value).trim();
  const nano = /^\d{1,30}$/.test(text) ? BigInt(text) : bigintOf(Number(text));
  return nano > uint64Max ? uint64Max : nano;
}

function bigintOf(number: number): bigint {
  return Number.isFinite(number) && number > 0 ? BigInt(Math.trunc(number)) : 0n;
}

function countOf(value: JsonValue | undefined): number {
  const number = Number(value ?? 0);
  return Number.isInteger(number) && number > 0 ? number : 0;
}

function enumOf(value: JsonValue | undefined, names: readonly string[]): number {
  if (typeof value === "number") return value;
  const text = textOf(value).toUpperCase();
  const place = names.findIndex((name) => text === name || text.endsWith(`_${name}`));
  return place === -1 ? Number.parseInt(text, 10) || 0 : place;
}
