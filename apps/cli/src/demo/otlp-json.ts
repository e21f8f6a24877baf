import { randomBytes } from "node:crypto";

export type AttributeValue = string | number | boolean | readonly string[];

/** A span of a made-up trace; times are milliseconds after the start of its parent. */
export interface DemoSpan {
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** OTLP SpanKind: 1 internal, 2 server, 3 client. */
  readonly otelKind?: 1 | 2 | 3;
  /** Recorded as an exception event at the span's end; the span fails. */
  readonly error?: { readonly type: string; readonly message: string; readonly stack?: string };
  readonly children?: readonly DemoSpan[];
}

export interface DemoTrace {
  readonly traceId: string;
  readonly application: string;
  /** Instrumentation scope, as the library of that dialect calls itself. */
  readonly scope: string;
  readonly startedAtMs: number;
  readonly root: DemoSpan;
}

export function newTraceId(): string {
  return randomBytes(16).toString("hex");
}

/** An ExportTraceServiceRequest in OTLP's JSON encoding (opentelemetry-proto: hex ids, 64-bit numbers as text). */
export function toExportRequest(traces: readonly DemoTrace[]): unknown {
  return {
    resourceSpans: traces.map((trace) => ({
      resource: {
        attributes: toKeyValues({
          "service.name": trace.application,
          "deployment.environment.name": "demo",
          "telemetry.sdk.language": "nodejs",
        }),
      },
      scopeSpans: [
        {
          scope: { name: trace.scope, version: "1.0.0" },
          spans: flatten(trace, trace.root, trace.startedAtMs, undefined),
        },
      ],
    })),
  };
}

function flatten(trace: DemoTrace, span: DemoSpan, parentStartMs: number, parentSpanId: string | undefined): unknown[] {
  const spanId = randomBytes(8).toString("hex");
  const startMs = parentStartMs + span.startMs;
  const endMs = startMs + span.durationMs;
  const own = {
    traceId: trace.traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name: span.name,
    kind: span.otelKind ?? 1,
    startTimeUnixNano: toNanoseconds(startMs),
    endTimeUnixNano: toNanoseconds(endMs),
    attributes: toKeyValues(
      span.error === undefined ? span.attributes : { ...span.attributes, "error.type": span.error.type },
    ),
    status: span.error === undefined ? { code: 1 } : { code: 2, message: span.error.message },
    events: span.error === undefined ? [] : [toExceptionEvent(span.error, endMs)],
  };
  return [own, ...(span.children ?? []).flatMap((child) => flatten(trace, child, startMs, spanId))];
}

function toExceptionEvent(error: NonNullable<DemoSpan["error"]>, atMs: number): unknown {
  const attributes = {
    "exception.type": error.type,
    "exception.message": error.message,
    "exception.stacktrace":
      error.stack ?? `${error.type}: ${error.message}\n    at run (chain.js:41:11)\n    at invoke (chain.js:12:5)`,
  };
  return { name: "exception", timeUnixNano: toNanoseconds(atMs), attributes: toKeyValues(attributes) };
}

function toNanoseconds(ms: number): string {
  return `${Math.round(ms * 1_000)}000`;
}

function toKeyValues(attributes: Readonly<Record<string, AttributeValue>>): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toAnyValue(value) }));
}

function toAnyValue(value: AttributeValue): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } };
}
