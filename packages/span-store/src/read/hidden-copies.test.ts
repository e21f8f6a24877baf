import { randomBytes } from "node:crypto";
import type { Grant } from "@plumbline/base/grant";
import { newUuid, type ProjectId, type SpanId, type TraceId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { storeOtlpJson } from "../testing";
import { createSpanReader } from "./create-span-reader";
import { otlpRequest, type TestOrigin, type TestSpan } from "./otlp-builder";
import { type HiddenPart, hiddenParts } from "./types";

const { pool } = await useTestDatabase();
const reader = createSpanReader({ pool });
const idOf = (number: number) => number.toString(16).padStart(16, "0") as SpanId;

const places = ["START", "MIDDLE", "END"] as const;

/** 2,000 characters in lines, with quotes, accents and a marker of the part at each of three places. */
function longText(part: HiddenPart): string {
  const lines = Array.from({ length: 40 }, (_, index) => {
    const place = { 0: "START", 20: "MIDDLE", 39: "END" }[index];
    const filler = `"${part}" café line ${(index * 7919) % 997} tells ${(index * 104_729) % 9973}\n`;
    return place === undefined ? filler : `SECRET-${part.toUpperCase()}-${place} in line ${index * 31} of ${part}\n`;
  });
  return lines.join("").padEnd(2_000, " and more");
}

const secret = {
  inputs: longText("inputs"),
  outputs: longText("outputs"),
  documents: longText("documents"),
  attributes: longText("attributes"),
};

/** How copies come about: cut by a preview or an exporter, wrapped anew, indented, quoted, escaped once and twice. */
const copies: Readonly<Record<string, (text: string) => string>> = {
  "the start": (text) => text.slice(0, 300),
  "a short start": (text) => text.slice(0, 30),
  "the middle": (text) => text.slice(text.indexOf("MIDDLE") - 150, text.indexOf("MIDDLE") + 150),
  "the end": (text) => text.slice(text.indexOf("END") - 30),
  "one line": (text) => text.replace(/\s+/g, " "),
  "an indented text": (text) => text.replace(/^/gm, "    > "),
  "other quotes": (text) => text.replaceAll('"', "'").toUpperCase(),
  "JSON text": (text) => JSON.stringify({ found: [text] }),
  "JSON text in JSON text": (text) => JSON.stringify({ body: JSON.stringify({ found: [text] }) }),
  "ASCII JSON text": (text) => JSON.stringify(text).replaceAll("é", "\\u00e9"),
  "a Python literal": (text) => `'${text.replaceAll("\n", "\\n").replaceAll("é", "\\xe9")}'`,
  "a URL": (text) => `https://example.com/?q=${encodeURIComponent(text)}`,
  "a list of HTML": (text) => `<li>${text.replaceAll('"', "&quot;").replaceAll("é", "&#233;")}</li>`,
};

/** A span of each kind carries its own part openly, and a copy of each secret wherever the other parts are shown. */
function spansWith(copy: (text: string) => string): TestSpan[] {
  const quote = (part: HiddenPart) => `Found: ${copy(secret[part])} -- so it ends`;
  const quoted = (own: HiddenPart) => (own === "documents" ? secret.documents : quote("documents"));
  const answer = `${secret.outputs} ${quoted("outputs")}`;
  const exception = (part: HiddenPart) => ({
    name: "exception",
    attributes: {
      "exception.type": "ValueError",
      "exception.message": quote(part),
      "exception.stacktrace": quote(part),
    },
  });
  return [
    {
      spanId: idOf(1),
      name: "chain",
      attributes: {
        "openinference.span.kind": "CHAIN",
        "input.value": JSON.stringify({ query: secret.inputs }),
        "output.value": quote("documents"),
        "my.library.note": secret.attributes,
        "http.route": JSON.stringify({ note: secret.attributes }),
      },
      status: { code: 2, message: quote("documents") },
      events: [exception("attributes"), { name: quote("inputs"), attributes: { body: quote("outputs") } }],
      links: [
        Object.fromEntries(hiddenParts.map((part) => [`about${part}`, quote(part)])),
        { note: secret.attributes },
      ],
    },
    {
      spanId: idOf(2),
      parentSpanId: idOf(1),
      name: "retriever",
      attributes: {
        "openinference.span.kind": "RETRIEVER",
        "input.value": secret.inputs,
        "output.value": JSON.stringify([{ page_content: secret.documents }]),
        "retrieval.documents.0.document.content": secret.documents,
        "error.type": secret.documents.slice(0, 34).trim(),
      },
      status: { code: 2 },
      events: [exception("documents")],
    },
    {
      spanId: idOf(3),
      parentSpanId: idOf(1),
      name: "llm",
      attributes: {
        "openinference.span.kind": "LLM",
        "llm.input_messages.0.message.role": "user",
        "llm.input_messages.0.message.content": `${quote("documents")} ${secret.inputs}`,
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": answer,
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "search",
        "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": JSON.stringify({
          text: quote("inputs"),
        }),
        "llm.invocation_parameters": JSON.stringify({ stop: [quote("documents")], note: quote("outputs") }),
      },
      status: { code: 2, message: quote("attributes") },
    },
    {
      spanId: idOf(4),
      parentSpanId: idOf(1),
      name: secret.inputs.slice(0, 200),
      attributes: {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "order.get",
        "gen_ai.tool.call.arguments": JSON.stringify({ text: quote("documents"), again: quote("outputs") }),
        "gen_ai.tool.call.result": JSON.stringify({ text: quote("documents"), asked: quote("inputs") }),
      },
    },
    {
      spanId: idOf(5),
      parentSpanId: idOf(1),
      name: "chat",
      attributes: {
        "gen_ai.operation.name": "chat",
        "gen_ai.input.messages": JSON.stringify([
          { role: "user", parts: [{ type: "tool_call_response", id: "1", response: { text: quote("outputs") } }] },
          { role: "tool", parts: [{ type: "tool_call_response", id: "2", response: quote("documents") }] },
          {
            role: "user",
            parts: [
              { type: "text", content: quote("outputs") },
              { type: "odd", note: quote("inputs") },
            ],
          },
        ]),
        "gen_ai.output.messages": JSON.stringify([
          { role: "assistant", parts: [{ type: "text", content: quote("inputs") }], finish_reason: "stop" },
        ]),
      },
    },
  ];
}

/** The same around the spans: in the resource, whose service name is shown, and in the scope. */
function originWith(copy: (text: string) => string, shown: HiddenPart = "documents"): TestOrigin {
  const quotes = Object.fromEntries(hiddenParts.map((part) => [`about${part}`, `Found: ${copy(secret[part])}`]));
  // Four words or fewer would be a name, which is shown.
  const name = `a name that quotes ${copy(secret[shown])}`;
  return { service: name, resource: quotes, scope: { name, version: name, attributes: quotes } };
}

async function share(spans: readonly TestSpan[], origin: TestOrigin = {}): Promise<Grant<"trace:read-shared">> {
  const projectId = newUuid() as ProjectId;
  const traceId = randomBytes(16).toString("hex") as TraceId;
  await storeOtlpJson(pool, projectId, otlpRequest(traceId, spans, origin));
  const principal = { kind: "share", ticketId: newUuid(), projectId, traceId };
  return { permission: "trace:read-shared", projectId, principal, traceId } as unknown as Grant<"trace:read-shared">;
}

/** Everything that a share session can be told, as text. */
async function everyAnswer(grant: Grant<"trace:read-shared">, hidden: readonly HiddenPart[]): Promise<string> {
  const trace = await reader.getSharedTrace(grant, hidden);
  const spans = await Promise.all(trace.spans.map((span) => reader.getSharedSpan(grant, span.spanId, hidden)));
  return JSON.stringify({ trace, spans }, (_, value) => (typeof value === "bigint" ? value.toString() : value));
}

const markersOf = (part: HiddenPart) => places.map((place) => `SECRET-${part.toUpperCase()}-${place}`);
const markersIn = (answer: string, parts: readonly HiddenPart[]) =>
  parts.flatMap(markersOf).filter((marker) => answer.toUpperCase().includes(marker));

function subsets(): HiddenPart[][] {
  let sets: HiddenPart[][] = [[]];
  for (const part of hiddenParts) sets = [...sets, ...sets.map((set) => [...set, part])];
  return sets.filter((set) => set.length > 0);
}

describe.each(Object.entries(copies))("a hidden text of which %s stands elsewhere", (name, copy) => {
  let grant: Grant<"trace:read-shared">;
  beforeAll(async () => {
    grant = await share(spansWith(copy), originWith(copy));
  });

  test("is told where nothing is hidden", async () => {
    expect(markersIn(await everyAnswer(grant, []), hiddenParts)).toEqual(hiddenParts.flatMap(markersOf));
  });

  // How a copy is known does not depend on the set: one kind of copy is asked for every set, each for single parts and all.
  const asked = subsets().filter(
    (set) => name === "the start" || set.length === 1 || set.length === hiddenParts.length,
  );
  test.each(asked.map((hidden) => [hidden.join(", "), hidden] as const))(
    "is told by no answer that hides %s",
    async (_, hidden) => {
      expect(markersIn(await everyAnswer(grant, hidden), hidden)).toEqual([]);
    },
  );
});

describe.each(hiddenParts)("names around the spans that quote %s", (part) => {
  test.each(Object.entries(copies))("as %s are not told where these are hidden", async (_, copy) => {
    const grant = await share(spansWith(copy), originWith(copy, part));
    expect(markersIn(await everyAnswer(grant, [part]), [part])).toEqual([]);
  });
});

describe("a text that stands only in attributes of", () => {
  const keys: Readonly<Record<HiddenPart, string>> = {
    inputs: "input.value",
    outputs: "output.value",
    documents: "retrieval.documents.0.document.content",
    attributes: "my.library.note",
  };
  const places: Readonly<
    Record<string, (attributes: Record<string, string>) => { span?: Partial<TestSpan>; origin?: TestOrigin }>
  > = {
    "a link": (attributes) => ({ span: { links: [{}, attributes] } }),
    "an event": (attributes) => ({ span: { events: [{ name: "custom", attributes }] } }),
    "the resource": (attributes) => ({ origin: { resource: attributes } }),
    "the scope": (attributes) => ({ origin: { scope: { attributes } } }),
  };
  const cases = Object.entries(places).flatMap(([place, put]) =>
    hiddenParts.map((part) => [place, part, put({ [keys[part]]: secret[part] })] as const),
  );

  test.each(cases)("%s is not told by a copy elsewhere, where %s are hidden", async (_, part, { span, origin }) => {
    const quote = `Found: ${secret[part].replaceAll("\n", " ").slice(5)} -- so it ends`;
    const quoting: TestSpan = {
      spanId: idOf(2),
      name: quote,
      attributes: {
        "openinference.span.kind": "LLM",
        // Where it is shown, and so does not make the copy known by itself.
        "llm.input_messages.0.message.role": "user",
        "llm.input_messages.0.message.content": part === "inputs" ? "Go on" : quote,
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": part === "outputs" ? "Done" : quote,
      },
      status: { code: 2, message: quote },
    };
    const grant = await share([{ spanId: idOf(1), ...span }, quoting], origin);
    expect(markersIn(await everyAnswer(grant, []), [part])).toEqual(markersOf(part));
    expect(markersIn(await everyAnswer(grant, [part]), [part])).toEqual([]);
  });
});

test("previews and errors of a trace that hides documents tell what is not of the documents", async () => {
  const grant = await share(spansWith((text) => text));
  const { trace, spans } = await reader.getSharedTrace(grant, ["documents"]);
  expect(trace.outputPreview).toMatch(/^Found: \[hidden\]\s+-- so it ends$/);
  expect(trace.inputPreview).toContain("SECRET-INPUTS-START");
  expect(spans[0]?.errorMessage).toMatch(/^Found: \[hidden\]/);
  const retriever = await reader.getSharedSpan(grant, idOf(2), ["documents"]);
  expect(retriever.facts).not.toHaveProperty("outputPreview");
  expect(retriever.facts.inputPreview).toContain("SECRET-INPUTS-START");
});

describe("what one part shows stays readable where another is hidden:", () => {
  const document = "The museum opens its doors at nine in the morning and closes at six in the evening.";
  const question = "When does the museum on the hill close today, and what does it cost?";
  const answer = "According to the guide you were given, that would be six, and entry is free of charge.";
  const spans: TestSpan[] = [
    {
      spanId: idOf(1),
      name: "answer_a_question",
      attributes: {
        "openinference.span.kind": "CHAIN",
        "input.value": JSON.stringify({ query: question }),
        "output.value": JSON.stringify({ query: question, result: answer }),
      },
    },
    {
      spanId: idOf(2),
      parentSpanId: idOf(1),
      attributes: {
        "openinference.span.kind": "RETRIEVER",
        "input.value": question,
        "output.value": JSON.stringify([{ page_content: document }]),
        "retrieval.documents.0.document.content": document,
      },
    },
    {
      spanId: idOf(3),
      parentSpanId: idOf(1),
      attributes: {
        "openinference.span.kind": "LLM",
        "input.value": JSON.stringify([{ role: "user", content: `Context: ${document}\nQuestion: ${question}` }]),
        "output.value": answer,
        "other.library.input": question,
      },
    },
  ];

  test.each([
    ["inputs", [document, answer]],
    ["outputs", [question, document]],
    ["documents", [question, answer]],
    ["attributes", [question, document, answer]],
  ] as const)("%s", async (hidden, shown) => {
    const grant = await share(spans);
    const contents = await Promise.all(
      [1, 2, 3].map(async (number) => (await reader.getSharedSpan(grant, idOf(number), [hidden])).content),
    );
    for (const text of shown) expect(JSON.stringify(contents)).toContain(text);
  });
});
