import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import { anyValueDepthMax } from "./any-value";
import { anyValueTag, field, integerOf, kindNames, statusNames } from "./json-values";

// The types that the proto3 JSON mapping asks of OTLP/JSON. Where real clients bend the encoding without losing anything (ids
// in base64, enums by name, attributes as a plain object, snake_case) they are let through; a value of another type is not
// turned into something that nobody sent.

/** Answers what is wrong with a value, or undefined. `path` names it inside its span, resource or scope. */
type Check = (value: JsonValue, path: string, depth: number) => string | undefined;

/**
 * What in a span has a type that OTLP does not give it: the rest of a sentence that begins with "it was refused:". Undefined
 * where there is nothing.
 */
export function findSpanMismatch(span: JsonObject): string | undefined {
  return spanMessage(span, "", 1);
}

/** The same for the resource and the schema URL above a span, or for its scope. */
export function findResourceMismatch(resourceSpans: JsonObject): string | undefined {
  return resourceMessage(resourceSpans, "", 1);
}

export function findScopeMismatch(scopeSpans: JsonObject): string | undefined {
  return scopeMessage(scopeSpans, "", 1);
}

const text: Check = (value, path) => (typeof value === "string" ? undefined : wrong(path, value, "text"));

function wholeNumber(max: bigint): Check {
  return (value, path) => {
    const integer = isWhole(value) ? integerOf(value) : undefined;
    if (integer !== undefined && integer >= 0n && integer <= max) return undefined;
    return wrong(path, value, `a whole number from 0 to ${max}, plain or as text`);
  };
}

const unixNano = wholeNumber(2n ** 64n - 1n);
const uint32 = wholeNumber(2n ** 32n - 1n);

/** As a number or its digits, or by its name, with or without the prefix. */
function enumeration(prefix: string, names: readonly string[]): Check {
  return (value, path) => {
    if (typeof value === "string" && names.includes(value.toUpperCase().replace(prefix, ""))) return undefined;
    if (uint32(value, path, 1) === undefined) return undefined;
    return wrong(path, value, `a number or a name such as ${prefix}${names[1]}`);
  };
}

function message(fields: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(fields);
  return (value, path, depth) => {
    if (!isJsonObject(value)) return wrong(path, value, "an object");
    for (const [name, check] of entries) {
      const content = field(value, name);
      const mismatch =
        content === undefined ? undefined : check(content, path === "" ? name : `${path}.${name}`, depth);
      if (mismatch !== undefined) return mismatch;
    }
    return undefined;
  };
}

function list(check: Check): Check {
  return (value, path, depth) => {
    if (!Array.isArray(value)) return wrong(path, value, "a list");
    return firstMismatch(value, (entry, index) => check(entry, `${path}[${index}]`, depth));
  };
}

/** A list of KeyValue, or a plain object with the values under their keys. */
const keyValues: Check = (value, path, depth) => {
  if (Array.isArray(value)) return list(keyValue)(value, path, depth);
  if (!isJsonObject(value)) return wrong(path, value, "a list");
  return firstMismatch(Object.values(value), (entry, index) => anyValue(entry, `${path}[${index}]`, depth));
};

const keyValue: Check = (value, path, depth) => message({ key: text, value: anyValueAt(depth) })(value, path, depth);
const anyValueAt =
  (depth: number): Check =>
  (value, path) =>
    anyValue(value, path, depth);

/** An AnyValue, or the bare JSON value in its place. What is nested deeper than is stored is not looked at. */
const anyValue: Check = (value, path, depth) => {
  if (depth > anyValueDepthMax) return undefined;
  if (Array.isArray(value)) return list(anyValue)(value, path, depth + 1);
  if (!isJsonObject(value)) return undefined;
  const tagged = anyValueTag(value);
  if (tagged === undefined) return keyValues(value, path, depth + 1);
  const check = contentChecks[tagged.name];
  return tagged.content === null ? undefined : check(tagged.content, `${path}.${tagged.name}`, depth + 1);
};

const contentChecks: Readonly<Record<NonNullable<ReturnType<typeof anyValueTag>>["name"], Check>> = {
  stringValue: text,
  boolValue: (value, path) =>
    typeof value === "boolean" || value === "true" || value === "false"
      ? undefined
      : wrong(path, value, "true or false"),
  // A fraction in its place is kept as a double, and nothing is lost.
  intValue: (value, path) =>
    typeof value === "number" || isWhole(value) ? undefined : wrong(path, value, "a whole number, plain or as text"),
  doubleValue: (value, path) =>
    typeof value === "number" || isNumberText(value) ? undefined : wrong(path, value, "a number, NaN or Infinity"),
  bytesValue: (value, path) =>
    typeof value === "string" && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value) ? undefined : wrong(path, value, "base64 text"),
  arrayValue: (value, path, depth) =>
    isJsonObject(value) ? message({ values: list(anyValue) })(value, path, depth) : list(anyValue)(value, path, depth),
  kvlistValue: (value, path, depth) =>
    isJsonObject(value) ? message({ values: keyValues })(value, path, depth) : keyValues(value, path, depth),
};

const attributes = { attributes: keyValues, droppedAttributesCount: uint32 };

const spanMessage = message({
  traceId: text,
  spanId: text,
  traceState: text,
  parentSpanId: text,
  name: text,
  kind: enumeration("SPAN_KIND_", kindNames),
  startTimeUnixNano: unixNano,
  endTimeUnixNano: unixNano,
  ...attributes,
  events: list(message({ timeUnixNano: unixNano, name: text, ...attributes })),
  droppedEventsCount: uint32,
  links: list(message({ traceId: text, spanId: text, traceState: text, ...attributes, flags: uint32 })),
  droppedLinksCount: uint32,
  status: message({ message: text, code: enumeration("STATUS_CODE_", statusNames) }),
  flags: uint32,
});
const resourceMessage = message({ resource: message(attributes), schemaUrl: text });
const scopeMessage = message({ scope: message({ name: text, version: text, ...attributes }), schemaUrl: text });

function firstMismatch(
  values: readonly JsonValue[],
  check: (value: JsonValue, index: number) => string | undefined,
): string | undefined {
  for (let index = 0; index < values.length; index += 1) {
    const mismatch = check(values[index] ?? null, index);
    if (mismatch !== undefined) return mismatch;
  }
  return undefined;
}

function isWhole(value: JsonValue): boolean {
  if (typeof value === "number") return Number.isInteger(value);
  return typeof value === "string" && (/^\s*[+-]?\d{1,400}\s*$/.test(value) || isWholeText(value));
}

/** Exponents are legal in proto3 JSON: "1.7874e18". */
function isWholeText(text: string): boolean {
  return text.trim() !== "" && Number.isInteger(Number(text));
}

function isNumberText(value: JsonValue): boolean {
  if (typeof value !== "string" || value.trim() === "") return false;
  return !Number.isNaN(Number(value)) || value === "NaN";
}

function wrong(path: string, value: JsonValue, expected: string): string {
  return `its field ${path} is ${describe(value)} and must be ${expected}`;
}

const textShownMax = 40;

function describe(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string")
    return value.length > textShownMax ? "other text" : `the text ${JSON.stringify(value)}`;
  return typeof value === "object" ? "an object" : typeof value === "number" ? `the number ${value}` : String(value);
}
