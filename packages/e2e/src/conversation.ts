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
    share: readonly [number, number],
    attributes: readonly unknown[],
    failed = false,
  ) => ({
    traceId,
    spanId,
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name,
    startTimeUnixNano: `${Math.round(startMs + durationMs * share[0])}000000`,
    endTimeUnixNano: `${Math.round(startMs + durationMs * share[1])}000000`,
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
      [0, 1],
      [
        kind("CHAIN"),
        text("input.value", question),
        ...(sessionId === undefined ? [] : [text("session.id", sessionId)]),
        ...(userId === undefined ? [] : [text("user.id", userId)]),
        ...(isFailed ? [] : [text("output.value", answer)]),
      ],
      isFailed,
    ),
    span(hex(8), root, "retrieve", [0.01, 0.1], [kind("RETRIEVER")]),
    span(lookup, root, "inventory.lookup", [0.1, 0.4], [kind("TOOL")], isFailed),
    span(hex(8), lookup, "http GET /stock", [0.11, 0.39], [], isFailed),
    ...(isFailed
      ? []
      : [
          span(
            hex(8),
            root,
            "chat",
            [0.4, 0.99],
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
