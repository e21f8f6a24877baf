import { randomBytes } from "node:crypto";
import type { SpanId } from "@plumbline/base/ids";

/** The OTLP/JSON request that an exporter's batch would be: spans `first` to `first + count - 1` of a trace of `total`. */
export function agentTraceRequest(trace: AgentTrace, first: number, count: number): unknown {
  const spans = Array.from({ length: count }, (_, offset) => makeSpan(trace, first + offset));
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "agent" } }] },
        scopeSpans: [{ scope: { name: "bench" }, spans }],
      },
    ],
  };
}

export interface AgentTrace {
  readonly traceId: string;
  readonly total: number;
  readonly startNano: bigint;
}

export const agentSpanId = (index: number): SpanId =>
  ((BigInt(index + 1) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn).toString(16).padStart(16, "0") as SpanId;

/** A tree of fan-out eight; about 2 kB a span, of text that does not compress better than real text. */
function makeSpan({ traceId, total, startNano }: AgentTrace, index: number): unknown {
  const start = startNano + BigInt(index) * 1_000_000n;
  const isModel = index % 4 === 1;
  const attributes = {
    "openinference.span.kind": isModel ? "LLM" : index % 4 === 2 ? "TOOL" : "CHAIN",
    ...(isModel ? { "llm.model_name": "qwen-max" } : {}),
    "input.value": `Step ${index}: ${randomBytes(500).toString("base64")}`,
    "output.value": `Result ${index}: ${randomBytes(500).toString("base64")}`,
  };
  return {
    traceId,
    spanId: agentSpanId(index),
    parentSpanId: index === 0 ? "" : agentSpanId(Math.floor((index - 1) / 8)),
    name: isModel ? "ChatTongyi" : `step ${index % 40}`,
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(index === 0 ? startNano + BigInt(total) * 1_000_000n : start + 900_000n),
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  };
}
