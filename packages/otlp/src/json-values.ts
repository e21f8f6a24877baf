import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import { anyValueDepthMax, tooDeepMarker } from "./any-value";
import type { WireWriter } from "./wire-writer";

// Single values of OTLP/JSON, read as leniently as real clients need.

/** A field under its lowerCamelCase name, else under its proto name; null counts as absent, as in proto3 JSON. */
export function field(object: JsonObject, name: string): JsonValue | undefined {
  const value = own(object, name) ?? own(object, snakeCase(name));
  return value === null ? undefined : value;
}

function own(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

const snakeNames = new Map<string, string>();

function snakeCase(name: string): string {
  let snake = snakeNames.get(name);
  if (snake === undefined) {
    snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    snakeNames.set(name, snake);
  }
  return snake;
}

export function textOf(value: JsonValue | undefined): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/**
 * The bytes of an id: hex in any case as the specification wants it, or base64 (also URL-safe or unpadded) as plain proto3
 * JSON printers write it. Text of any other length gives bytes of a wrong length, which is for the caller to refuse.
 */
export function idBytes(value: JsonValue | undefined, length: 8 | 16): Buffer {
  const text = textOf(value);
  if (text === "") return Buffer.alloc(0);
  if (/^(?:[0-9a-fA-F]{2})+$/.test(text)) return Buffer.from(text, "hex");
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) {
    const decoded = Buffer.from(text, "base64");
    if (decoded.length === length) return decoded;
  }
  return Buffer.from(text.slice(0, 64));
}

const uint64Max = 2n ** 64n - 1n;

/** Nanoseconds as decimal text or as a number; anything else, and what is below zero, is 0 (unknown). */
export function unixNanoOf(value: JsonValue | undefined): bigint {
  const nano = integerOf(value) ?? 0n;
  if (nano < 0n) return 0n;
  return nano > uint64Max ? uint64Max : nano;
}

/** A whole number sent as number or text, rounded towards zero; undefined where there is none. */
export function integerOf(value: JsonValue | undefined): bigint | undefined {
  if (typeof value === "string" && /^\s*[+-]?\d{1,400}\s*$/.test(value)) return BigInt(value.trim().replace(/^\+/, ""));
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? BigInt(Math.trunc(number)) : undefined;
}

/** Counts and flags: uint32. */
export function uint32Of(value: JsonValue | undefined): number {
  const number = Number(integerOf(value) ?? 0n);
  return number > 0 && number <= 0xffffffff ? number : 0;
}

export const kindNames = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"] as const;
export const statusNames = ["UNSET", "OK", "ERROR"] as const;

/** An enum as its number, or by its name, which the specification forbids and clients send. */
export function enumOf(value: JsonValue | undefined, prefix: string, names: readonly string[]): number {
  if (typeof value === "string" && !/^\d+$/.test(value)) {
    return Math.max(0, names.indexOf(value.toUpperCase().replace(prefix, "")));
  }
  return uint32Of(value);
}

/** Attributes as a list of KeyValue, or as a plain object, which the specification forbids and clients send. */
export function writeKeyValues(writer: WireWriter, fieldNumber: number, list: JsonValue | undefined, depth = 1): void {
  if (Array.isArray(list)) {
    for (const entry of list) {
      if (isJsonObject(entry)) writeKeyValue(writer, fieldNumber, textOf(field(entry, "key")), entry.value, depth);
    }
  } else if (isJsonObject(list)) {
    for (const [key, value] of Object.entries(list)) writeKeyValue(writer, fieldNumber, key, value, depth);
  }
}

function writeKeyValue(
  writer: WireWriter,
  fieldNumber: number,
  key: string,
  value: JsonValue | undefined,
  depth: number,
): void {
  writer.message(fieldNumber, () => {
    writer.text(1, key);
    writer.message(2, () => writeAnyValue(writer, value, depth));
  });
}

const int64Min = -(2n ** 63n);
const int64Max = 2n ** 63n - 1n;

/** An AnyValue object, or the bare JSON value that some clients send in its place. */
function writeAnyValue(writer: WireWriter, value: JsonValue | undefined, depth: number): void {
  if (!isJsonObject(value)) writeBareValue(writer, value, depth);
  else if (!writeTaggedValue(writer, value, depth) && Object.keys(value).length > 0) writeKvlist(writer, value, depth);
}

const valueNames = [
  "stringValue",
  "boolValue",
  "intValue",
  "doubleValue",
  "bytesValue",
  "arrayValue",
  "kvlistValue",
] as const;

/** Which of the oneof an AnyValue object holds, and its content; undefined where the object is not an AnyValue. */
export function anyValueTag(
  value: JsonObject,
): { readonly name: (typeof valueNames)[number]; readonly content: JsonValue } | undefined {
  const [key, other] = Object.keys(value);
  if (key === undefined || other !== undefined) return undefined;
  const written = camelCase(key);
  const name = valueNames.find((known) => known === written);
  return name === undefined ? undefined : { name, content: value[key] ?? null };
}

/** Answers false where the object is not an AnyValue. */
function writeTaggedValue(writer: WireWriter, value: JsonObject, depth: number): boolean {
  const tagged = anyValueTag(value);
  if (tagged === undefined) return false;
  const { name, content } = tagged;
  switch (name) {
    case "stringValue":
      writer.text(1, textOf(content));
      return true;
    case "boolValue":
      writer.varint(2, content === true || content === "true" ? 1 : 0);
      return true;
    case "intValue":
      writeInteger(writer, content);
      return true;
    case "doubleValue":
      // null is what JSON.stringify makes of NaN and the infinities.
      if (content !== null) writer.double(4, Number(content));
      return true;
    case "bytesValue":
      writer.bytes(7, Buffer.from(textOf(content), "base64"));
      return true;
    case "arrayValue":
      writeArray(writer, isJsonObject(content) ? field(content, "values") : content, depth);
      return true;
    case "kvlistValue":
      writeKvlist(writer, isJsonObject(content) ? (field(content, "values") ?? []) : content, depth);
      return true;
  }
}

function camelCase(name: string): string {
  return name.includes("_") ? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) : name;
}

function writeInteger(writer: WireWriter, content: JsonValue | undefined): void {
  const number = Number(content);
  if (typeof content === "number" && !Number.isInteger(content)) writer.double(4, content);
  else {
    const integer = integerOf(content);
    if (integer !== undefined && integer >= int64Min && integer <= int64Max) writer.int64(3, integer);
    else if (content !== null && content !== undefined) writer.double(4, number);
  }
}

function writeBareValue(writer: WireWriter, value: JsonValue | undefined, depth: number): void {
  if (typeof value === "string") writer.text(1, value);
  else if (typeof value === "boolean") writer.varint(2, value ? 1 : 0);
  else if (typeof value === "number") writeInteger(writer, value);
  else if (Array.isArray(value)) writeArray(writer, value, depth);
}

function writeArray(writer: WireWriter, values: JsonValue | undefined, depth: number): void {
  if (depth >= anyValueDepthMax) {
    writer.text(1, tooDeepMarker);
    return;
  }
  writer.message(5, () => {
    if (!Array.isArray(values)) return;
    for (const value of values) writer.message(1, () => writeAnyValue(writer, value, depth + 1));
  });
}

function writeKvlist(writer: WireWriter, values: JsonValue | undefined, depth: number): void {
  if (depth >= anyValueDepthMax) writer.text(1, tooDeepMarker);
  else writer.message(6, () => writeKeyValues(writer, 1, values, depth + 1));
}
