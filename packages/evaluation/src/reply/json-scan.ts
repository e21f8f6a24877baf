import { isJsonObject, type JsonObject, type JsonValue, newJsonObject, tryParseJson } from "@plumbline/base/json";

/**
 * The balanced top-level `{…}` regions of a text, in order. Braces inside double-quoted strings do not count. A region that
 * never closes is left out.
 */
export function topLevelObjects(text: string): { readonly start: number; readonly end: number }[] {
  const regions: { start: number; end: number }[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (inString) {
      if (char === "\\") index += 1;
      else if (char === '"') inString = false;
    } else if (char === '"' && depth > 0) {
      inString = true;
    } else if (char === "{") {
      if (depth === 0) start = index;
      depth += 1;
    } else if (char === "}" && depth > 0) {
      depth -= 1;
      if (depth === 0) regions.push({ start, end: index + 1 });
    }
  }
  return regions;
}

/**
 * Parses JSON with every key lower-cased, and says so when an object names a key twice ("ambiguous"): JSON.parse would
 * silently keep the last one.
 */
export function parseFolded(text: string): { readonly value: JsonValue } | "not_json" | "ambiguous" {
  const parsed = tryParseJson(text);
  if (parsed === undefined) return "not_json";
  if (hasRepeatedKey(text)) return "ambiguous";
  const folded = foldKeys(parsed);
  return folded === undefined ? "ambiguous" : { value: folded };
}

/** For valid JSON text: whether one object holds the same key twice. */
function hasRepeatedKey(text: string): boolean {
  const keySets: (Set<string> | undefined)[] = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;
  for (const match of text.matchAll(token)) {
    const [found] = match;
    if (found === "{") keySets.push(new Set());
    else if (found === "[") keySets.push(undefined);
    else if (found === "}" || found === "]") keySets.pop();
    else if (/^\s*:/.test(text.slice(match.index + found.length, match.index + found.length + 64))) {
      const keys = keySets.at(-1);
      const key = String(JSON.parse(found));
      if (keys?.has(key)) return true;
      keys?.add(key);
    }
  }
  return false;
}

/** Undefined when two keys of one object differ in case only. */
function foldKeys(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) {
    const items = value.map(foldKeys);
    return items.some((item) => item === undefined) ? undefined : (items as JsonValue[]);
  }
  if (!isJsonObject(value)) return value;
  const folded: JsonObject = newJsonObject();
  for (const [key, inner] of Object.entries(value)) {
    const name = key.trim().toLowerCase();
    const foldedInner = foldKeys(inner);
    if (Object.hasOwn(folded, name) || foldedInner === undefined) return undefined;
    folded[name] = foldedInner;
  }
  return folded;
}
