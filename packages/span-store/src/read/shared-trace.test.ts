import { randomBytes } from "node:crypto";
import type { Grant } from "@plumbline/base/grant";
import { newUuid, type ProjectId, type SpanId, type TraceId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { describe, expect, test } from "vitest";
import { writeEvaluationSummary } from "../evaluation-summary";
import { storeOtlpJson } from "../testing";
import { createSpanReader } from "./create-span-reader";
import { otlpRequest, type TestSpan } from "./otlp-builder";
import { type HiddenPart, hiddenParts } from "./types";

const { pool } = await useTestDatabase();
const reader = createSpanReader({ pool });
const idOf = (number: number) => number.toString(16).padStart(16, "0") as SpanId;

function sharedGrant(projectId: ProjectId, traceId?: TraceId): Grant<"trace:read-shared"> {
  const principal = { kind: "share", ticketId: newUuid(), projectId, traceId };
  return { permission: "trace:read-shared", projectId, principal, traceId } as unknown as Grant<"trace:read-shared">;
}

/** A marker says which part it belongs to; `x` marks what is hidden with any part, `error` what quotes inputs and outputs. */
const marker = {
  inputs: "MARKER-INPUTS what is the secret question",
  outputs: "MARKER-OUTPUTS this is the secret answer",
  documents: "MARKER-DOCUMENTS the manual says so on page twelve",
  attributes: "MARKER-ATTRIBUTES",
  unknown: "MARKER-UNKNOWN-value",
  error: "MARKER-ERROR-value",
  stack: "MARKER-STACK-value",
  user: "MARKER-USER-value",
  judge: "MARKER-JUDGE-value",
} as const;
type Marker = keyof typeof marker;

const chat: TestSpan = {
  spanId: idOf(1),
  name: "ChatTongyi",
  attributes: {
    "openinference.span.kind": "LLM",
    "llm.model_name": "qwen-max",
    "llm.provider": "aliyun",
    "llm.token_count.prompt": 17,
    "input.value": marker.inputs,
    "output.value": marker.outputs,
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": `Answer from: ${marker.documents} and nothing else.`,
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.content": marker.inputs,
    "llm.input_messages.2.message.role": "assistant",
    "llm.input_messages.2.message.content": marker.outputs,
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": `${marker.outputs}. You asked: ${marker.inputs}`,
    "llm.invocation_parameters": JSON.stringify({ stop: marker.inputs }),
    "session.id": marker.user,
    "user.id": marker.user,
    "deployment.environment.name": marker.attributes,
    "http.route": marker.attributes,
    "my.library.prompt_copy": marker.unknown,
    metadata: JSON.stringify({ note: marker.unknown }),
  },
  status: { code: 2, message: marker.error },
  events: [
    {
      name: "exception",
      attributes: {
        "exception.type": "ReadTimeout",
        "exception.message": marker.error,
        "exception.stacktrace": marker.stack,
      },
    },
    { name: "gen_ai.content.prompt", attributes: { "gen_ai.prompt": marker.inputs, other: marker.unknown } },
    { name: marker.unknown, attributes: { body: marker.unknown } },
  ],
};

const retriever: TestSpan = {
  spanId: idOf(2),
  parentSpanId: idOf(1),
  name: "retrieve",
  attributes: {
    "openinference.span.kind": "RETRIEVER",
    "input.value": marker.inputs,
    "output.value": JSON.stringify([{ page_content: marker.documents }]),
    "retrieval.documents.0.document.content": marker.documents,
    "retrieval.documents.0.document.metadata": JSON.stringify({ source: marker.unknown }),
    "retrieval.documents.0.document.score": 1,
  },
};

/** The same by another convention. */
const genaiChat: TestSpan = {
  spanId: idOf(3),
  parentSpanId: idOf(1),
  name: "chat",
  attributes: {
    "gen_ai.operation.name": "chat",
    "gen_ai.system_instructions": JSON.stringify([{ type: "text", content: marker.inputs }]),
    "gen_ai.input.messages": JSON.stringify([{ role: "user", parts: [{ type: "text", content: marker.inputs }] }]),
    "gen_ai.output.messages": JSON.stringify([
      { role: "assistant", parts: [{ type: "text", content: marker.outputs }], finish_reason: "stop" },
    ]),
    "gen_ai.tool.definitions": JSON.stringify([{ name: "search", description: marker.inputs }]),
  },
};

const tool: TestSpan = {
  spanId: idOf(4),
  parentSpanId: idOf(1),
  name: "execute_tool order.get",
  attributes: {
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": "order.get",
    "gen_ai.tool.description": marker.unknown,
    "gen_ai.tool.call.arguments": JSON.stringify({ query: marker.inputs }),
    "gen_ai.tool.call.result": JSON.stringify({ found: marker.outputs }),
  },
};

async function shareTrace() {
  const projectId = newUuid() as ProjectId;
  const traceId = randomBytes(16).toString("hex") as TraceId;
  await storeOtlpJson(pool, projectId, otlpRequest(traceId, [chat, retriever, genaiChat, tool]));
  await writeEvaluationSummary(pool, projectId, traceId, {
    evaluationId: newUuid(),
    state: "failed",
    chip: marker.judge,
    judgeName: marker.judge,
    isStandIn: false,
    scores: [],
    finishedAt: null,
  });
  return { grant: sharedGrant(projectId, traceId), traceId };
}

/** Everything that a share session can be told, as text. */
async function everyAnswer(hidden: readonly HiddenPart[]): Promise<string> {
  const { grant } = await shareTrace();
  const trace = await reader.getSharedTrace(grant, hidden);
  const spans = await Promise.all(trace.spans.map((span) => reader.getSharedSpan(grant, span.spanId, hidden)));
  return JSON.stringify({ trace, spans }, (_, value) => (typeof value === "bigint" ? value.toString() : value));
}

function markersIn(answer: string): Marker[] {
  return (Object.keys(marker) as Marker[]).filter((name) => answer.includes(`MARKER-${name.toUpperCase()}`));
}

function subsets(): HiddenPart[][] {
  let sets: HiddenPart[][] = [[]];
  for (const part of hiddenParts) sets = [...sets, ...sets.map((set) => [...set, part])];
  return sets;
}

describe("a shared trace that hides", () => {
  test("nothing shows everything but the project's own judgement", async () => {
    const shown = markersIn(await everyAnswer([]));
    expect(shown).toEqual(["inputs", "outputs", "documents", "attributes", "unknown", "error", "stack", "user"]);
  });

  test.each(
    subsets()
      .filter((set) => set.length > 0)
      .map((set) => [set.join(", "), set] as const),
  )("%s lets none of it out, in any field of any answer", async (_, hidden) => {
    const shown = new Set(markersIn(await everyAnswer(hidden)));
    for (const part of hidden) expect(shown).not.toContain(part);
    // Attributes that no convention knows, and stack traces, may hold anything.
    expect(shown).not.toContain("unknown");
    expect(shown).not.toContain("stack");
    expect(shown).not.toContain("judge");
    if (hidden.includes("inputs") || hidden.includes("outputs")) expect(shown).not.toContain("error");
    if (hidden.includes("attributes")) expect(shown).not.toContain("user");
  });

  test("documents keeps inputs and outputs readable, with the documents' text taken out of the prompt", async () => {
    const { grant } = await shareTrace();
    const { content } = await reader.getSharedSpan(grant, idOf(1), ["documents"]);
    expect(JSON.stringify(content.messages)).toContain("Answer from: [hidden] and nothing else.");
    expect(content.input?.text).toBe(marker.inputs);
    const search = await reader.getSharedSpan(grant, idOf(2), ["documents"]);
    expect(search.content.documents).toEqual([]);
    expect(search.content.output).toBeUndefined();
  });

  test("everything still shows structure: names, kinds, times, models, tokens and the type of the error", async () => {
    const { grant, traceId } = await shareTrace();
    const { trace, spans } = await reader.getSharedTrace(grant, hiddenParts);
    expect(trace).toMatchObject({ traceId, status: "error", spanCount: 4, inputPreview: null, evaluation: null });
    expect(spans).toMatchObject([
      { name: "ChatTongyi", kind: "LLM", model: "qwen-max", inputTokens: 17, errorMessage: null },
      { name: "retrieve", kind: "RETRIEVER" },
      { name: "chat", kind: "LLM" },
      { kind: "TOOL" },
    ]);
    const span = await reader.getSharedSpan(grant, idOf(1), hiddenParts);
    expect(span.document.status).toEqual({ code: "ERROR" });
    expect(span.document.attributes).toEqual({});
    expect(span.facts).toMatchObject({ kind: "LLM", inputTokens: 17 });
  });

  test("inputs keeps the attributes that say model and tokens", async () => {
    const { grant } = await shareTrace();
    const { flatAttributes } = await reader.getSharedSpan(grant, idOf(1), ["inputs"]);
    expect(flatAttributes).toMatchObject({ "llm.model_name": "qwen-max", "llm.token_count.prompt": 17 });
    expect(Object.keys(flatAttributes)).not.toContain("input.value");
  });
});

describe("a shared trace that grows while it is looked at", () => {
  const document = "The secret manual says that the red valve opens to the left, never to the right.";
  const quote = `It is said: ${document} So be careful.`;
  const quoting = (spanId: SpanId, extra: Partial<TestSpan> = {}): TestSpan => ({
    spanId,
    name: "chat",
    attributes: {
      "openinference.span.kind": "LLM",
      "llm.output_messages.0.message.role": "assistant",
      "llm.output_messages.0.message.content": quote,
    },
    status: { code: 2, message: quote },
    ...extra,
  });
  const finding = (spanId: SpanId, text: string, extra: Partial<TestSpan> = {}): TestSpan => ({
    spanId,
    name: "retrieve",
    attributes: { "openinference.span.kind": "RETRIEVER", "retrieval.documents.0.document.content": text },
    ...extra,
  });

  async function growing(first: readonly TestSpan[]) {
    const projectId = newUuid() as ProjectId;
    const traceId = randomBytes(16).toString("hex") as TraceId;
    const grant = sharedGrant(projectId, traceId);
    const add = (spans: readonly TestSpan[]) => storeOtlpJson(pool, projectId, otlpRequest(traceId, spans));
    await add(first);
    const look = async () => {
      const trace = await reader.getSharedTrace(grant, ["documents"]);
      const spans = await Promise.all(
        trace.spans.map(({ spanId }) => reader.getSharedSpan(grant, spanId, ["documents"])),
      );
      return JSON.stringify({ trace, spans }, (_, value) => (typeof value === "bigint" ? value.toString() : value));
    };
    return { add, look, grant };
  }

  test("hides what a span that arrived last made known, in itself and in every older one", async () => {
    const { add, look } = await growing([quoting(idOf(1))]);
    // Nothing says yet that it is a document; now the answer is remembered.
    expect(await look()).toContain("red valve");
    expect(await look()).toContain("red valve");
    await add([finding(idOf(2), document), quoting(idOf(3))]);
    const answer = await look();
    expect(answer).toContain("[hidden]");
    expect(answer).not.toContain("red valve");
    expect(await look()).toBe(answer);
  });

  test("hides it for the first to ask, be it for the tree or for one span, also where many ask at once", async () => {
    const { add, look, grant } = await growing([quoting(idOf(1))]);
    await look();
    await add([finding(idOf(2), document)]);
    const asked = [1, 2, 3, 4].map(() => reader.getSharedSpan(grant, idOf(1), ["documents"]));
    for (const { content } of await Promise.all(asked)) {
      expect(content.outputMessages).toMatchObject([{ parts: [{ content: "It is said: [hidden]. So be careful." }] }]);
    }
    const other = await growing([quoting(idOf(1))]);
    await other.look();
    await other.add([finding(idOf(2), document)]);
    const { spans } = await reader.getSharedTrace(other.grant, ["documents"]);
    expect(spans.map(({ errorMessage }) => errorMessage)).toContain("It is said: [hidden]. So be careful.");
  });

  test("hides what a better version of a known span made known, and what only the replaced one held", async () => {
    const earlier = "An earlier secret page tells that the blue valve opens to the right on Sundays.";
    const { add, look } = await growing([
      quoting(idOf(1)),
      quoting(idOf(3), { status: { code: 2, message: `Read: ${earlier}` } }),
      finding(idOf(2), earlier, { endNano: 0n }),
    ]);
    expect(await look()).toContain("red valve");
    await add([finding(idOf(2), document)]);
    const answer = await look();
    expect(answer).not.toContain("red valve");
    expect(answer).not.toContain("blue valve");
  });

  test("is not mixed up with what another link hides, nor with the same trace id in another project", async () => {
    const { look, grant } = await growing([quoting(idOf(1)), finding(idOf(2), document)]);
    expect(await look()).not.toContain("red valve");
    const withInputsHidden = await reader.getSharedSpan(grant, idOf(1), ["inputs"]);
    expect(JSON.stringify(withInputsHidden.content)).toContain("red valve");
    const project = newUuid() as ProjectId;
    const { traceId } = grant;
    if (traceId === undefined) throw new Error("The grant carries no trace id.");
    await storeOtlpJson(pool, project, otlpRequest(traceId, [quoting(idOf(1))]));
    const elsewhere = await reader.getSharedSpan(sharedGrant(project, traceId), idOf(1), ["documents"]);
    expect(JSON.stringify(elsewhere.content)).toContain("red valve");
    expect(await look()).not.toContain("red valve");
  });
});

test("a share session reads its own trace only: there is no way to name another", async () => {
  const { grant } = await shareTrace();
  const other = await shareTrace();
  const otherSpan = randomBytes(8).toString("hex") as SpanId;
  await storeOtlpJson(pool, other.grant.projectId, otlpRequest(other.traceId, [{ spanId: otherSpan }]));
  await expect(reader.getSharedSpan(grant, otherSpan, [])).rejects.toMatchObject({ code: "resource.not_found" });
  const empty = sharedGrant(grant.projectId);
  await expect(reader.getSharedTrace(empty, [])).rejects.toMatchObject({ code: "auth.forbidden" });
});
