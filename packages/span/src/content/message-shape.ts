import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import type { LlmMessage, LlmMessagePart } from "../llm-span";
import { readPart, reasoningPart, textPart, toolCallPart, toolResponsePart } from "./message-parts";

/** Names that other formats give to the four roles. */
const roleAliases: Readonly<Record<string, string>> = {
  human: "user",
  ai: "assistant",
  model: "assistant",
  bot: "assistant",
  developer: "system",
  function: "tool",
};

/** Keys under which a request or a response holds its messages. */
const listKeys = ["messages", "input", "contents", "history", "chat_history"] as const;

/** Reads a list of messages from any of the shapes that emitters send; undefined where the value has none of them. */
export function readMessages(value: JsonValue, defaultRole: string): LlmMessage[] | undefined {
  const list = messageList(value);
  if (list === undefined) return undefined;
  const messages = list.map((item) => readMessage(item, defaultRole)).filter((message) => message !== undefined);
  return messages.length > 0 ? messages : undefined;
}

/** The raw items of a list of messages, wherever it stands: bare, under `messages`, in `choices`, in `generations`. */
export function messageList(value: JsonValue): JsonValue[] | undefined {
  if (Array.isArray(value)) {
    if (value.length === 1 && Array.isArray(value[0])) return messageList(value[0]);
    return value.some(isMessageLike) ? value : undefined;
  }
  if (!isJsonObject(value)) return undefined;
  for (const key of listKeys) {
    const list = value[key];
    const found = Array.isArray(list) ? messageList(list) : undefined;
    if (found) return found;
  }
  if (Array.isArray(value.choices)) return value.choices.filter(isMessageLike);
  return isMessageLike(value) ? [value] : undefined;
}

/** A message says who speaks; a document or a part does not. */
export function isMessageLike(value: JsonValue): boolean {
  if (!isJsonObject(value)) return false;
  const message = unwrap(value);
  return typeof roleText(message) === "string" && (hasContent(message) || isToolMessage(message));
}

/** The role of a raw message without reading its content: what a preview needs to pick one of many. */
export function messageRole(value: JsonValue, defaultRole: string): string {
  if (!isJsonObject(value)) return defaultRole;
  const role = roleText(unwrap(value));
  return role === undefined ? defaultRole : normaliseRole(role);
}

export function normaliseRole(role: string): string {
  const lower = role.toLowerCase();
  return (Object.hasOwn(roleAliases, lower) ? roleAliases[lower] : undefined) ?? lower;
}

/** Reads one message. Only a value without any content or tool call yields nothing. */
export function readMessage(value: JsonValue, defaultRole: string): LlmMessage | undefined {
  if (typeof value === "string") {
    return value === "" ? undefined : { role: defaultRole, parts: [{ type: "text", content: value }] };
  }
  if (!isJsonObject(value)) return undefined;
  const message = unwrap(value);
  const role = messageRole(value, defaultRole);
  const parts = [...thoughtParts(message), ...contentParts(message, role), ...toolCallParts(message)];
  const finishReason = value.finish_reason ?? message.finish_reason ?? value.finishReason ?? message.stop_reason;
  if (parts.length === 0 && typeof finishReason !== "string") return undefined;
  return {
    role,
    ...(typeof message.name === "string" && message.name !== "" ? { name: message.name } : {}),
    parts: withoutRepeatedCalls(parts),
    ...(typeof finishReason === "string" && finishReason !== "" ? { finishReason } : {}),
  };
}

/** Steps into wrappers: an OpenAI choice, an OpenInference message, a LangChain constructor. */
function unwrap(value: JsonObject): JsonObject {
  if (isJsonObject(value.message)) return unwrap(value.message);
  if (isJsonObject(value.kwargs) && value.lc !== undefined) return { type: lastText(value.id), ...value.kwargs };
  if (isJsonObject(value.data) && typeof value.type === "string") return { type: value.type, ...value.data };
  return value;
}

function lastText(value: JsonValue | undefined): JsonValue {
  const last = Array.isArray(value) ? value.at(-1) : undefined;
  return typeof last === "string" ? last.replace(/Message(?:Chunk)?$/, "") : null;
}

function roleText(message: JsonObject): string | undefined {
  if (typeof message.role === "string" && message.role !== "") return message.role;
  const type = typeof message.type === "string" ? message.type.toLowerCase() : "";
  return Object.hasOwn(roleAliases, type) || type === "system" || type === "tool" ? type : undefined;
}

function hasContent(message: JsonObject): boolean {
  return ["content", "parts", "contents"].some((key) => Object.hasOwn(message, key));
}

function isToolMessage(message: JsonObject): boolean {
  return ["tool_calls", "function_call", "function_call_name"].some((key) => Object.hasOwn(message, key));
}

function contentParts(message: JsonObject, role: string): LlmMessagePart[] {
  const content = message.parts ?? message.contents ?? message.content ?? null;
  if (role === "tool" && !Array.isArray(message.parts) && !isToolResultList(content)) {
    return content === null ? [] : [toolResponsePart(message.tool_call_id ?? message.id, content)];
  }
  if (Array.isArray(content)) return content.map(readPart).filter((part) => part !== undefined);
  const part = isJsonObject(content) ? readPart(content) : textPart(content);
  return part === undefined ? [] : [part];
}

/** DeepSeek and Qwen send their thoughts beside the content. */
function thoughtParts(message: JsonObject): LlmMessagePart[] {
  const part = reasoningPart(message.reasoning_content);
  return part === undefined ? [] : [part];
}

function isToolResultList(content: JsonValue): boolean {
  return (
    Array.isArray(content) &&
    content.some((item) => isJsonObject(item) && (item.toolResult !== undefined || item.type === "tool_result"))
  );
}

function toolCallParts(message: JsonObject): LlmMessagePart[] {
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls : [];
  const read = calls.map((call) => {
    if (!isJsonObject(call)) return undefined;
    const inner = isJsonObject(call.tool_call) ? call.tool_call : call;
    const called = isJsonObject(inner.function) ? inner.function : inner;
    return toolCallPart(inner.id, called.name, called.arguments ?? called.args);
  });
  const legacy = isJsonObject(message.function_call)
    ? toolCallPart(undefined, message.function_call.name, message.function_call.arguments)
    : toolCallPart(undefined, message.function_call_name, message.function_call_arguments_json);
  return [...read, legacy].filter((part) => part !== undefined);
}

/** OpenInference repeats an entry of `tool_calls` as a `tool_use` part: one is shown, matched by its id. */
function withoutRepeatedCalls(parts: readonly LlmMessagePart[]): LlmMessagePart[] {
  const seen = new Set<string>();
  return parts.filter((part) => {
    if (part.type !== "tool_call" || part.id === undefined) return true;
    if (seen.has(part.id)) return false;
    seen.add(part.id);
    return true;
  });
}
