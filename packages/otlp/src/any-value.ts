import { type JsonObject, type JsonValue, newJsonObject } from "@plumbline/base/json";
import { type WireReader, wire } from "./wire-reader";

/** Deeper values are replaced by a marker: JSON.stringify overflows at 10,000 levels, which fit into 20 kB. */
export const anyValueDepthMax = 64;
export const tooDeepMarker = "[nested more than 64 levels: see the raw span]";

const stringTag = (1 << 3) | wire.bytes;
const boolTag = (2 << 3) | wire.varint;
const intTag = (3 << 3) | wire.varint;
const doubleTag = (4 << 3) | wire.fixed64;
const arrayTag = (5 << 3) | wire.bytes;
const kvlistTag = (6 << 3) | wire.bytes;
const bytesTag = (7 << 3) | wire.bytes;
const firstBytesTag = (1 << 3) | wire.bytes;
const secondBytesTag = (2 << 3) | wire.bytes;

/** Reads the AnyValue whose body is [cursor, end). Set twice, the last kind counts. Throws `request.undecodable`. */
export function readAnyValue(reader: WireReader, end: number, depth = 1): JsonValue {
  let value: JsonValue = null;
  while (reader.position < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case stringTag: {
        const fieldEnd = reader.fieldEnd(end);
        value = reader.text(reader.position, fieldEnd);
        reader.position = fieldEnd;
        break;
      }
      case boolTag:
        value = reader.varint(end) !== 0;
        break;
      case intTag:
        value = integerToJson(reader.varint64(end));
        break;
      case doubleTag:
        value = doubleToJson(reader.double(end));
        break;
      case bytesTag: {
        const fieldEnd = reader.fieldEnd(end);
        value = bytesToJson(reader.bytes.toString("base64", reader.position, fieldEnd));
        reader.position = fieldEnd;
        break;
      }
      case arrayTag:
      case kvlistTag: {
        const fieldEnd = reader.fieldEnd(end);
        if (depth >= anyValueDepthMax) {
          value = tooDeepMarker;
          reader.position = fieldEnd;
        } else {
          value = tag === arrayTag ? readArray(reader, fieldEnd, depth) : readKeyValueList(reader, fieldEnd, depth);
        }
        break;
      }
      default:
        reader.skip(tag, end);
    }
  }
  return value;
}

function readArray(reader: WireReader, end: number, depth: number): JsonValue[] {
  const values: JsonValue[] = [];
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === firstBytesTag) values.push(readAnyValue(reader, reader.fieldEnd(end), depth + 1));
    else reader.skip(tag, end);
  }
  return values;
}

function readKeyValueList(reader: WireReader, end: number, depth: number): JsonObject {
  const object = newJsonObject();
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === firstBytesTag) readKeyValue(reader, reader.fieldEnd(end), object, depth + 1);
    else reader.skip(tag, end);
  }
  return object;
}

/** Reads one KeyValue into `target`; answers whether the key was there already (the new value replaces it). */
export function readKeyValue(reader: WireReader, end: number, target: JsonObject, depth = 1): boolean {
  let key = "";
  let value: JsonValue = null;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === firstBytesTag) {
      const fieldEnd = reader.fieldEnd(end);
      key = reader.text(reader.position, fieldEnd);
      reader.position = fieldEnd;
    } else if (tag === secondBytesTag) {
      value = readAnyValue(reader, reader.fieldEnd(end), depth);
    } else {
      reader.skip(tag, end);
    }
  }
  const isDuplicate = key in target;
  target[key] = value;
  return isDuplicate;
}

function integerToJson(value: bigint): JsonValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** JSON.stringify would turn these three into null without a word. */
function doubleToJson(value: number): JsonValue {
  if (Number.isFinite(value)) return value;
  const object = newJsonObject();
  object.$double = String(value);
  return object;
}

function bytesToJson(base64: string): JsonValue {
  const object = newJsonObject();
  object.$bytes = base64;
  return object;
}
