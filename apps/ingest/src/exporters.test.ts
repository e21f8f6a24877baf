import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, NodeTracerProvider, type SpanExporter } from "@opentelemetry/sdk-trace-node";
import { useTestDatabase } from "@plumbline/db/testing";
import { afterEach, expect, test, vi } from "vitest";
import { useTestIngest } from "./testing";

const database = await useTestDatabase();
const ingest = await useTestIngest(database);

afterEach(() => vi.unstubAllEnvs());

const exporters: readonly (readonly [name: string, compression: string, make: () => SpanExporter])[] = [
  ["JSON", "none", () => new JsonExporter()],
  ["protobuf", "none", () => new ProtobufExporter()],
  ["JSON with gzip", "gzip", () => new JsonExporter()],
  ["protobuf with gzip", "gzip", () => new ProtobufExporter()],
];

test.each(exporters)(
  "what the OpenTelemetry %s exporter sends is stored as one trace",
  async (name, compression, make) => {
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", ingest.url);
    vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", `Authorization=Bearer%20${ingest.key}`);
    vi.stubEnv("OTEL_EXPORTER_OTLP_COMPRESSION", compression);
    vi.stubEnv("OTEL_SERVICE_NAME", `shop ${name}`);
    const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(make())] });
    const tracer = provider.getTracer("test");
    const root = tracer.startSpan("answer", {
      attributes: { "openinference.span.kind": "CHAIN", "input.value": "Wie lange hält er? 👩‍🔧" },
    });
    const call = tracer.startSpan(
      "chat gpt-4o-mini",
      {
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.request.model": "gpt-4o-mini",
          "gen_ai.usage.input_tokens": 21,
          "gen_ai.usage.output_tokens": 4,
          "gen_ai.request.temperature": 1,
        },
      },
      trace.setSpan(context.active(), root),
    );
    call.recordException(new Error("the judge was away"));
    call.setStatus({ code: SpanStatusCode.ERROR });
    call.end();
    root.setAttribute("output.value", "24 Monate.");
    root.end();
    await provider.forceFlush();
    await provider.shutdown();

    const { traceId } = root.spanContext();
    const { rows } = await database.pool.query("SELECT * FROM trace WHERE trace_id = $1", [traceId]);
    expect(rows).toMatchObject([
      {
        project_id: ingest.projectId,
        name: "answer",
        has_root: true,
        is_running: false,
        span_count: 2,
        error_count: 1,
        orphan_count: 0,
        input_tokens: 21n,
        output_tokens: 4n,
        models: ["gpt-4o-mini"],
        input_preview: "Wie lange hält er? 👩‍🔧",
        output_preview: "24 Monate.",
        error_message: "the judge was away",
      },
    ]);
  },
);
