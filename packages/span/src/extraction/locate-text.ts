import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import { isMessageLike, messageRole } from "../content/message-shape";
import { type PreviewSide, tellingKeys } from "../preview";

export type TextLocation = readonly (string | number)[];

const depthMax = 8;

/**
 * Where the text of an input or an output stands inside a structured value: the last message of the user (or of the model), else
 * the string under the most telling key. Undefined where nothing stands out; nothing is guessed then.
 */
export function locateText(value: JsonValue, side: PreviewSide, depth = 0): TextLocation | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : [];
  if (depth > depthMax || typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return value.some(isMessageLike) ? inMessages(value, side) : inFirst(value, side, depth);
  if (isMessageLike(value)) return inMessage(value);
  for (const key of keysFor(side)) {
    const child = Object.hasOwn(value, key) ? value[key] : undefined;
    const found = child === undefined ? undefined : locateText(child, side, depth + 1);
    if (found) return [key, ...found];
  }
  return undefined;
}

const keysBySide: Readonly<Record<PreviewSide, readonly string[]>> = {
  input: ["messages", ...tellingKeys.input],
  output: ["messages", ...tellingKeys.output],
};

function keysFor(side: PreviewSide): readonly string[] {
  return keysBySide[side];
}

function inFirst(list: readonly JsonValue[], side: PreviewSide, depth: number): TextLocation | undefined {
  const first = list[0];
  const found = first === undefined ? undefined : locateText(first, side, depth + 1);
  return found && [0, ...found];
}

function inMessages(list: readonly JsonValue[], side: PreviewSide): TextLocation | undefined {
  const role = side === "input" ? "user" : "assistant";
  for (let index = list.length - 1; index >= 0; index--) {
    const message = list[index];
    if (message === undefined || messageRole(message, "") !== role) continue;
    const found = inMessage(message);
    if (found) return [index, ...found];
  }
  return undefined;
}

/** The first text of a message: in `content`, or in a part of `parts`, `contents` or a list of content. */
function inMessage(message: JsonValue): TextLocation | undefined {
  if (!isJsonObject(message)) return undefined;
  for (const wrapper of ["message", "kwargs", "data"]) {
    const inner = message[wrapper];
    const found = isJsonObject(inner) ? inMessage(inner) : undefined;
    if (found) return [wrapper, ...found];
  }
  for (const key of ["parts", "contents", "content"]) {
    const content = message[key];
    if (typeof content === "string" && content.trim() !== "") return [key];
    const found = Array.isArray(content) ? inParts(content) : undefined;
    if (found) return [key, ...found];
  }
  return undefined;
}

function inParts(parts: readonly JsonValue[]): TextLocation | undefined {
  for (const [index, part] of parts.entries()) {
    if (!isJsonObject(part)) continue;
    const found = textKey(part);
    if (found) return [index, ...found];
  }
  return undefined;
}

function textKey(part: JsonObject): TextLocation | undefined {
  if (isJsonObject(part.message_content)) {
    const inner = textKey(part.message_content);
    return inner && ["message_content", ...inner];
  }
  if (typeof part.type === "string" && !["text", "input_text", "output_text"].includes(part.type)) return undefined;
  const key = ["content", "text"].find((name) => typeof part[name] === "string" && part[name] !== "");
  return key === undefined ? undefined : [key];
}
