import { SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import type { ProductFacts } from "./product";

/** Sends one trace with OpenTelemetry's own protobuf exporter: an agent whose tool fails. Resolves with its id once stored. */
export async function exportFailingTrace(product: ProductFacts): Promise<string> {
  const exporter = new OTLPTraceExporter({
    url: `${product.otlpUrl}/v1/traces`,
    headers: { authorization: `Bearer ${product.apiKey}` },
  });
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  const tracer = provider.getTracer("e2e");
  const { context, ROOT_CONTEXT } = await import("@opentelemetry/api");
  const root = tracer.startSpan(
    "invoke_agent order-desk",
    { attributes: { "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "order-desk" } },
    ROOT_CONTEXT,
  );
  const inside = trace.setSpan(context.active(), root);
  const tool = tracer.startSpan(
    "execute_tool find_order",
    { attributes: { "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "find_order" } },
    inside,
  );
  const cause = new Error("The stock service does not answer");
  tool.recordException(cause);
  tool.setStatus({ code: SpanStatusCode.ERROR, message: cause.message });
  tool.end();
  root.setStatus({ code: SpanStatusCode.ERROR, message: "The tool find_order failed" });
  root.end();
  await provider.forceFlush();
  await provider.shutdown();
  return root.spanContext().traceId;
}
