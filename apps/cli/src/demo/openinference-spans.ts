import type { DemoSpan } from "./otlp-json";

/** Builders for spans as OpenInference instrumentations write them (semantic conventions of the OpenInference project). */

interface Timing {
  readonly startMs: number;
  readonly durationMs: number;
}

export interface Message {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: string;
}

export function jsonInput(value: unknown): Record<string, string> {
  return { "input.value": JSON.stringify(value), "input.mime_type": "application/json" };
}

export function textInput(text: string): Record<string, string> {
  return { "input.value": text, "input.mime_type": "text/plain" };
}

export function textOutput(text: string): Record<string, string> {
  return { "output.value": text, "output.mime_type": "text/plain" };
}

export function kind(name: string): Record<string, string> {
  return { "openinference.span.kind": name };
}

export function sessionOf(sessionId: string | undefined, userId: string | undefined): Record<string, string> {
  return {
    ...(sessionId === undefined ? {} : { "session.id": sessionId }),
    ...(userId === undefined ? {} : { "user.id": userId }),
  };
}

export interface LlmCall extends Timing {
  readonly name: string;
  readonly model: string;
  readonly messages: readonly Message[];
  readonly answer: string;
  readonly toolCall?: { readonly name: string; readonly arguments: unknown };
}

export function llmSpan(call: LlmCall): DemoSpan {
  const promptTokens = countTokens(call.messages.map((message) => message.content).join("\n"));
  const completionTokens = countTokens(call.answer) + (call.toolCall === undefined ? 0 : 18);
  const toolCall = "llm.output_messages.0.message.tool_calls.0.tool_call";
  return {
    name: call.name,
    startMs: call.startMs,
    durationMs: call.durationMs,
    otelKind: 3,
    attributes: {
      ...kind("LLM"),
      ...jsonInput({ messages: call.messages }),
      ...textOutput(call.answer),
      "llm.model_name": call.model,
      "llm.provider": call.model.startsWith("qwen") ? "aliyun" : "openai",
      "llm.invocation_parameters": JSON.stringify({ temperature: 0.2, max_tokens: 800 }),
      ...Object.fromEntries(
        call.messages.flatMap(({ role, content }, place) => [
          [`llm.input_messages.${place}.message.role`, role],
          [`llm.input_messages.${place}.message.content`, content],
        ]),
      ),
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.content": call.answer,
      ...(call.toolCall === undefined
        ? {}
        : {
            [`${toolCall}.function.name`]: call.toolCall.name,
            [`${toolCall}.function.arguments`]: JSON.stringify(call.toolCall.arguments),
          }),
      "llm.token_count.prompt": promptTokens,
      "llm.token_count.completion": completionTokens,
      "llm.token_count.total": promptTokens + completionTokens,
    },
  };
}

export interface RetrievedDocument {
  readonly id: string;
  readonly content: string;
  readonly score: number;
}

export function retrieverSpan(
  name: string,
  timing: Timing,
  query: string,
  documents: readonly RetrievedDocument[],
): DemoSpan {
  return {
    name,
    ...timing,
    attributes: {
      ...kind("RETRIEVER"),
      ...textInput(query),
      ...Object.fromEntries(
        documents.flatMap(({ id, content, score }, place) => [
          [`retrieval.documents.${place}.document.id`, id],
          [`retrieval.documents.${place}.document.content`, content],
          [`retrieval.documents.${place}.document.score`, score],
        ]),
      ),
    },
  };
}

export function toolSpan(name: string, timing: Timing, input: unknown, output: unknown): DemoSpan {
  return {
    name,
    ...timing,
    attributes: {
      ...kind("TOOL"),
      "tool.name": name,
      ...jsonInput(input),
      "output.value": JSON.stringify(output),
      "output.mime_type": "application/json",
    },
  };
}

/** Roughly as tokenisers count: four Latin characters or one and a half Chinese ones. */
export function countTokens(text: string): number {
  const chinese = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return Math.max(1, Math.round(chinese / 1.5 + (text.length - chinese) / 4));
}
