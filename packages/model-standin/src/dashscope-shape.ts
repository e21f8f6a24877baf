import type { JsonObject } from "@plumbline/base/json";
import { z } from "zod";
import type { ChatMessage } from "./assistant";
import type { ChatReply } from "./chat-reply";
import { chatRequest } from "./chat-request";
import type { FaultKind } from "./fault";
import { pieces } from "./openai-shape";

/** DashScope's text generation: `input.messages` or `input.prompt`, and `parameters.result_format`. */
export const generationRequest = z.looseObject({
  model: z.string().min(1),
  input: z.looseObject({ prompt: z.string().nullish(), messages: chatRequest.shape.messages.nullish() }),
  parameters: z
    .looseObject({ result_format: z.string().nullish(), incremental_output: z.boolean().nullish() })
    .nullish(),
});
export type GenerationRequest = z.infer<typeof generationRequest>;

export function messagesOf({ input }: GenerationRequest): readonly ChatMessage[] {
  return input.messages ?? [{ role: "user", content: input.prompt ?? "" }];
}

/** `output.text` by default, `output.choices` with `result_format: "message"`; DashScope names no model in its answer. */
export function generation(
  request: GenerationRequest,
  reply: ChatReply,
  fault: FaultKind,
  requestId: string,
): JsonObject {
  return { ...generationPart(request, reply, reply.text, reply.finishReason, fault), request_id: requestId };
}

/** Server-sent events, for `X-DashScope-SSE: enable`: the text so far each time, or only what is new with incremental_output. */
export function generationEvents(
  request: GenerationRequest,
  reply: ChatReply,
  fault: FaultKind,
  requestId: string,
): string[] {
  const parts = pieces(reply.text);
  const isIncremental = request.parameters?.incremental_output === true;
  return parts.map((piece, index) => {
    const text = isIncremental ? piece : parts.slice(0, index + 1).join("");
    const finish = index === parts.length - 1 ? reply.finishReason : "null";
    const event = { ...generationPart(request, reply, text, finish, fault), request_id: requestId };
    return `id:${index + 1}\nevent:result\n:HTTP_STATUS/200\ndata:${JSON.stringify(event)}\n\n`;
  });
}

function generationPart(
  request: GenerationRequest,
  reply: ChatReply,
  text: string,
  finish: string,
  fault: FaultKind,
): JsonObject {
  const isMessage = request.parameters?.result_format === "message";
  const choice = { finish_reason: finish, message: { role: "assistant", content: text } };
  const choices = fault === "empty-choices" ? [] : [choice];
  const usage = {
    input_tokens: reply.promptTokens,
    output_tokens: reply.completionTokens,
    total_tokens: reply.promptTokens + reply.completionTokens,
  };
  return {
    output: isMessage ? { choices } : { text, finish_reason: finish },
    ...(fault === "no-usage" ? {} : { usage }),
  };
}

const errorCodes: Readonly<Record<number, string>> = {
  400: "InvalidParameter",
  401: "InvalidApiKey",
  402: "Arrearage",
  403: "AccessDenied",
  404: "ModelNotFound",
  429: "Throttling.RateQuota",
};

export function dashscopeError(status: number, message: string, requestId: string): JsonObject {
  return { code: errorCodes[status] ?? "InternalError", message, request_id: requestId };
}
