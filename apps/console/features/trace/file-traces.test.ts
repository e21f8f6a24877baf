import { jaegerTrace } from "@plumbline/fixtures/jaeger-trace";
import { createRagTraces, ragRequest } from "@plumbline/fixtures/rag-traces";
import { describe, expect, test } from "vitest";
import { fileTraceSource } from "./file-source";
import { readTraceFile } from "./file-traces";
import { buildTraceModel } from "./trace-model";

const rag = createRagTraces(11);
const request = ragRequest([rag.next(1_790_000_000_000_000_000n), rag.next(1_790_000_009_000_000_000n)]);
const signal = new AbortController().signal;

function tracesOf(text: string) {
  const reading = readTraceFile(text);
  if (!reading.ok) throw new Error(reading.message);
  return reading.traces;
}

describe("a file of OTLP/JSON", () => {
  test("is shown as its traces, with totals, call chain and contents", async () => {
    const traces = tracesOf(JSON.stringify(request));
    expect(traces).toHaveLength(2);
    const [first] = traces;
    expect(first?.tree.trace).toMatchObject({
      name: "RetrievalQA",
      spanCount: 8,
      isIncomplete: false,
      evaluation: null,
    });
    expect(first?.tree.trace.tokens?.total).toBeGreaterThan(0);
    if (first === undefined) return;
    const model = buildTraceModel(first.tree);
    expect(model.spans.map(({ kind }) => kind)).toContain("RETRIEVER");
    const source = fileTraceSource(first, "1");
    const root = model.spans[0]?.spanId ?? "";
    expect((await source.loadSpan(root, signal)).document.name).toBe("RetrievalQA");
    expect(await source.loadTexts([root, "ffffffffffffffff"], signal)).toHaveLength(1);
    expect(source.neighbours).toBeUndefined();
  });

  test("may have one request per line", () => {
    const line = JSON.stringify(request);
    expect(tracesOf(`${line}\n${line}\n`)).toHaveLength(2);
  });
});

test("a Jaeger download is shown like any other trace", () => {
  const [trace] = tracesOf(JSON.stringify(jaegerTrace));
  expect(trace?.tree.trace).toMatchObject({
    application: "helpdesk",
    name: "POST /answer",
    status: "error",
    errorCount: 2,
  });
  expect(trace?.tree.trace.startTime).toMatch(/^2025-11-22T/);
});

describe("a file that cannot be shown says why", () => {
  test.each([
    ["\u0000\u0001", /not JSON/],
    ["{}", /neither OTLP/],
    ['{"resourceSpans":[]}', /no span/],
    ['{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz"}]}]}]}', /no span/],
    ["[1,2]", /neither OTLP/],
  ])("%j", (text, message) => {
    expect(readTraceFile(text)).toMatchObject({ ok: false, message: expect.stringMatching(message) });
  });
});
