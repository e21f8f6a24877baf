import { randomBytes } from "node:crypto";
import type { ProductFacts } from "./product";

export interface TurnToSend {
  readonly application: string;
  readonly sessionId?: string;
  readonly userId?: string;
  readonly question: string;
  /** Left out: the lookup fails, and with it the turn. */
  readonly answer?: string;
  /** Seconds before now at which the turn began. */
  readonly secondsAgo: number;
  readonly durationMs?: number;
}

const failure = "ReadTimeout: no response after 2.0 s";
const hex = (bytes: number) => randomBytes(bytes).toString("hex");
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const count = (key: string, value: number) => ({ key, value: { intValue: String(value) } });

/** One turn of a conversation as OTLP/JSON: retrieval, a lookup, and a model call unless the lookup fails. */
export async function sendTurn(product: ProductFacts, turn: TurnToSend): Promise<string> {
  const { application, sessionId, userId, question, answer, secondsAgo, durationMs = 2_000 } = turn;
  const traceId = hex(16);
  const root = hex(8);
  const startMs = Date.now() - secondsAgo * 1000;
  const span = (
    spanId: string,
    parentSpanId: string | undefined,
    name: string,
    [fromMs, toMs]: readonly [number, number],
    attributes: readonly unknown[],
    failed = false,
  ) => ({
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name,
    startTimeUnixNano: `${startMs + fromMs}000000`,
    endTimeUnixNano: `${startMs + toMs}000000`,
    attributes,
    ...(failed ? { status: { code: 2, message: failure } } : {}),
  });
  const kind = (value: string) => text("openinference.span.kind", value);
  const isFailed = answer === undefined;
  const lookup = hex(8);
  const spans = [
    span(
      root,
      undefined,
      "helpdesk.answer",
      [0, durationMs],
      [
        kind("CHAIN"),
        text("input.value", question),
        ...(sessionId === undefined ? [] : [text("session.id", sessionId)]),
        ...(userId === undefined ? [] : [text("user.id", userId)]),
        ...(isFailed ? [] : [text("output.value", answer)]),
      ],
      isFailed,
    ),
    span(hex(8), root, "retrieve", [20, 180], [kind("RETRIEVER")]),
    span(lookup, root, "inventory.lookup", [200, 800], [kind("TOOL")], isFailed),
    span(hex(8), lookup, "http GET /stock", [220, 790], [], isFailed),
    ...(isFailed
      ? []
      : [
          span(
            hex(8),
            root,
            "chat",
            [810, durationMs - 10],
            [
              kind("LLM"),
              text("llm.provider", "openai"),
              text("llm.model_name", "gpt-4o"),
              count("llm.token_count.prompt", 1200),
              count("llm.token_count.completion", 100),
              text("input.value", question),
              text("output.value", answer),
            ],
          ),
        ]),
  ];
  const response = await fetch(`${product.otlpUrl}/v1/traces`, {
    method: "POST",
    headers: { authorization: `Bearer ${product.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({
      resourceSpans: [{ resource: { attributes: [text("service.name", application)] }, scopeSpans: [{ spans }] }],
    }),
  });
  if (!response.ok) throw new Error(`The turn was not stored: ${response.status} ${await response.text()}`);
  return traceId;
}
