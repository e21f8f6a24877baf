import type { JsonObject } from "@plumbline/base/json";
import type { ChatReply } from "./chat-reply";
import { askedTool, type ChatRequest } from "./chat-request";
import type { FaultKind } from "./fault";
import { standinFingerprint, standinModel } from "./identity";

/** A chat completion in OpenAI's shape. `created` is fixed, so that the same request gets the same bytes. */
export function chatCompletion(request: ChatRequest, reply: ChatReply, fault: FaultKind, id: string): JsonObject {
  const tool = askedTool(request);
  const usage = usageOf(reply);
  return {
    id,
    object: "chat.completion",
    created: 1_700_000_000,
    model: standinModel,
    system_fingerprint: standinFingerprint,
    choices:
      fault === "empty-choices"
        ? []
        : [{ index: 0, message: messageOf(reply, tool), finish_reason: finishOf(reply, tool), logprobs: null }],
    ...(fault === "no-usage" ? {} : { usage }),
  };
}

function messageOf(reply: ChatReply, tool: string | undefined): JsonObject {
  const base = { role: "assistant", refusal: reply.refusal };
  if (tool !== undefined && reply.refusal === null) {
    const call = { id: "call_standin", type: "function", function: { name: tool, arguments: reply.text } };
    return { ...base, content: null, tool_calls: [call] };
  }
  return {
    ...base,
    content: reply.refusal === null ? reply.text : null,
    ...(reply.reasoning === undefined ? {} : { reasoning: reply.reasoning, reasoning_content: reply.reasoning }),
  };
}

function finishOf(reply: ChatReply, tool: string | undefined): string {
  return tool !== undefined && reply.finishReason === "stop" ? "tool_calls" : reply.finishReason;
}

function usageOf({ promptTokens, completionTokens }: ChatReply): JsonObject {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

/** The same completion as server-sent events: role, text in small pieces, the end, the usage where it was asked for. */
export function chatCompletionEvents(request: ChatRequest, reply: ChatReply, fault: FaultKind, id: string): string[] {
  const base = {
    id,
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: standinModel,
    system_fingerprint: standinFingerprint,
  };
  const chunk = (delta: JsonObject, finish: string | null) => ({
    ...base,
    choices: [{ index: 0, delta, finish_reason: finish, logprobs: null }],
  });
  const tool = askedTool(request);
  const piece = (text: string): JsonObject =>
    tool === undefined
      ? { content: text }
      : { tool_calls: [{ index: 0, id: "call_standin", type: "function", function: { name: tool, arguments: text } }] };
  const events: JsonObject[] = [
    chunk({ role: "assistant", content: "" }, null),
    ...pieces(reply.text).map((text) => chunk(piece(text), null)),
    chunk({}, finishOf(reply, tool)),
  ];
  if (request.stream_options?.include_usage === true && fault !== "no-usage") {
    events.push({ ...base, choices: [], usage: usageOf(reply) });
  }
  return [...events.map((event) => `data: ${JSON.stringify(event)}\n\n`), "data: [DONE]\n\n"];
}

/** About four words, or a dozen Chinese characters, at a time. */
export function pieces(text: string): string[] {
  return text.match(/[\s\S]{1,24}/gu) ?? [];
}

export function openaiError(
  status: number,
  message: string,
  extra: { type?: string; param?: string; code?: string } = {},
) {
  const type = extra.type ?? (status >= 500 ? "server_error" : "invalid_request_error");
  return { error: { message, type, param: extra.param ?? null, code: extra.code ?? null } };
}
