import { unixNanoToIso } from "@plumbline/base/time";
import type { DecodedResource, DecodedScope, DecodedSpan } from "@plumbline/otlp/types";
import type { LlmFacts } from "../llm-span";
import type { SpanDocument } from "./types";
import { arraySlotsMax, unflatten } from "./unflatten";

const otelKinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"] as const;
const statusCodes = ["UNSET", "OK", "ERROR"] as const;

/** Builds the document that people see and paths address; the rules are in types.ts and unflatten.ts. */
export function buildSpanDocument(
  span: DecodedSpan,
  resource: Pick<DecodedResource, "attributes">,
  scope: Pick<DecodedScope, "name" | "version" | "attributes">,
  facts: Pick<LlmFacts, "kind">,
): SpanDocument {
  const budget = { slots: arraySlotsMax };
  const hasEnded = span.endTimeUnixNano !== 0n;
  const durationNs = span.endTimeUnixNano > span.startTimeUnixNano ? span.endTimeUnixNano - span.startTimeUnixNano : 0n;
  return {
    name: span.name,
    kind: facts.kind,
    otel_kind: otelKinds[span.kind] ?? "UNSPECIFIED",
    status: {
      code: statusCodes[span.status.code] ?? "UNSET",
      ...(span.status.message === "" ? {} : { message: span.status.message }),
    },
    trace_id: span.traceId,
    span_id: span.spanId,
    parent_span_id: span.parentSpanId === "" ? null : span.parentSpanId,
    start_time: unixNanoToIso(span.startTimeUnixNano),
    end_time: hasEnded ? unixNanoToIso(span.endTimeUnixNano) : null,
    duration_ms: hasEnded ? Number(durationNs) / 1e6 : null,
    attributes: unflatten(span.attributes, budget),
    events: span.events.map((event) => ({
      name: event.name,
      time: unixNanoToIso(event.timeUnixNano),
      attributes: unflatten(event.attributes, budget),
    })),
    links: span.links.map((link) => ({
      trace_id: link.traceId,
      span_id: link.spanId,
      attributes: unflatten(link.attributes, budget),
    })),
    resource: { attributes: unflatten(resource.attributes, budget) },
    scope: { name: scope.name, version: scope.version, attributes: unflatten(scope.attributes, budget) },
    dropped: {
      attributes: span.droppedAttributesCount,
      events: span.droppedEventsCount,
      links: span.droppedLinksCount,
    },
  };
}
