import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { tryParseJson } from "@plumbline/base/json";
import type { ZodType } from "zod";
import { replyTo } from "./chat-reply";
import { chatRequest } from "./chat-request";
import { dashscopeError, generation, generationEvents, generationRequest, messagesOf } from "./dashscope-shape";
import {
  dashscopeEmbeddingRequest,
  dashscopeEmbeddings,
  openaiEmbeddingRequest,
  openaiEmbeddings,
  rerank,
  rerankRequest,
} from "./embeddings";
import { type Fault, noFault } from "./fault";
import { type ErrorBody, faultAnswer } from "./fault-answer";
import type { FaultScript } from "./fault-script";
import { standinModel } from "./identity";
import { chatCompletion, chatCompletionEvents, openaiError } from "./openai-shape";
import { refusedParameter } from "./refused-parameter";
import { type Answer, jsonAnswer } from "./send-answer";

export interface ModelCall {
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

export interface ModelAnswer {
  readonly answer: Answer;
  readonly fault: Fault;
}

/** One endpoint of a model server: from the bytes of a request to an answer and the fault that it is sent with. */
export type ModelRoute = (call: ModelCall, script: FaultScript) => ModelAnswer;

const chat: ModelRoute = ({ body, headers }, script) => {
  const parsed = read(chatRequest, body);
  if (parsed.data === undefined) return { answer: jsonAnswer(400, openaiError(400, parsed.message)), fault: noFault };
  const request = parsed.data;
  const text = request.messages.map(({ content }) => content).join("\n");
  const fault = script.next({ headers, model: request.model, text });
  const refused = refusedParameter(fault.kind, request);
  if (refused !== undefined) {
    return { answer: jsonAnswer(400, openaiError(400, refused.message, { param: refused.param })), fault };
  }
  const id = `chatcmpl-standin-${randomUUID()}`;
  const reply = replyTo(request.messages, fault.kind);
  const whole: Answer =
    request.stream === true
      ? { status: 200, body: chatCompletionEvents(request, reply, fault.kind, id) }
      : jsonAnswer(200, chatCompletion(request, reply, fault.kind, id), { "x-request-id": id });
  return { answer: faultAnswer(fault) ?? whole, fault };
};

const generate: ModelRoute = ({ body, headers }, script) => {
  const requestId = randomUUID();
  const errorBody: ErrorBody = (status, message) => dashscopeError(status, message, requestId);
  const parsed = read(generationRequest, body);
  if (parsed.data === undefined) return { answer: jsonAnswer(400, errorBody(400, parsed.message)), fault: noFault };
  const request = parsed.data;
  const messages = messagesOf(request);
  const text = messages.map(({ content }) => content).join("\n");
  const fault = script.next({ headers, model: request.model, text });
  const reply = replyTo(messages, fault.kind);
  const whole: Answer =
    headers["x-dashscope-sse"] === "enable"
      ? { status: 200, body: generationEvents(request, reply, fault.kind, requestId) }
      : jsonAnswer(200, generation(request, reply, fault.kind, requestId));
  return { answer: faultAnswer(fault, errorBody) ?? whole, fault };
};

/** An endpoint that only computes something from its input. */
function computing<T extends { model: string }>(
  schema: ZodType<T>,
  compute: (request: T, requestId: string) => unknown,
  shapeError: (status: number, message: string, requestId: string) => unknown,
): ModelRoute {
  return ({ body, headers }, script) => {
    const requestId = randomUUID();
    const errorBody: ErrorBody = (status, message) => shapeError(status, message, requestId);
    const parsed = read(schema, body);
    if (parsed.data === undefined) return { answer: jsonAnswer(400, errorBody(400, parsed.message)), fault: noFault };
    const fault = script.next({ headers, model: parsed.data.model, text: "" });
    return { answer: faultAnswer(fault, errorBody) ?? jsonAnswer(200, compute(parsed.data, requestId)), fault };
  };
}

const plainError = (status: number, message: string) => openaiError(status, message);

/** Path to endpoint, all by POST. DashScope serves OpenAI's shape under /compatible-mode. */
export const modelRoutes: ReadonlyMap<string, ModelRoute> = new Map([
  ["/v1/chat/completions", chat],
  ["/compatible-mode/v1/chat/completions", chat],
  ["/v1/embeddings", computing(openaiEmbeddingRequest, openaiEmbeddings, plainError)],
  ["/compatible-mode/v1/embeddings", computing(openaiEmbeddingRequest, openaiEmbeddings, plainError)],
  ["/api/v1/services/aigc/text-generation/generation", generate],
  [
    "/api/v1/services/embeddings/text-embedding/text-embedding",
    computing(dashscopeEmbeddingRequest, dashscopeEmbeddings, dashscopeError),
  ],
  ["/api/v1/services/rerank/text-rerank/text-rerank", computing(rerankRequest, rerank, dashscopeError)],
]);

export const modelList = {
  object: "list",
  data: [{ id: standinModel, object: "model", created: 1_700_000_000, owned_by: "plumbline" }],
};

function read<T>(schema: ZodType<T>, body: string): { data?: T; message: string } {
  const parsed = schema.safeParse(tryParseJson(body));
  if (parsed.success) return { data: parsed.data, message: "" };
  const [issue] = parsed.error.issues;
  return { message: `Stand-in: ${issue?.path.join(".") || "the body"}: ${issue?.message ?? "not valid"}.` };
}
