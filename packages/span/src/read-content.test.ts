import type { JsonValue } from "@plumbline/base/json";
import { describe, expect, test } from "vitest";
import { mediaPart } from "./content/message-parts";
import { attributesOf, readTestSpan } from "./testing";

const read = (attributes: Record<string, JsonValue>) => readTestSpan(attributes).content;

function withEvents(...events: readonly [name: string, attributes: Record<string, JsonValue>][]) {
  return readTestSpan(
    {},
    {
      events: events.map(([name, attributes], index) => ({
        name,
        timeUnixNano: BigInt(index + 1),
        attributes: attributesOf(attributes),
        droppedAttributesCount: 0,
      })),
    },
  ).content;
}

const text = (content: string) => ({ type: "text", content });

describe("messages", () => {
  test("OTel GenAI: JSON text or structured, instructions in front, unknown parts kept", () => {
    const messages: JsonValue = [
      {
        role: "user",
        name: "Ada",
        parts: [
          { type: "text", content: "Look" },
          { type: "uri", modality: "image", mime_type: "image/png", uri: "https://e.test/a.png" },
        ],
      },
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "hm" },
          { type: "tool_call", id: "c", name: "f", arguments: '{"a":1}' },
          { type: "compaction", id: "x" },
        ],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c", response: { ok: true } }] },
    ];
    const expected = [
      { role: "system", parts: [text("Be kind.")] },
      {
        role: "user",
        name: "Ada",
        parts: [text("Look"), { type: "media", modality: "image", mimeType: "image/png", uri: "https://e.test/a.png" }],
      },
      {
        role: "assistant",
        parts: [
          { type: "reasoning", content: "hm" },
          { type: "tool_call", id: "c", name: "f", arguments: { a: 1 } },
          { type: "other", value: { type: "compaction", id: "x" } },
        ],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "c", response: { ok: true } }] },
    ];
    const instructions = '[{"type":"text","content":"Be kind."}]';
    expect(
      read({ "gen_ai.input.messages": JSON.stringify(messages), "gen_ai.system_instructions": instructions }).messages,
    ).toEqual(expected);
    expect(read({ "gen_ai.input.messages": messages, "gen_ai.system_instructions": instructions }).messages).toEqual(
      expected,
    );
  });

  test("instructions that are among the messages too are shown once", () => {
    const content = read({
      "gen_ai.input.messages":
        '[{"role":"system","parts":[{"type":"text","content":"S"}]},{"role":"user","parts":[{"type":"text","content":"U"}]}]',
      "gen_ai.system_instructions": '[{"type":"text","content":"S"}]',
    });
    expect(content.messages.map((message) => message.role)).toEqual(["system", "user"]);
  });

  test("OpenInference: flattened, with tool calls shown once and media as descriptions", () => {
    const content = read({
      "llm.input_messages.0.message.role": "user",
      "llm.input_messages.0.message.contents.0.message_content.type": "text",
      "llm.input_messages.0.message.contents.0.message_content.text": "What is this?",
      "llm.input_messages.0.message.contents.1.message_content.type": "image",
      "llm.input_messages.0.message.contents.1.message_content.image.image.url": "data:image/jpeg;base64,AAAA",
      "llm.input_messages.10.message.role": "tool",
      "llm.input_messages.10.message.content": "18 degrees",
      "llm.input_messages.10.message.tool_call_id": "call-9",
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.contents.0.message_content.type": "tool_use",
      "llm.output_messages.0.message.contents.0.tool_call.id": "call-1",
      "llm.output_messages.0.message.contents.0.tool_call.function.name": "look",
      "llm.output_messages.0.message.contents.0.tool_call.function.arguments": '{"x":1}',
      "llm.output_messages.0.message.tool_calls.0.tool_call.id": "call-1",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "look",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"x":1}',
      "llm.output_messages.1.message.function_call_name": "old",
      "llm.output_messages.1.message.function_call_arguments_json": "not json",
    });
    expect(content.messages).toEqual([
      {
        role: "user",
        parts: [
          text("What is this?"),
          { type: "media", modality: "image", mimeType: "image/jpeg", uri: "data:image/jpeg;base64,AAAA" },
        ],
      },
      { role: "tool", parts: [{ type: "tool_call_response", id: "call-9", response: "18 degrees" }] },
    ]);
    expect(content.outputMessages).toEqual([
      { role: "assistant", parts: [{ type: "tool_call", id: "call-1", name: "look", arguments: { x: 1 } }] },
      { role: "assistant", parts: [{ type: "tool_call", name: "old", arguments: "not json" }] },
    ]);
  });

  test("legacy prompts: flattened beside a prompt name, or as a JSON leaf", () => {
    const content = read({
      "gen_ai.prompt.name": "not a message",
      "gen_ai.prompt.0.role": "user",
      "gen_ai.prompt.0.content": '[{"type":"text","text":"in a list"}]',
      "gen_ai.completion.0.content": "",
      "gen_ai.completion.0.finish_reason": "tool_calls",
      "gen_ai.completion.0.tool_calls.0.name": "f",
      "gen_ai.completion.0.tool_calls.0.arguments": "{}",
    });
    expect(content.messages).toEqual([{ role: "user", parts: [text("in a list")] }]);
    expect(content.outputMessages).toEqual([
      { role: "assistant", parts: [{ type: "tool_call", name: "f", arguments: {} }], finishReason: "tool_calls" },
    ]);
    expect(read({ "gen_ai.prompt": '{"messages":[{"role":"human","content":"leaf"}]}' }).messages).toEqual([
      { role: "user", parts: [text("leaf")] },
    ]);
    expect(read({ "gen_ai.completion": "plain" }).outputMessages).toEqual([
      { role: "assistant", parts: [text("plain")] },
    ]);
  });

  test("events: one per message, or details in several parts", () => {
    const legacy = withEvents(
      ["gen_ai.system.message", { content: "S" }],
      ["gen_ai.user.message", { content: '[{"text":"Bedrock"}]' }],
      ["gen_ai.tool.message", { content: "result", id: "t1" }],
      [
        "gen_ai.choice",
        {
          index: 0,
          finish_reason: "stop",
          message:
            '{"role":"assistant","content":"Done","tool_calls":[{"id":"c","function":{"name":"g","arguments":"{}"}}]}',
        },
      ],
    );
    expect(legacy.messages).toEqual([
      { role: "system", parts: [text("S")] },
      { role: "user", parts: [text("Bedrock")] },
      { role: "tool", parts: [{ type: "tool_call_response", id: "t1", response: "result" }] },
    ]);
    expect(legacy.outputMessages).toEqual([
      {
        role: "assistant",
        parts: [text("Done"), { type: "tool_call", id: "c", name: "g", arguments: {} }],
        finishReason: "stop",
      },
    ]);

    const name = "gen_ai.client.inference.operation.details";
    const details = withEvents(
      [name, { "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "I" }] }] }],
      [
        name,
        {
          "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "text", content: "O" }] }],
          "gen_ai.tool.definitions": [{ name: "t" }],
        },
      ],
    );
    expect([details.messages, details.outputMessages, details.toolDefinitions]).toEqual([
      [{ role: "user", parts: [text("I")] }],
      [{ role: "assistant", parts: [text("O")] }],
      [{ name: "t" }],
    ]);
    expect(details.input?.source).toBe("events.gen_ai.input.messages");
  });

  test("a better carrier is taken whole, lists are never mixed", () => {
    const content = read({
      "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"new"}]}]',
      "gen_ai.prompt.0.role": "user",
      "gen_ai.prompt.0.content": "old",
      "gen_ai.prompt.1.role": "user",
      "gen_ai.prompt.1.content": "older",
    });
    expect(content.messages).toEqual([{ role: "user", parts: [text("new")] }]);
  });

  test("shapes of other makers inside the messages", () => {
    const messages = [
      { role: "user", content: [{ type: "tool_result", tool_use_id: "a1", content: "42" }] },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "t" },
          { type: "tool_use", id: "a1", name: "calc", input: { x: 1 } },
        ],
      },
      {
        role: "model",
        parts: [
          { text: "gemini" },
          { functionCall: { name: "g", args: {} } },
          { inlineData: { mimeType: "audio/wav", data: "AAAA" } },
        ],
      },
      { role: "assistant", content: "qwen", reasoning_content: "thought" },
    ];
    expect(
      read({ "gen_ai.input.messages": JSON.stringify(messages) }).messages.map((message) => message.parts),
    ).toEqual([
      [{ type: "tool_call_response", id: "a1", response: "42" }],
      [
        { type: "reasoning", content: "t" },
        { type: "tool_call", id: "a1", name: "calc", arguments: { x: 1 } },
      ],
      [
        text("gemini"),
        { type: "tool_call", name: "g", arguments: {} },
        { type: "media", modality: "audio", mimeType: "audio/wav" },
      ],
      [{ type: "reasoning", content: "thought" }, text("qwen")],
    ]);
  });

  test("plain text in input.value makes no message, a conversation does", () => {
    expect(read({ "input.value": "hello" }).messages).toEqual([]);
    expect(read({ "input.value": '{"messages":[{"role":"user","content":"hello"}]}' }).messages).toHaveLength(1);
    expect(read({ "input.value": '{"type":"constructor","content":"x"}' }).messages).toEqual([]);
  });
});

