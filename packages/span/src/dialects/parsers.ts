import { isJsonObject, type JsonValue, storableText } from "@plumbline/base/json";
import { parseBoundedJson } from "../json-text";
import { cutWellFormed, previewJsonCharsMax, previewOf } from "../preview";
import type { FactSpan, Parser } from "./types";

/** Longer ids and names are cut: 500 UTF-16 units are at most 1,500 bytes, and a PostgreSQL b-tree entry holds 2,704. */
const nameCharsMax = 500;
const tagsMax = 100;
/** The span table keeps token counts as 32-bit integers. */
const tokensMax = 2_147_483_647;

/** Text that says something: not empty, not blanked out by OpenInference's masking. */
export const name: Parser<string> = (value) => {
  if (typeof value !== "string" || value === "__REDACTED__") return undefined;
  const text = cutWellFormed(value, nameCharsMax).trim();
  return text === "" ? undefined : storableText(text);
};

/** An id may be sent as a number. A boolean never is one. */
export const identifier: Parser<string> = (value, span) =>
  typeof value === "number" && Number.isFinite(value) ? String(value) : name(value, span);

/** A whole number from 0, also as text ("143") or as a double (143.0). */
export const tokens: Parser<number> = (value) => {
  const number = numeric(value);
  return number !== undefined && Number.isInteger(number) && number >= 0 && number <= tokensMax ? number : undefined;
};

export const amount: Parser<number> = (value) => {
  const number = numeric(value);
  return number !== undefined && number >= 0 ? number : undefined;
};

export function numeric(value: JsonValue | undefined): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string" || value.length > 40 || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value))
    return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * Time to first token in ms from a value in another unit (conventions 7.6). A first token before the span starts or after it
 * ends is no measurement, so the next candidate is tried.
 */
export function firstToken(nsPerUnit: number, accept: (value: number) => boolean = () => true): Parser<number> {
  return (value, span) => {
    const number = numeric(value);
    return number === undefined || !accept(number) ? undefined : insideSpan(number * nsPerUnit, span);
  };
}

export const nsPerSecond = 1e9;
export const nsPerMs = 1e6;

/** @param ns Nanoseconds after the start of the span. */
export function insideSpan(ns: number, span: FactSpan): number | undefined {
  if (!(ns > 0) || (span.durationNs !== null && ns > Number(span.durationNs))) return undefined;
  return ns / 1e6;
}

/** The value under a key of JSON text (or of a structured value), read by another parser. */
export function insideJson<Value>(keys: readonly string[], parse: Parser<Value>): Parser<Value> {
  return (value, span) => {
    const object = typeof value === "string" ? parseBounded(value, keys) : value;
    if (!isJsonObject(object)) return undefined;
    for (const key of keys) {
      const found = Object.hasOwn(object, key) ? object[key] : undefined;
      const parsed = found === undefined || found === null ? undefined : parse(found, span);
      if (parsed !== undefined) return parsed;
    }
    return undefined;
  };
}

function parseBounded(text: string, keys: readonly string[]): JsonValue | undefined {
  if (text.length > previewJsonCharsMax || !keys.some((key) => text.includes(`"${key}"`))) return undefined;
  return parseBoundedJson(text);
}

/** A list of texts; one text may hold a JSON list or a comma-separated one. */
export const tagList: Parser<readonly string[]> = (value, span) => {
  const list = Array.isArray(value) ? value : typeof value === "string" ? splitTags(value) : [];
  const tags = list.map((item) => name(item, span)).filter((tag) => tag !== undefined);
  return tags.length > 0 ? [...new Set(tags)].slice(0, tagsMax) : undefined;
};

function splitTags(text: string): JsonValue[] {
  const parsed =
    text.trimStart().startsWith("[") && text.length <= previewJsonCharsMax ? parseBoundedJson(text) : undefined;
  return Array.isArray(parsed) ? parsed : text.slice(0, tagsMax * nameCharsMax).split(",");
}

export const inputPreview: Parser<string> = (value) =>
  value === "__REDACTED__" ? undefined : previewOf(value, "input");
export const outputPreview: Parser<string> = (value) =>
  value === "__REDACTED__" ? undefined : previewOf(value, "output");

const finishReasons: Readonly<Record<string, string>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  stop: "stop",
  tool_use: "tool_calls",
  "tool-calls": "tool_calls",
  tool_call: "tool_calls",
  function_call: "tool_calls",
  max_tokens: "length",
  length: "length",
  "content-filter": "content_filter",
  safety: "content_filter",
  refusal: "content_filter",
};

/** One finish reason in OpenAI's words; a list or ", " text yields its first. Unknown reasons stay as they came. */
export const finishReason: Parser<string> = (value, span) => {
  const first = Array.isArray(value) ? value[0] : typeof value === "string" ? value.split(",", 1)[0] : undefined;
  const raw = first === undefined ? undefined : name(first, span);
  if (raw === undefined) return undefined;
  const key = raw.toLowerCase();
  return (Object.hasOwn(finishReasons, key) ? finishReasons[key] : undefined) ?? raw;
};
