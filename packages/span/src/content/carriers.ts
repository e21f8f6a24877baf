import { type JsonObject, type JsonValue, newJsonObject } from "@plumbline/base/json";
import { unflatten } from "../document/unflatten";
import { parseJsonText } from "../json-text";

export interface ContentEvent {
  readonly name: string;
  readonly timeUnixNano: bigint;
  readonly attributes: Readonly<Record<string, JsonValue>>;
}

/** Where content can stand on a span, in the order in which it is looked for: its attributes, then its events. */
export interface Carriers {
  readonly attributes: Readonly<Record<string, JsonValue>>;
  readonly events: readonly ContentEvent[];
  /** The content that `operation.details` events carry, merged: some emitters send several that each hold a part. */
  readonly details: Readonly<Record<string, JsonValue>>;
}

export function newCarriers(
  attributes: Readonly<Record<string, JsonValue>>,
  events: readonly ContentEvent[],
): Carriers {
  const details = newJsonObject();
  for (const event of events) {
    if (event.name !== "gen_ai.client.inference.operation.details") continue;
    for (const key in event.attributes) details[key] ??= event.attributes[key] ?? null;
  }
  return { attributes, events, details };
}

/** A structured value, or the object or list inside JSON text; undefined for anything else. */
export function structured(value: JsonValue | undefined): JsonObject | JsonValue[] | undefined {
  if (typeof value === "object") return value ?? undefined;
  const parsed = typeof value === "string" ? parseJsonText(value) : undefined;
  return typeof parsed === "object" ? (parsed ?? undefined) : undefined;
}

/** Text that is JSON as its value, any other value as it is. */
export function unwrapJsonText(value: JsonValue | undefined): JsonValue | undefined {
  return structured(value) ?? value;
}

/**
 * The items of a flattened list such as `retrieval.documents.`, by index; holes are null. Only keys with an index behind the
 * prefix belong to it: `gen_ai.prompt.name` is no member of `gen_ai.prompt.`.
 */
export function flattenedList(
  attributes: Readonly<Record<string, JsonValue>>,
  prefix: string,
): JsonValue[] | undefined {
  const members: JsonObject = newJsonObject();
  let isEmpty = true;
  for (const key in attributes) {
    if (!key.startsWith(prefix) || !/^\d/.test(key.slice(prefix.length, prefix.length + 1))) continue;
    members[`list.${key.slice(prefix.length)}`] = attributes[key] ?? null;
    isEmpty = false;
  }
  if (isEmpty) return undefined;
  const { list } = unflatten(members);
  if (Array.isArray(list)) return list;
  return typeof list === "object" && list !== null ? Object.values(list) : undefined;
}