describe("documents", () => {
  test("keep their rank across gaps, parse metadata, and never take a distance for a score", () => {
    expect(
      read({
        "retrieval.documents.0.document.id": 7,
        "retrieval.documents.0.document.content": "first",
        "retrieval.documents.0.document.metadata": '{"page":3}',
        "retrieval.documents.3.document.score": "0.25",
      }).documents,
    ).toEqual([
      { rank: 1, id: "7", content: "first", metadata: { page: 3 } },
      { rank: 4, score: 0.25 },
    ]);
    expect(
      read({ "gen_ai.retrieval.documents": '[{"id":"a","content":"c","distance":0.1},"bare"]' }).documents,
    ).toEqual([
      { rank: 1, id: "a", content: "c" },
      { rank: 2, content: "bare" },
    ]);
  });

  test("re-ranked documents come before what went in; a retriever's JSON output is read", () => {
    expect(
      read({
        "reranker.input_documents.0.document.content": "in",
        "reranker.output_documents.0.document.content": "out",
      }).documents,
    ).toEqual([{ rank: 1, content: "out" }]);
    const nodes = '[{"node":{"id_":"n1","text":"llama"},"score":0.5}]';
    expect(read({ "openinference.span.kind": "RETRIEVER", "output.value": nodes }).documents).toEqual([
      { rank: 1, id: "n1", content: "llama", score: 0.5 },
    ]);
    expect(read({ "openinference.span.kind": "CHAIN", "output.value": nodes }).documents).toEqual([]);
  });
});

