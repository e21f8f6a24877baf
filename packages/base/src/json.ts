export type JsonPrimitive = string | number | boolean | null;
export type JsonValue = JsonPrimitive | JsonValue[] | JsonObject;
/** Objects built by us have no prototype, so that a key such as `__proto__` is an ordinary key. */
export interface JsonObject {
  [key: string]: JsonValue;
}

export function newJsonObject(): JsonObject {
  return Object.create(null) as JsonObject;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON.parse that answers undefined where the text is not JSON. */
export function tryParseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/**
 * Text that PostgreSQL and every JSON reader accept: NUL becomes U+2400 and lone surrogates U+FFFD.
 * PostgreSQL refuses U+0000 in text (22021) and jsonb (22P05), and lone surrogates in jsonb (22P02).
 */
export function storableText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes("\u0000") ? wellFormed.replaceAll("\u0000", "\u2400") : wellFormed;
}
