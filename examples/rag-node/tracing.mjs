import { SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { defaultResource, resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

/**
 * Plain OpenTelemetry: the exporter reads OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS by itself. Nothing here
 * knows which product receives the spans.
 */
export function startTracing() {
  const serviceName = process.env.OTEL_SERVICE_NAME ?? "rag-node";
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ "service.name": serviceName })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(), { scheduledDelayMillis: 1_000 })],
  });
  provider.register();
  return provider;
}

/** Runs work inside a span of one OpenInference kind; an exception is recorded, marks the span, and goes on upwards. */
export function inSpan(name, kind, attributes, work) {
  // Asked for here and not once at the top: a tracer from before startTracing() would record nothing.
  const tracer = trace.getTracer("rag-node", "0.1.0");
  return tracer.startActiveSpan(
    name,
    { attributes: { "openinference.span.kind": kind, ...attributes } },
    async (span) => {
      try {
        const result = await work(span);
        span.setStatus({ code: SpanStatusCode.OK });
        return result;
      } catch (error) {
        span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
        throw error;
      } finally {
        span.end();
      }
    },
  );
}

export function jsonInput(value) {
  return { "input.value": JSON.stringify(value), "input.mime_type": "application/json" };
}

export function jsonOutput(value) {
  return { "output.value": JSON.stringify(value), "output.mime_type": "application/json" };
}