describe("tools, parameters and raw text", () => {
  test("tool definitions of both conventions", () => {
    const schema = '{"type":"function","function":{"name":"f"}}';
    expect(read({ "llm.tools.0.tool.json_schema": schema }).toolDefinitions).toEqual([JSON.parse(schema)]);
    expect(read({ "gen_ai.tool.definitions": '[{"name":"a"}]' }).toolDefinitions).toEqual([{ name: "a" }]);
    expect(read({ "llm.invocation_parameters": '{"tools":[{"name":"b"}]}' }).toolDefinitions).toEqual([{ name: "b" }]);
  });

  test("parameters under short names, the single attribute wins over the JSON text", () => {
    expect(
      read({
        "llm.invocation_parameters": '{"temperature":0.9,"top_k":4,"model":"m","tools":[]}',
        "gen_ai.request.temperature": 0.1,
        "gen_ai.request.model": "m",
        "gen_ai.request.choice.count": 2,
      }).parameters,
    ).toEqual({ temperature: 0.1, top_k: 4, "choice.count": 2 });
  });

  test("what a tool span ran", () => {
    expect(
      read({
        "gen_ai.tool.name": "f",
        "gen_ai.tool.call.id": "c",
        "gen_ai.tool.call.arguments": '{"a":1}',
        "gen_ai.tool.call.result": "ok",
      }).toolCall,
    ).toEqual({ name: "f", id: "c", arguments: { a: 1 }, result: "ok" });
    expect(read({ "tool.name": "g", "input.value": "raw" }).toolCall).toEqual({ name: "g", arguments: "raw" });
    expect(read({}).toolCall).toBeUndefined();
  });

  test("raw input and output with the key they came from", () => {
    expect(
      read({
        "input.value": "a",
        "gen_ai.input.messages": "[]",
        "output.value": "__REDACTED__",
        "gen_ai.completion.0.content": "b",
      }),
    ).toMatchObject({
      input: { text: "a", source: "input.value" },
      output: { text: '[{"content":"b"}]', source: "gen_ai.completion.N" },
    });
    expect(
      withEvents(["gen_ai.user.message", { content: "one" }], ["gen_ai.user.message", { content: "two" }]).input,
    ).toEqual({ text: "two", source: "events.gen_ai.user.message" });
    expect(read({})).toEqual({ messages: [], outputMessages: [], documents: [], toolDefinitions: [], parameters: {} });
  });
});

describe("pictures that were sent with a message", () => {
  const partsOf = (message: object) =>
    readTestSpan({ "gen_ai.input.messages": JSON.stringify([message]) }).content.messages[0]?.parts;
  const data = "data:image/png;base64,AAAA";

  test.each([
    ["OTel", { role: "user", parts: [{ type: "blob", modality: "image", mime_type: "image/png", content: "AAAA" }] }],
    ["OpenAI", { role: "user", content: [{ type: "image_url", image_url: { url: data } }] }],
    [
      "Anthropic",
      { role: "user", content: [{ type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } }] },
    ],
    ["Gemini", { role: "user", parts: [{ inlineData: { mimeType: "image/png", data: "AAAA" } }] }],
  ])("are kept as %s sends them", (_, message) => {
    expect(partsOf(message)).toEqual([{ type: "media", modality: "image", mimeType: "image/png", uri: data }]);
  });

  test("are named only where they are no pixels, or too many", () => {
    const [svg] =
      partsOf({ role: "user", parts: [{ type: "uri", modality: "image", uri: "data:image/svg+xml;base64,AA" }] }) ?? [];
    expect(svg).toEqual({ type: "media", modality: "image", mimeType: "image/svg+xml" });
    const large = `data:image/png;base64,${"A".repeat(4 * 1024 * 1024)}`;
    expect(mediaPart("image", undefined, large)).not.toHaveProperty("uri");
  });
});
