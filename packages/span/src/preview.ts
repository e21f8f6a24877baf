import { type JsonObject, type JsonValue, storableText } from "@plumbline/base/json";
import { isKnownPart } from "./content/message-parts";
import { messageList, messageRole, readMessage } from "./content/message-shape";
import { parseBoundedJson } from "./json-text";

export const previewCharsMax = 300;

/** JSON longer than this is not parsed for a preview: the hot path looks at its two ends only. */
export const previewJsonCharsMax = 256 * 1024;

/** How much of each end of a value is looked at where it is not parsed. */
const scanCharsMax = 16 * 1024;

export type PreviewSide = "input" | "output";

/** Keys whose value tells most about an input or an output, best first. */
export const tellingKeys: Readonly<Record<PreviewSide, readonly string[]>> = {
  input: [
    "query",
    "question",
    "user_input",
    "input",
    "prompt",
    "text",
    "content",
    "message",
    "query_str",
    "contents",
    "inputs",
    "kwargs",
    "args",
    "value",
  ],
  output: [
    "answer",
    "output",
    "response",
    "result",
    "text",
    "content",
    "message",
    "completion",
    "choices",
    "generations",
    "page_content",
    "document",
    "documents",
    "outputs",
    "value",
  ],
};

const depthMax = 8;

/**
 * One line for a list: the last thing the user said, the answer's text, the question inside a JSON request; where nothing in a
 * structured value stands out, the JSON itself. At most 300 UTF-16 units, storable in PostgreSQL, never half a character.
 */
export function previewOf(value: JsonValue | undefined, side: PreviewSide): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") {
    if (typeof value === "object") return oneLine(tellingText(value, side, 0) ?? compactJson(value));
    return String(value);
  }
  if (!looksLikeJson(value)) return oneLine(value);
  if (value.length > previewJsonCharsMax) return oneLine(scanForText(value, side) ?? value);
  const parsed = parseBoundedJson(value);
  if (parsed === undefined) return oneLine(scanForText(value, side) ?? value);
  if (typeof parsed !== "object" || parsed === null) return oneLine(typeof parsed === "string" ? parsed : value);
  return oneLine(tellingText(parsed, side, 0) ?? value);
}

/** The whole text that a preview is the beginning of, with its line breaks; JSON in which no text stands out comes back as it is. */
export function spokenText(value: string, side: PreviewSide): string {
  if (!looksLikeJson(value) || value.length > previewJsonCharsMax) return value;
  const parsed = parseBoundedJson(value);
  if (parsed === undefined || parsed === null) return value;
  if (typeof parsed === "object") return tellingText(parsed, side, 0) ?? value;
  return typeof parsed === "string" ? parsed : value;
}

/** Collapses white space and cuts; undefined where nothing is left. */
export function oneLine(text: string): string | undefined {
  let line = collapse(text.slice(0, 2 * previewCharsMax));
  // Only text that is mostly white space needs the longer look.
  if (line.length < previewCharsMax && text.length > 2 * previewCharsMax) line = collapse(text.slice(0, scanCharsMax));
  if (line === "") return undefined;
  return storableText(line.length > previewCharsMax ? `${cutWellFormed(line, previewCharsMax - 1)}…` : line);
}

function collapse(text: string): string {
  return text.replace(/\s\s+|[^\S ]/g, " ").trim();
}

/** The first `charsMax` UTF-16 units, one fewer where the cut would halve a surrogate pair. */
export function cutWellFormed(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const last = text.charCodeAt(charsMax - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? charsMax - 1 : charsMax);
}

function looksLikeJson(text: string): boolean {
  const first = text.slice(0, 64).trimStart().charAt(0);
  return first === "{" || first === "[" || first === '"';
}

function tellingText(value: JsonValue, side: PreviewSide, depth: number): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  if (typeof value === "number") return depth > 0 ? String(value) : undefined;
  if (depth > depthMax || typeof value !== "object" || value === null) return undefined;
  const spoken = messageText(value, side);
  if (spoken !== undefined) return spoken;
  if (Array.isArray(value) && value.length > 0 && value.every(isKnownPart)) {
    return textOf({ role: side === "input" ? "user" : "assistant", content: value }, "user");
  }
  if (Array.isArray(value)) return firstTelling(value.slice(0, 8), side, depth);
  return firstTelling(tellingValues(value, side), side, depth);
}

function* tellingValues(value: JsonObject, side: PreviewSide): Iterable<JsonValue> {
  for (const key of tellingKeys[side]) {
    const found = Object.hasOwn(value, key) ? value[key] : undefined;
    if (found !== undefined) yield found;
  }
}

function firstTelling(values: Iterable<JsonValue>, side: PreviewSide, depth: number): string | undefined {
  for (const value of values) {
    const text = tellingText(value, side, depth + 1);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The last message of the user, or of the model for an output; only that one message is read. */
function messageText(value: JsonValue, side: PreviewSide): string | undefined {
  const list = messageList(value);
  if (list === undefined) return undefined;
  const [wanted, defaultRole] = side === "input" ? ["user", "user"] : ["assistant", "assistant"];
  let fallback: string | undefined;
  for (let index = list.length - 1; index >= 0; index--) {
    const item = list[index] ?? null;
    const isWanted = messageRole(item, defaultRole) === wanted;
    if (!isWanted && fallback !== undefined) continue;
    const text = textOf(item, defaultRole);
    if (text !== undefined && isWanted) return text;
    fallback ??= text;
  }
  return fallback;
}

function textOf(item: JsonValue, defaultRole: string): string | undefined {
  const parts = readMessage(item, defaultRole)?.parts ?? [];
  const texts = parts.flatMap((part) => (part.type === "text" && part.content.trim() !== "" ? [part.content] : []));
  if (texts.length > 0) return texts.join(" ");
  const call = parts.find((part) => part.type === "tool_call");
  if (call) return `${call.name}(${cutWellFormed(compactJson(call.arguments as JsonValue), scanCharsMax)})`;
  const response = parts.find((part) => part.type === "tool_call_response");
  if (!response) return undefined;
  return typeof response.response === "string" ? response.response : compactJson(response.response as JsonValue);
}

/**
 * The last (input) or first (output) string under a content-like key in the ends of a JSON text that is too long or cut.
 * A heuristic for a list's one line only: nothing is ever judged or shown in full from it.
 */
function scanForText(text: string, side: PreviewSide): string | undefined {
  const part = side === "input" && text.length > scanCharsMax ? text.slice(-scanCharsMax) : text.slice(0, scanCharsMax);
  const matches = part.matchAll(
    /"(?:content|text|query|question|prompt|answer|output|input)"\s*:\s*("(?:[^"\\]|\\.)*"?)/g,
  );
  let best: string | undefined;
  for (const match of matches) {
    const literal = match[1] ?? "";
    const found = parseBoundedJson(literal) ?? parseBoundedJson(`${literal.replace(/\\[^"\\]{0,5}$/, "")}"`);
    if (typeof found !== "string" || found.trim() === "") continue;
    best = found;
    if (side === "output") break;
  }
  return best;
}

function compactJson(value: JsonValue): string {
  // The line holds 300 characters: of a long list (a vector, say) the first items are more than enough.
  return JSON.stringify(Array.isArray(value) ? value.slice(0, previewCharsMax) : value) ?? "";
}
