import { WireReader, wire } from "./wire-reader";

type Scalar = "text" | "id" | "bytes" | "bool" | "int64" | "uint32" | "enum" | "double" | "fixed64" | "fixed32";

interface FieldOfMessage {
  readonly name: string;
  readonly type: Scalar | MessageName;
  readonly isList?: boolean;
}

type MessageName = keyof typeof schema;

const list = (name: string, type: Scalar | MessageName): FieldOfMessage => ({ name, type, isList: true });
const one = (name: string, type: Scalar | MessageName): FieldOfMessage => ({ name, type });

/** opentelemetry-proto 1.9, trace service: field numbers and their names in OTLP/JSON. */
const schema: Readonly<Record<string, Readonly<Record<number, FieldOfMessage>>>> = {
  TracesData: { 1: list("resourceSpans", "ResourceSpans") },
  ResourceSpans: { 1: one("resource", "Resource"), 2: list("scopeSpans", "ScopeSpans"), 3: one("schemaUrl", "text") },
  Resource: { 1: list("attributes", "KeyValue"), 2: one("droppedAttributesCount", "uint32") },
  ScopeSpans: { 1: one("scope", "Scope"), 2: list("spans", "Span"), 3: one("schemaUrl", "text") },
  Scope: {
    1: one("name", "text"),
    2: one("version", "text"),
    3: list("attributes", "KeyValue"),
    4: one("droppedAttributesCount", "uint32"),
  },
  Span: {
    1: one("traceId", "id"),
    2: one("spanId", "id"),
    3: one("traceState", "text"),
    4: one("parentSpanId", "id"),
    5: one("name", "text"),
    6: one("kind", "enum"),
    7: one("startTimeUnixNano", "fixed64"),
    8: one("endTimeUnixNano", "fixed64"),
    9: list("attributes", "KeyValue"),
    10: one("droppedAttributesCount", "uint32"),
    11: list("events", "Event"),
    12: one("droppedEventsCount", "uint32"),
    13: list("links", "Link"),
    14: one("droppedLinksCount", "uint32"),
    15: one("status", "Status"),
    16: one("flags", "fixed32"),
  },
  Event: {
    1: one("timeUnixNano", "fixed64"),
    2: one("name", "text"),
    3: list("attributes", "KeyValue"),
    4: one("droppedAttributesCount", "uint32"),
  },
  Link: {
    1: one("traceId", "id"),
    2: one("spanId", "id"),
    3: one("traceState", "text"),
    4: list("attributes", "KeyValue"),
    5: one("droppedAttributesCount", "uint32"),
    6: one("flags", "fixed32"),
  },
  Status: { 2: one("message", "text"), 3: one("code", "enum") },
  KeyValue: { 1: one("key", "text"), 2: one("value", "AnyValue") },
  AnyValue: {
    1: one("stringValue", "text"),
    2: one("boolValue", "bool"),
    3: one("intValue", "int64"),
    4: one("doubleValue", "double"),
    5: one("arrayValue", "ArrayValue"),
    6: one("kvlistValue", "KeyValueList"),
    7: one("bytesValue", "bytes"),
  },
  ArrayValue: { 1: list("values", "AnyValue") },
  KeyValueList: { 1: list("values", "KeyValue") },
};

const wireTypes: Readonly<Record<Scalar, number>> = {
  text: wire.bytes,
  id: wire.bytes,
  bytes: wire.bytes,
  bool: wire.varint,
  int64: wire.varint,
  uint32: wire.varint,
  enum: wire.varint,
  double: wire.fixed64,
  fixed64: wire.fixed64,
  fixed32: wire.fixed32,
};

/** Values nested deeper were refused when they came in; a stack has its end too. */
const depthMax = 400;

/**
 * The resourceSpans of a TracesData message as OTLP/JSON: ids in hex, 64-bit integers as text, bytes in base64, enums as numbers.
 * Nothing that OTLP knows is lost; what it does not know is left out. Throws `request.undecodable`.
 */
export function resourceSpansFromProtobuf(bytes: Buffer): readonly JsonMessage[] {
  const message = readMessage(new WireReader(bytes), "TracesData", bytes.length, 0);
  return (message.resourceSpans ?? []) as readonly JsonMessage[];
}

export interface JsonMessage {
  [name: string]: string | number | boolean | JsonMessage | (string | number | boolean | JsonMessage)[];
}

function readMessage(reader: WireReader, name: string, end: number, depth: number): JsonMessage {
  const fields = schema[name] ?? {};
  const message: JsonMessage = {};
  while (reader.position < end) {
    const tag = reader.tag(end);
    const field = fields[tag >>> 3];
    const expected = field === undefined ? undefined : (wireTypes[field.type as Scalar] ?? wire.bytes);
    if (field === undefined || expected !== (tag & 7) || depth > depthMax) {
      reader.skip(tag, end);
      continue;
    }
    const value = readField(reader, field, end, depth);
    const before = message[field.name];
    if (field.isList !== true) message[field.name] = value;
    else if (Array.isArray(before)) before.push(value);
    else message[field.name] = [value];
  }
  return message;
}

function readField(
  reader: WireReader,
  { type }: FieldOfMessage,
  end: number,
  depth: number,
): string | number | boolean | JsonMessage {
  switch (type) {
    case "bool":
      return reader.varint(end) !== 0;
    case "int64":
      return reader.varint64(end).toString();
    case "uint32":
    case "enum":
      return reader.varint(end);
    case "double":
      return doubleText(reader.double(end));
    case "fixed64":
      return reader.fixed64(end).toString();
    case "fixed32":
      return reader.fixed32(end);
    default: {
      const fieldEnd = reader.fieldEnd(end);
      const start = reader.position;
      if (type === "text" || type === "id" || type === "bytes") {
        reader.position = fieldEnd;
        if (type === "text") return reader.text(start, fieldEnd);
        return reader.bytes.toString(type === "id" ? "hex" : "base64", start, fieldEnd);
      }
      return readMessage(reader, type, fieldEnd, depth + 1);
    }
  }
}

/** JSON has no numbers for these; protobuf's JSON mapping writes their names. */
function doubleText(value: number): number | string {
  return Number.isFinite(value) ? value : Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
