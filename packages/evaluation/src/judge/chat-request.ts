import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import type { EndpointMemory, JudgeEndpoint, OutputMode } from "./endpoint";

export interface ChatInput {
  readonly messages: readonly ChatCompletionMessageParam[];
  readonly reply: { readonly name: string; readonly jsonSchema: Record<string, unknown> };
  readonly maxTokens: number;
}

export type ChatBody = ChatCompletionCreateParamsNonStreaming & { enable_thinking?: boolean };

const seed = 7;

/** The body of one chat call, in the mode and with the parameters that this endpoint is known to take. */
export function chatBody(endpoint: JudgeEndpoint, memory: EndpointMemory, input: ChatInput): ChatBody {
  const sends = (parameter: "seed" | "temperature" | "top_p") => !memory.dropped.has(parameter);
  return {
    model: endpoint.model,
    messages: [...input.messages],
    ...(memory.usesCompletionTokens ? { max_completion_tokens: input.maxTokens } : { max_tokens: input.maxTokens }),
    ...(sends("temperature") ? { temperature: endpoint.temperature ?? 0 } : {}),
    ...(endpoint.topP !== null && sends("top_p") ? { top_p: endpoint.topP } : {}),
    ...(sends("seed") ? { seed } : {}),
    ...(memory.forbidsThinking && !memory.dropped.has("enable_thinking") ? { enable_thinking: false } : {}),
    ...modeParameters(memory.mode, input.reply),
  };
}

function modeParameters(mode: OutputMode, reply: ChatInput["reply"]): Partial<ChatBody> {
  const { name, jsonSchema } = reply;
  switch (mode) {
    case "json_schema":
      return { response_format: { type: "json_schema", json_schema: { name, strict: true, schema: jsonSchema } } };
    case "tool":
      return {
        tools: [{ type: "function", function: { name, parameters: jsonSchema } }],
        tool_choice: { type: "function", function: { name } },
      };
    case "json_object":
      return { response_format: { type: "json_object" } };
    case "text":
      return {};
  }
}

/**
 * After a 400: finds the parameter that it names, remembers to leave it out or to say it otherwise, and answers its name;
 * undefined where it names none that was sent. Each can be taken out once, so this ends.
 */
export function adaptTo(refusal: string, param: string | null, memory: EndpointMemory): string | undefined {
  const names = (word: string) => param === word || new RegExp(`(?<![a-z])${word}(?![a-z])`, "i").test(refusal);

  if (names("max_tokens") && !memory.usesCompletionTokens) {
    memory.usesCompletionTokens = true;
    return "max_tokens";
  }
  if (names("max_completion_tokens") && memory.usesCompletionTokens && !names("max_tokens")) {
    memory.usesCompletionTokens = false;
    return "max_completion_tokens";
  }
  if (names("enable_thinking") && !memory.dropped.has("enable_thinking")) {
    if (memory.forbidsThinking) memory.dropped.add("enable_thinking");
    else memory.forbidsThinking = true;
    return "enable_thinking";
  }
  for (const parameter of ["seed", "temperature", "top_p"] as const) {
    if (names(parameter) && !memory.dropped.has(parameter)) {
      memory.dropped.add(parameter);
      return parameter;
    }
  }
  return downgrade(names, memory);
}

function downgrade(names: (word: string) => boolean, memory: EndpointMemory): string | undefined {
  const refusesFormat = ["response_format", "json_schema", "json_object"].some(names);
  const refusesTools = ["tools", "tool_choice", "tool", "function", "functions"].some(names);
  if (memory.mode === "json_schema" && refusesFormat) memory.mode = "tool";
  else if (memory.mode === "tool" && refusesTools) memory.mode = "json_object";
  else if (memory.mode === "json_object" && refusesFormat) memory.mode = "text";
  else return undefined;
  return "response_format";
}
