import { countTokens } from "./openinference-spans";
import type { AttributeValue, DemoSpan } from "./otlp-json";

/** Builders for spans as OpenTelemetry's own GenAI conventions describe them. */

interface Timing {
  readonly startMs: number;
  readonly durationMs: number;
}

export interface ChatCall extends Timing {
  readonly model: string;
  readonly provider: string;
  readonly system: string;
  readonly question: string;
  readonly answer: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly error?: DemoSpan["error"];
}

export function chatSpan(call: ChatCall): DemoSpan {
  const answered: Record<string, AttributeValue> =
    call.error === undefined
      ? {
          "gen_ai.response.model": call.model,
          "gen_ai.response.finish_reasons": ["stop"],
          "gen_ai.usage.input_tokens": countTokens(call.system + call.question),
          "gen_ai.usage.output_tokens": countTokens(call.answer),
          "gen_ai.output.messages": JSON.stringify([
            { role: "assistant", parts: [{ type: "text", content: call.answer }], finish_reason: "stop" },
          ]),
        }
      : {};
  return {
    name: `chat ${call.model}`,
    startMs: call.startMs,
    durationMs: call.durationMs,
    otelKind: 3,
    ...(call.error === undefined ? {} : { error: call.error }),
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": call.provider,
      "gen_ai.request.model": call.model,
      "gen_ai.request.temperature": 0.3,
      "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: call.system }]),
      "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: call.question }] }]),
      ...answered,
      ...call.attributes,
    },
  };
}

export interface AgentCall extends Timing {
  readonly agent: string;
  readonly conversationId: string;
  readonly question: string;
  readonly answer: string;
  readonly children: readonly DemoSpan[];
  readonly error?: DemoSpan["error"];
}

export function agentSpan(call: AgentCall): DemoSpan {
  return {
    name: `invoke_agent ${call.agent}`,
    startMs: call.startMs,
    durationMs: call.durationMs,
    children: call.children,
    ...(call.error === undefined ? {} : { error: call.error }),
    attributes: {
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": call.agent,
      "gen_ai.conversation.id": call.conversationId,
      "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: call.question }] }]),
      ...(call.error === undefined
        ? {
            "gen_ai.output.messages": JSON.stringify([
              { role: "assistant", parts: [{ type: "text", content: call.answer }] },
            ]),
          }
        : {}),
    },
  };
}

export interface ToolCall extends Timing {
  readonly tool: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly error?: DemoSpan["error"];
}

export function executeToolSpan(call: ToolCall): DemoSpan {
  return {
    name: `execute_tool ${call.tool}`,
    startMs: call.startMs,
    durationMs: call.durationMs,
    ...(call.error === undefined ? {} : { error: call.error }),
    attributes: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": call.tool,
      "gen_ai.tool.type": "function",
      "gen_ai.tool.call.arguments": JSON.stringify(call.input),
      ...(call.error === undefined ? { "gen_ai.tool.call.result": JSON.stringify(call.output) } : {}),
    },
  };
}
