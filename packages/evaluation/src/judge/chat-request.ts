import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import { type DroppableParameter, droppableParameters, type EndpointMemory, type JudgeEndpoint } from "./endpoint";

export interface ChatInput {
  readonly messages: readonly ChatCompletionMessageParam[];
  readonly reply: { readonly name: string; readonly jsonSchema: Record<string, unknown> };
  readonly maxTokens: number;
}

export type ChatBody = ChatCompletionCreateParamsNonStreaming & { enable_thinking?: boolean };

const seed = 7;
const refusesSystemRole =
  /system (?:role|messages?|prompts?)\b.{0,40}\b(?:not (?:be )?(?:supported|allowed)|unsupported)|\bnot support\w*\b.{0,20}\bsystem (?:role|message)/i;

/** The body of one chat call, in the mode and with the parameters that this endpoint is known to take. */
export function chatBody(endpoint: JudgeEndpoint, memory: EndpointMemory, input: ChatInput): ChatBody {
  const sends = (parameter: DroppableParameter) => !memory.dropped.has(parameter);
  return {
    model: endpoint.model,
    messages: sends("system_role") ? [...input.messages] : withoutSystemRole(input.messages),
    ...lengthLimit(memory, input.maxTokens),
    ...(sends("temperature") ? { temperature: endpoint.temperature ?? 0 } : {}),
    ...(endpoint.topP !== null && sends("top_p") ? { top_p: endpoint.topP } : {}),
    ...(sends("seed") ? { seed } : {}),
    ...(memory.forbidsThinking && sends("enable_thinking") ? { enable_thinking: false } : {}),
    ...modeParameters(memory, input.reply),
  };
}

/** The older name first: every server but OpenAI's newest knows it. */
function lengthLimit({ dropped }: EndpointMemory, maxTokens: number): Partial<ChatBody> {
  if (!dropped.has("max_tokens")) return { max_tokens: maxTokens };
  return dropped.has("max_completion_tokens") ? {} : { max_completion_tokens: maxTokens };
}

/** Chat templates without a system role refuse it; the rules then open the first message, before the marked data. */
function withoutSystemRole([
  system,
  first,
  ...others
]: readonly ChatCompletionMessageParam[]): ChatCompletionMessageParam[] {
  if (system === undefined || first === undefined) return [];
  return [{ role: "user", content: `${String(system.content)}\n\n${String(first.content)}` }, ...others];
}

function modeParameters(memory: EndpointMemory, { name, jsonSchema }: ChatInput["reply"]): Partial<ChatBody> {
  switch (memory.mode) {
    case "json_schema":
      return { response_format: { type: "json_schema", json_schema: { name, strict: true, schema: jsonSchema } } };
    case "tool":
      return {
        tools: [{ type: "function", function: { name, parameters: jsonSchema } }],
        ...(memory.dropped.has("tool_choice")
          ? {}
          : { tool_choice: { type: "function" as const, function: { name } } }),
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

  if (names("enable_thinking") && !memory.dropped.has("enable_thinking")) {
    if (memory.forbidsThinking) memory.dropped.add("enable_thinking");
    else memory.forbidsThinking = true;
    return "enable_thinking";
  }
  // A server that has no room for one of the two names often recommends the other in the same sentence.
  const length = memory.dropped.has("max_tokens") ? "max_completion_tokens" : "max_tokens";
  const isRefused = (parameter: DroppableParameter) => {
    if (parameter === "max_tokens" || parameter === "max_completion_tokens") {
      return parameter === length && names(parameter);
    }
    if (parameter === "tool_choice") return memory.mode === "tool" && names(parameter);
    return parameter === "system_role" ? refusesSystemRole.test(refusal) : names(parameter);
  };
  for (const parameter of droppableParameters) {
    if (parameter === "enable_thinking" || memory.dropped.has(parameter) || !isRefused(parameter)) continue;
    memory.dropped.add(parameter);
    return parameter;
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
