import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";

/**
 * A Jaeger JSON file (what its UI downloads and its query API answers: `{ data: [{ spans, processes }] }`, or one such trace, or
 * a list of them) as an OTLP/JSON request. The mapping is that of opentelemetry-collector-contrib, translator/jaeger:
 * `span.kind`, `error` and `otel.status_code` tags become kind and status, logs become events, and references but the parent
 * links. Undefined where the value is no Jaeger file.
 */
export function otlpFromJaeger(file: JsonValue): JsonObject | undefined {
  const traces = tracesOf(file);
  if (traces === undefined) return undefined;
  return { resourceSpans: traces.flatMap(resourceSpansOf) };
}

function tracesOf(file: JsonValue): readonly JsonObject[] | undefined {
  const list = isJsonObject(file) && Array.isArray(file.data) ? file.data : Array.isArray(file) ? file : [file];
  const traces = list.filter(isTrace);
  return traces.length === 0 ? undefined : traces;
}

function isTrace(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && Array.isArray(value.spans) && isJsonObject(value.processes ?? null);
}

/** One entry per process, so that its tags stand once. */
function resourceSpansOf(trace: JsonObject): JsonObject[] {
  const processes = isJsonObject(trace.processes) ? trace.processes : {};
  const byProcess = new Map<string, JsonObject[]>();
  for (const span of Array.isArray(trace.spans) ? trace.spans : []) {
    if (!isJsonObject(span)) continue;
    const id = textOf(span.processID);
    const siblings = byProcess.get(id);
    if (siblings === undefined) byProcess.set(id, [spanOf(span)]);
    else siblings.push(spanOf(span));
  }
  return [...byProcess].map(([id, spans]) => {
    const process = Object.hasOwn(processes, id) ? processes[id] : undefined;
    const attributes = isJsonObject(process)
      ? [keyValue("service.name", { stringValue: textOf(process.serviceName) }), ...attributesOf(process.tags)]
      : [];
    return { resource: { attributes }, scopeSpans: [{ scope: scopeOf(spans), spans }] };
  });
}

/** The translator keeps the scope in two tags of each span; those of one process nearly always share it. */
function scopeOf(spans: readonly JsonObject[]): JsonObject {
  const texts = (key: string) =>
    spans
      .flatMap(({ attributes }) => (Array.isArray(attributes) ? attributes : []))
      .find((entry) => isJsonObject(entry) && entry.key === key);
  const textAt = (entry: JsonValue | undefined) =>
    isJsonObject(entry) && isJsonObject(entry.value) ? textOf(entry.value.stringValue) : "";
  const name = textAt(texts("otel.scope.name")) || textAt(texts("otel.library.name"));
  return { name, version: textAt(texts("otel.scope.version")) || textAt(texts("otel.library.version")) };
}

const kinds: Readonly<Record<string, number>> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

function spanOf(span: JsonObject): JsonObject {
  const tags = tagsOf(span.tags);
  const startUs = integerOf(span.startTime);
  const traceId = textOf(span.traceID).padStart(32, "0");
  const references = Array.isArray(span.references) ? span.references.filter(isJsonObject) : [];
  const parent = parentOf(span, references, traceId);
  return {
    traceId,
    spanId: textOf(span.spanID).padStart(16, "0"),
    ...(parent === undefined ? {} : { parentSpanId: textOf(parent).padStart(16, "0") }),
    name: textOf(span.operationName),
    kind: kinds[textOf(tags.get("span.kind")).toLowerCase()] ?? 0,
    startTimeUnixNano: String(startUs * 1000n),
    endTimeUnixNano: String((startUs + integerOf(span.duration)) * 1000n),
    attributes: attributesOf(span.tags, reservedTags),
    events: (Array.isArray(span.logs) ? span.logs.filter(isJsonObject) : []).map(eventOf),
    links: references
      .filter((reference) => textOf(reference.spanID) !== textOf(parent))
      .map((reference) => ({
        traceId: textOf(reference.traceID).padStart(32, "0"),
        spanId: textOf(reference.spanID).padStart(16, "0"),
      })),
    status: statusOf(tags),
  };
}

/** The first CHILD_OF of the same trace, else the first FOLLOWS_FROM of it; before references there was `parentSpanID`. */
function parentOf(span: JsonObject, references: readonly JsonObject[], traceId: string): JsonValue | undefined {
  const own = references.filter((reference) => textOf(reference.traceID).padStart(32, "0") === traceId);
  const parent = own.find(({ refType }) => refType === "CHILD_OF") ?? own[0];
  const id = parent?.spanID ?? span.parentSpanID;
  return id === undefined || /^0*$/.test(textOf(id)) ? undefined : id;
}

/** What has a field of its own in OTLP. */
const reservedTags: ReadonlySet<string> = new Set(["span.kind", "otel.status_code", "otel.status_description"]);

function statusOf(tags: ReadonlyMap<string, JsonValue>): JsonObject {
  const code = textOf(tags.get("otel.status_code")).toUpperCase();
  const isError = code === "ERROR" || tags.get("error") === true || tags.get("error") === "true";
  const message = textOf(tags.get("otel.status_description"));
  return { code: isError ? 2 : code === "OK" ? 1 : 0, ...(message === "" ? {} : { message }) };
}

/** A log without an event name has its message for one. */
function eventOf(log: JsonObject): JsonObject {
  const fields = tagsOf(log.fields);
  const name = textOf(fields.get("event")) || textOf(fields.get("message")) || "log";
  return {
    name,
    timeUnixNano: String(integerOf(log.timestamp) * 1000n),
    attributes: attributesOf(log.fields, new Set(["event"])),
  };
}

function tagsOf(list: JsonValue | undefined): ReadonlyMap<string, JsonValue> {
  const entries = Array.isArray(list) ? list.filter(isJsonObject) : [];
  return new Map(entries.map((tag) => [textOf(tag.key), tag.value ?? null]));
}

function attributesOf(list: JsonValue | undefined, without: ReadonlySet<string> = new Set()): JsonObject[] {
  const entries = Array.isArray(list) ? list.filter(isJsonObject) : [];
  return entries
    .filter((tag) => !without.has(textOf(tag.key)))
    .map((tag) => keyValue(textOf(tag.key), anyValueOf(textOf(tag.type), tag.value ?? null)));
}

function anyValueOf(type: string, value: JsonValue): JsonObject {
  switch (type) {
    case "bool":
      return { boolValue: value === true || value === "true" };
    case "int64":
      return { intValue: textOf(value) };
    case "float64":
      return { doubleValue: Number(value) };
    case "binary":
      return { bytesValue: textOf(value) };
    default:
      if (typeof value === "boolean") return { boolValue: value };
      if (typeof value === "number")
        return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
      return { stringValue: textOf(value) };
  }
}

function keyValue(key: string, value: JsonObject): JsonObject {
  return { key, value };
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** Microseconds as a number or as text. */
function integerOf(value: JsonValue | undefined): bigint {
  const text = textOf(value).trim();
  if (/^\d{1,20}$/.test(text)) return BigInt(text);
  const number = Number(text);
  return Number.isFinite(number) && number > 0 ? BigInt(Math.trunc(number)) : 0n;
}
