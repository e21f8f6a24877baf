import { randomBytes } from "node:crypto";
import type { ProductFacts } from "./product";

interface Call {
  readonly name: string;
  readonly kind: string;
  /** Place of the caller in the list. */
  readonly parent?: number;
  readonly startMs: number;
  readonly durationMs: number;
  readonly service?: string;
  readonly error?: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

const question = "Is the CM-220 in stock?";
/** The smallest PNG: one transparent point. */
const picture =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

function helpdeskCalls(isFailing: boolean): readonly Call[] {
  const error = "httpx.ReadTimeout: no response after 2.0 s";
  const prompt = {
    "llm.model_name": "qwen-max",
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": "You answer for the shop. Use the documents only.",
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.contents.0.message_content.type": "text",
    "llm.input_messages.1.message.contents.0.message_content.text": question,
  };
  const attempt = (startMs: number): Call => ({
    name: "inventory.lookup",
    kind: "TOOL",
    parent: 2,
    startMs,
    durationMs: isFailing ? 2_000 : 90,
    attributes: { "tool.name": "inventory.lookup", "input.value": '{"sku":"CM-220"}', "output.value": '{"stock":12}' },
    ...(isFailing ? { error } : {}),
  });
  const shared: readonly Call[] = [
    {
      name: "helpdesk.answer",
      kind: "CHAIN",
      startMs: 0,
      durationMs: isFailing ? 6_000 : 900,
      attributes: { "input.value": question, "output.value": "**Yes**, it is.\n\n- twelve pieces\n\n<b>raw</b>" },
      ...(isFailing ? { error: "fell back" } : {}),
    },
    {
      name: "search documents",
      kind: "RETRIEVER",
      parent: 0,
      startMs: 20,
      durationMs: 80,
      attributes: {
        "input.value": question,
        "retrieval.documents.0.document.id": "kb-1",
        "retrieval.documents.0.document.content": "The CM-220 is a coffee machine.",
        "retrieval.documents.0.document.score": 0.91,
      },
    },
    {
      name: "shop agent",
      kind: "AGENT",
      parent: 0,
      startMs: 120,
      durationMs: isFailing ? 5_600 : 700,
      ...(isFailing ? { error: "stopped" } : {}),
    },
    {
      name: "ChatTongyi",
      kind: "LLM",
      parent: 2,
      startMs: 130,
      durationMs: 200,
      attributes: {
        ...prompt,
        "llm.input_messages.1.message.contents.1.message_content.type": "image",
        "llm.input_messages.1.message.contents.1.message_content.image.image.url": picture,
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "inventory.lookup",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"sku":"CM-220"}',
        "llm.token_count.prompt": 120,
        "llm.token_count.completion": 20,
      },
    },
    attempt(400),
    {
      name: "GET /stock",
      kind: "CHAIN",
      parent: 4,
      service: "stock",
      // Its clock is half a second late.
      startMs: -100,
      durationMs: isFailing ? 1_900 : 80,
      ...(isFailing ? { error } : {}),
    },
  ];
  return isFailing ? [...shared, attempt(2_500)] : shared;
}

/** Stores a trace of a help desk whose tool asks another service; resolves with its id once it is stored. */
export async function sendHelpdeskTrace(
  product: ProductFacts,
  application: string,
  isFailing: boolean,
): Promise<string> {
  const traceId = randomBytes(16).toString("hex");
  const response = await fetch(`${product.otlpUrl}/v1/traces`, {
    method: "POST",
    headers: { authorization: `Bearer ${product.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(helpdeskRequest(traceId, application, isFailing)),
  });
  if (!response.ok) throw new Error(await response.text());
  return traceId;
}

/** The same as OTLP/JSON, as a file would hold it. */
export function helpdeskRequest(traceId: string, application: string, isFailing: boolean): object {
  const startMs = Date.now() - 10_000;
  const nano = (ms: number) => `${BigInt(startMs + ms) * 1_000_000n}`;
  const spanId = (place: number) => (place + 1).toString(16).padStart(16, "0");
  const spans = helpdeskCalls(isFailing).map((call, place) => ({
    service: call.service ?? application,
    traceId,
    spanId: spanId(place),
    ...(call.parent === undefined ? {} : { parentSpanId: spanId(call.parent) }),
    name: call.name,
    kind: 1,
    startTimeUnixNano: nano(call.startMs),
    endTimeUnixNano: nano(call.startMs + call.durationMs),
    attributes: keyValues({ "openinference.span.kind": call.kind, ...call.attributes }),
    status: call.error === undefined ? {} : { code: 2, message: call.error },
    events: call.error === undefined ? [] : [exceptionEvent(call.error, nano(call.startMs + call.durationMs))],
  }));
  return {
    resourceSpans: [application, "stock"].map((service) => ({
      resource: { attributes: keyValues({ "service.name": service }) },
      scopeSpans: [
        { spans: spans.filter((span) => span.service === service).map(({ service: _service, ...span }) => span) },
      ],
    })),
  };
}

function exceptionEvent(message: string, timeUnixNano: string): object {
  const stack = [
    "Traceback (most recent call last):",
    ...Array.from({ length: 12 }, (_, line) => `  File "a.py", line ${line}`),
    message,
  ];
  return {
    name: "exception",
    timeUnixNano,
    attributes: keyValues({
      "exception.type": "httpx.ReadTimeout",
      "exception.message": message,
      "exception.stacktrace": stack.join("\n"),
    }),
  };
}

function keyValues(values: Readonly<Record<string, string | number>>): object[] {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value:
      typeof value === "string"
        ? { stringValue: value }
        : Number.isInteger(value)
          ? { intValue: `${value}` }
          : { doubleValue: value },
  }));
}
