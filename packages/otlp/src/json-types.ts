import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import { anyValueDepthMax } from "./any-value";
import { anyValueTag, field, integerOf, kindNames, statusNames } from "./json-values";

// The types that the proto3 JSON mapping asks of OTLP/JSON. Where real clients bend the encoding without losing anything (ids
// in base64, enums by name, attributes as a plain object, snake_case) they are let through; a value of another type is not
// turned into something that nobody sent.

/** A value of the wrong type, where it stands and what it must be. The path is put together on the way out: it is rarely needed. */
interface Mismatch {
  readonly path: string;
  readonly value: JsonValue;
  readonly expected: string;
}

type Check = (value: JsonValue, depth: number) => Mismatch | undefined;

/**
 * What in a span has a type that OTLP does not give it: a clause about the span, as reasons of refused
 * spans are. Undefined where there is nothing.
 */
export function findSpanMismatch(span: JsonObject): string | undefined {
  return sentenceOf(spanMessage(span, 1));
}

/** The same for the resource and the schema URL above a span, or for its scope. */
export function findResourceMismatch(resourceSpans: JsonObject): string | undefined {
  return sentenceOf(resourceMessage(resourceSpans, 1));
}

export function findScopeMismatch(scopeSpans: JsonObject): string | undefined {
  return sentenceOf(scopeMessage(scopeSpans, 1));
}

const text: Check = (value) => (typeof value === "string" ? undefined : wrong(value, "text"));

function wholeNumber(max: bigint): Check {
  return (value) => {
    const integer = isWhole(value) ? integerOf(value) : undefined;
    if (integer !== undefined && integer >= 0n && integer <= max) return undefined;
    return wrong(value, `a whole number from 0 to ${max}, plain or as text`);
  };
}

const unixNano = wholeNumber(2n ** 64n - 1n);
const uint32 = wholeNumber(2n ** 32n - 1n);

/** As a number or its digits, or by its name, with or without the prefix. */
function enumeration(prefix: string, names: readonly string[]): Check {
  return (value) => {
    if (typeof value === "string" && names.includes(value.toUpperCase().replace(prefix, ""))) return undefined;
    if (uint32(value, 1) === undefined) return undefined;
    return wrong(value, `a number or a name such as ${prefix}${names[1]}`);
  };
}

function message(fields: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(fields);
  return (value, depth) => {
    if (!isJsonObject(value)) return wrong(value, "an object");
    for (const [name, check] of entries) {
      const content = field(value, name);
      const mismatch = content === undefined ? undefined : check(content, depth);
      if (mismatch !== undefined) return below(`.${name}`, mismatch);
    }
    return undefined;
  };
}

function list(check: Check): Check {
  return (value, depth) => {
    if (!Array.isArray(value)) return wrong(value, "a list");
    return firstMismatch(value, check, depth);
  };
}

/** A list of KeyValue, or a plain object with the values under their keys. */
const keyValues: Check = (value, depth) => {
  if (Array.isArray(value)) return keyValueList(value, depth);
  if (!isJsonObject(value)) return wrong(value, "a list");
  return firstMismatch(Object.values(value), anyValue, depth);
};

const keyValueList = list(message({ key: text, value: (value, depth) => anyValue(value, depth) }));

/** An AnyValue, or the bare JSON value in its place. What is nested deeper than is stored is not looked at. */
const anyValue: Check = (value, depth) => {
  if (depth > anyValueDepthMax) return undefined;
  if (Array.isArray(value)) return anyValueList(value, depth + 1);
  if (!isJsonObject(value)) return undefined;
  const tagged = anyValueTag(value);
  if (tagged === undefined) return keyValues(value, depth + 1);
  const mismatch = tagged.content === null ? undefined : contentChecks[tagged.name](tagged.content, depth + 1);
  return mismatch === undefined ? undefined : below(`.${tagged.name}`, mismatch);
};

const anyValueList = list(anyValue);
const arrayValue = message({ values: anyValueList });
const kvlistValue = message({ values: keyValues });

const contentChecks: Readonly<Record<NonNullable<ReturnType<typeof anyValueTag>>["name"], Check>> = {
  stringValue: text,
  boolValue: (value) =>
    typeof value === "boolean" || value === "true" || value === "false" ? undefined : wrong(value, "true or false"),
  // A fraction in its place is kept as a double, and nothing is lost.
  intValue: (value) =>
    typeof value === "number" || isWhole(value) ? undefined : wrong(value, "a whole number, plain or as text"),
  doubleValue: (value) =>
    typeof value === "number" || isNumberText(value) ? undefined : wrong(value, "a number, NaN or Infinity"),
  bytesValue: (value) =>
    typeof value === "string" && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value) ? undefined : wrong(value, "base64 text"),
  arrayValue: (value, depth) => (isJsonObject(value) ? arrayValue : anyValueList)(value, depth),
  kvlistValue: (value, depth) => (isJsonObject(value) ? kvlistValue : keyValues)(value, depth),
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

function firstMismatch(values: readonly JsonValue[], check: Check, depth: number): Mismatch | undefined {
  for (let index = 0; index < values.length; index += 1) {
    const mismatch = check(values[index] ?? null, depth);
    if (mismatch !== undefined) return below(`[${index}]`, mismatch);
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

function wrong(value: JsonValue, expected: string): Mismatch {
  return { path: "", value, expected };
}

function below(step: string, { path, value, expected }: Mismatch): Mismatch {
  return { path: `${step}${path}`, value, expected };
}

function sentenceOf(mismatch: Mismatch | undefined): string | undefined {
  if (mismatch === undefined) return undefined;
  const { path, value, expected } = mismatch;
  return `its field ${path.slice(1)} is ${describe(value)} and must be ${expected}`;
}

const textShownMax = 40;

function describe(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string")
    return value.length > textShownMax ? "other text" : `the text ${JSON.stringify(value)}`;
  return typeof value === "object" ? "an object" : typeof value === "number" ? `the number ${value}` : String(value);
}
