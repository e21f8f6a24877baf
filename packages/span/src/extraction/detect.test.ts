import type { JsonValue } from "@plumbline/base/json";
import { describe, expect, test } from "vitest";
import type { ReadSpan } from "../document/types";
import { readTestSpan } from "../testing";
import { detectExtraction } from "./detect";
import { extract } from "./extract";

function span(id: number, parent: number | null, name: string, attributes: Record<string, JsonValue>): ReadSpan {
  const hex = (value: number) => value.toString(16).padStart(16, "0");
  return readTestSpan(attributes, {
    name,
    spanId: hex(id),
    parentSpanId: parent === null ? "" : hex(parent),
    startTimeUnixNano: 1_790_000_000_000_000_000n + BigInt(id),
  });
}

function extracted(spans: readonly ReadSpan[]): Record<string, readonly string[] | undefined> {
  const config = detectExtraction(spans);
  if (config === undefined) return {};
  const found = extract(spans, config);
  return Object.fromEntries(
    (["query", "answer", "context"] as const).map((field) => {
      const result = found[field];
      return [field, result.status === "ok" ? result.values.map((value) => value.text) : undefined];
    }),
  );
}

const ragOpenInference = [
  span(1, null, "POST /ask", { "http.request.method": "POST" }),
  span(2, 1, "RetrievalQA", {
    "openinference.span.kind": "CHAIN",
    "input.value": '{"query":"Is it waterproof?"}',
    "output.value": "Yes, to 30 m.",
  }),
  span(3, 2, "Retriever", {
    "openinference.span.kind": "RETRIEVER",
    "input.value": "waterproof",
    "retrieval.documents.0.document.content": "Tested to 30 m.",
    "retrieval.documents.1.document.content": "Do not dive.",
  }),
  span(4, 2, "ChatModel", {
    "openinference.span.kind": "LLM",
    "input.value": '{"messages":[{"role":"user","content":"prompt with context"}]}',
    "output.value": "raw",
  }),
];

describe("auto-detection", () => {
  test("OpenInference: question and answer of the chain, documents of the retriever", () => {
    expect(detectExtraction(ragOpenInference)).toEqual({
      query: [
        {
          spanName: "RetrievalQA",
          jsonPathInSpan: "attributes.input.value",
          jsonPathInSpanValue: "query",
          pick: "first",
        },
      ],
      answer: [{ spanName: "RetrievalQA", jsonPathInSpan: "attributes.output.value", pick: "last" }],
      context: [
        { spanName: "Retriever", jsonPathInSpan: "attributes.retrieval.documents[*].document.content", pick: "all" },
      ],
    });
    expect(extracted(ragOpenInference)).toEqual({
      query: ["Is it waterproof?"],
      answer: ["Yes, to 30 m."],
      context: ["Tested to 30 m.", "Do not dive."],
    });
  });

  test("OTel GenAI: messages in JSON, retrieval documents in JSON", () => {
    const spans = [
      span(1, null, "invoke_agent guide", {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.input.messages":
          '[{"role":"system","parts":[{"type":"text","content":"s"}]},{"role":"user","parts":[{"type":"text","content":"Which museum?"}]}]',
        "gen_ai.output.messages":
          '[{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},{"type":"text","content":"The Munch."}]}]',
      }),
      span(2, 1, "retrieval museums", {
        "gen_ai.operation.name": "retrieval",
        "gen_ai.retrieval.documents": '[{"id":"m1","content":"Munch museum"},{"id":"m2","content":"Fram museum"}]',
      }),
    ];
    expect(detectExtraction(spans)?.answer[0]).toMatchObject({
      jsonPathInSpan: "attributes.gen_ai.output.messages",
      jsonPathInSpanValue: "[0].parts[1].content",
    });
    expect(extracted(spans)).toEqual({
      query: ["Which museum?"],
      answer: ["The Munch."],
      context: ["Munch museum", "Fram museum"],
    });
  });

  test("structured messages, flattened messages and legacy prompts", () => {
    expect(
      extracted([
        span(1, null, "chat", {
          "gen_ai.operation.name": "chat",
          "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "kv" }] }],
        }),
      ]).query,
    ).toEqual(["kv"]);
    const flattened = {
      "openinference.span.kind": "LLM",
      "llm.input_messages.0.message.role": "user",
      "llm.input_messages.0.message.content": "flat question",
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.contents.0.message_content.type": "text",
      "llm.output_messages.0.message.contents.0.message_content.text": "flat answer",
    };
    expect(extracted([span(1, null, "llm", flattened)])).toMatchObject({
      query: ["flat question"],
      answer: ["flat answer"],
    });
    const legacy = {
      "gen_ai.operation.name": "chat",
      "gen_ai.prompt.0.role": "user",
      "gen_ai.prompt.0.content": "old question",
      "gen_ai.completion.0.role": "assistant",
      "gen_ai.completion.0.content": "old answer",
    };
    expect(extracted([span(1, null, "llm", legacy)])).toMatchObject({
      query: ["old question"],
      answer: ["old answer"],
    });
  });

  test("documents in the JSON output of a retriever", () => {
    const spans = [
      span(1, null, "find", {
        "openinference.span.kind": "RETRIEVER",
        "input.value": "q",
        "output.value": '[{"page_content":"p1"},{"page_content":"p2"}]',
      }),
    ];
    expect(extracted(spans)).toEqual({ query: ["q"], answer: undefined, context: ["p1", "p2"] });
  });

  test("JSON in which nothing stands out is taken whole", () => {
    expect(
      extracted([span(1, null, "c", { "openinference.span.kind": "CHAIN", "input.value": '{"expression":"7*8"}' })])
        .query,
    ).toEqual(['{"expression":"7*8"}']);
  });

  test("a trace that no convention describes yields nothing", () => {
    expect(detectExtraction([span(1, null, "GET /", { "http.route": "/" })])).toBeUndefined();
    expect(detectExtraction([])).toBeUndefined();
  });

  test("the order in which spans arrive changes nothing", () => {
    expect(detectExtraction([...ragOpenInference].reverse())).toEqual(detectExtraction(ragOpenInference));
  });
});
