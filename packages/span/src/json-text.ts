import { isJsonObject, type JsonValue, tryParseJson } from "@plumbline/base/json";

/** Longer JSON text is not descended into (conventions 11.1). */
export const jsonTextCharsMax = 2 * 1024 * 1024;

/** Deeper values are not taken apart: reading and writing JSON recurse, and a text of 200 kB can nest 100,000 deep. */
export const jsonDepthMax = 200;

/** JSON.parse for text that others wrote: undefined where it is not JSON, or nests too deep to be read safely. */
export function parseBoundedJson(text: string): JsonValue | undefined {
  const value = tryParseJson(text);
  return value !== undefined && isWithinDepth(value, jsonDepthMax) ? value : undefined;
}

function isWithinDepth(value: JsonValue, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth === 0) return false;
  for (const child of Array.isArray(value) ? value : Object.values(value)) {
    if (!isWithinDepth(child, depth - 1)) return false;
  }
  return true;
}

/**
 * The object or array that a text holds, at most two encodings deep; undefined for anything else: prose, a bare number, text
 * that was cut off, a Python literal. Integers beyond 2^53 stay text, so that an id keeps all its digits.
 */
export function parseJsonText(text: string): JsonValue | undefined {
  if (text.length > jsonTextCharsMax) return undefined;
  const once = parseExact(text);
  const value = typeof once === "string" ? parseExact(once) : once;
  return Array.isArray(value) || isJsonObject(value) ? value : undefined;
}

function parseExact(text: string): JsonValue | undefined {
  const first = /\S/.exec(text)?.[0];
  if (first !== "{" && first !== "[" && first !== '"') return undefined;
  return parseBoundedJson(/\d{16}/.test(text) ? quoteUnsafeIntegers(text) : text);
}

const stringsAndNumbers = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON.parse rounds integers above 2^53; as text they survive. Strings are matched first and left as they are. */
function quoteUnsafeIntegers(text: string): string {
  return text.replace(stringsAndNumbers, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
}
