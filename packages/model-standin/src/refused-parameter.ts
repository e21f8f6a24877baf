import type { ChatRequest } from "./chat-request";
import type { FaultKind } from "./fault";

/** The 400 of a server that does not take a parameter, in the words of real ones; undefined when all is well. */
export function refusedParameter(
  fault: FaultKind,
  request: ChatRequest,
): { param: string; message: string } | undefined {
  const has = (key: string) => request[key] !== undefined && request[key] !== null;
  const format = request.response_format as { type?: unknown } | undefined;
  switch (fault) {
    case "refuse-response-format":
      return has("response_format")
        ? refusal("response_format", "'response_format' is not supported by this model.")
        : undefined;
    case "refuse-json-schema":
      return format?.type === "json_schema"
        ? refusal(
            "response_format",
            "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
          )
        : undefined;
    case "require-json-word":
      return format?.type === "json_object" && !request.messages.some(({ content }) => content.includes("json"))
        ? refusal(
            "messages",
            "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
          )
        : undefined;
    case "refuse-enable-thinking":
      return has("enable_thinking")
        ? refusal("enable_thinking", "Unrecognized request argument supplied: enable_thinking")
        : undefined;
    case "require-thinking-off":
      return request.enable_thinking === false
        ? undefined
        : refusal("enable_thinking", "parameter.enable_thinking must be set to false for non-streaming calls");
    case "refuse-temperature":
      return has("temperature")
        ? refusal(
            "temperature",
            "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
          )
        : undefined;
    case "refuse-top-p":
      return has("top_p")
        ? refusal("top_p", "Unsupported parameter: 'top_p' is not supported with this model.")
        : undefined;
    case "refuse-seed":
      return has("seed")
        ? refusal("seed", "Unsupported parameter: 'seed' is not supported with this model.")
        : undefined;
    case "refuse-max-tokens":
      return has("max_tokens")
        ? refusal(
            "max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
          )
        : undefined;
    case "refuse-tools":
      return has("tools") ? refusal("tools", "This model does not support 'tools'.") : undefined;
    default:
      return undefined;
  }
}

function refusal(param: string, message: string): { param: string; message: string } {
  return { param, message };
}
