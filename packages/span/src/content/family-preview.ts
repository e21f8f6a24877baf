import { type JsonObject, type JsonValue, newJsonObject } from "@plumbline/base/json";
import type { FamilyRow } from "../dialects/types";
import { previewOf } from "../preview";

/** How many messages of a flattened conversation are looked at, from its end. */
const messagesMax = 200;

/** The suffix of a key that is a member of the family: prefix, one index, a known suffix. Never a bare prefix. */
export function familySuffix(key: string, family: FamilyRow): string | undefined {
  if (!key.startsWith(family.prefix)) return undefined;
  let end = family.prefix.length;
  while (end < key.length && isDigit(key.charCodeAt(end))) end += 1;
  const suffix = key.slice(end);
  return end > family.prefix.length && family.suffixes.includes(suffix) ? suffix : undefined;
}

/** The preview of a flattened conversation, for spans that carry no single attribute with their input or output. */
export function familyPreview(attributes: Readonly<Record<string, JsonValue>>, family: FamilyRow): string | undefined {
  const messages = new Map<number, JsonObject>();
  for (const key in attributes) {
    const suffix = familySuffix(key, family);
    if (suffix === undefined) continue;
    const index = Number(key.slice(family.prefix.length, key.length - suffix.length));
    const message = messages.get(index) ?? newJsonObject();
    messages.set(index, message);
    const value = attributes[key] ?? null;
    if (suffix.endsWith(".role")) message.role = value;
    else message.content ??= value;
  }
  const spoken = [...messages].filter(([, { content }]) => content !== undefined && content !== null && content !== "");
  if (spoken.length === 0) return undefined;
  const inOrder = spoken.sort(([a], [b]) => a - b).map(([, message]) => message);
  return previewOf(inOrder.slice(-messagesMax), family.side);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
