/** OTLP/JSON of a trace, written short. For tests. */
export interface TestSpan {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly startNano?: bigint;
  /** 0n: the span has not ended. */
  readonly endNano?: bigint;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly status?: { readonly code: number; readonly message?: string };
  readonly events?: readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[];
  /** The attributes of each link. */
  readonly links?: readonly Readonly<Record<string, string>>[];
}

/** What all spans of a request stand under. */
export interface TestOrigin {
  readonly service?: string;
  readonly resource?: Readonly<Record<string, string>>;
  readonly scope?: {
    readonly name?: string;
    readonly version?: string;
    readonly attributes?: Readonly<Record<string, string>>;
  };
}

const startNanoDefault = 1_795_262_400_000_000_000n; // 2026-11-21T12:00:00Z

export function otlpRequest(traceId: string, spans: readonly TestSpan[], origin: TestOrigin = {}): unknown {
  const { service = "helpdesk", resource, scope } = origin;
  return {
    resourceSpans: [
      {
        resource: { attributes: keyValues({ "service.name": service, ...resource }) },
        scopeSpans: [
          {
            scope: { name: "test", version: "1", ...scope, attributes: keyValues(scope?.attributes ?? {}) },
            spans: spans.map((span) => otlpSpan(traceId, span)),
          },
        ],
      },
    ],
  };
}

function otlpSpan(traceId: string, span: TestSpan): unknown {
  const startNano = span.startNano ?? startNanoDefault;
  return {
    traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? "",
    name: span.name ?? "step",
    kind: 1,
    startTimeUnixNano: String(startNano),
    endTimeUnixNano: String(span.endNano ?? startNano + 1_000_000n),
    attributes: keyValues(span.attributes ?? {}),
    status: span.status ?? {},
    events: (span.events ?? []).map(({ name, attributes }) => ({
      name,
      timeUnixNano: String(startNano),
      attributes: keyValues(attributes),
    })),
    links: (span.links ?? []).map((attributes) => ({
      traceId,
      spanId: span.spanId,
      attributes: keyValues(attributes),
    })),
  };
}

function keyValues(attributes: Readonly<Record<string, string | number | boolean>>): unknown[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === "string"
        ? { stringValue: value }
        : typeof value === "number"
          ? { intValue: String(value) }
          : { boolValue: value },
  }));
}
