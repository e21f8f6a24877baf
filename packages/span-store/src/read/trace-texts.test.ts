import { randomBytes } from "node:crypto";
import { newUuid, type ProjectId, type TraceId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { expect, test } from "vitest";
import { storeOtlpJson } from "../testing";
import { traceTextCharsMax } from "./session-types";
import { readTraceTexts } from "./trace-texts";

const { pool } = await useTestDatabase();
const projectId = newUuid() as ProjectId;

async function store(...spans: { id: number; parent?: number; at?: number; attributes: Record<string, string> }[]) {
  const traceId = randomBytes(16).toString("hex") as TraceId;
  const nano = (second: number) => `${1_790_000_000 + second}000000000`;
  await storeOtlpJson(pool, projectId, {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: spans.map(({ id, parent, at = id, attributes }) => ({
              traceId,
              spanId: idOf(id),
              ...(parent === undefined ? {} : { parentSpanId: idOf(parent) }),
              name: `span ${id}`,
              startTimeUnixNano: nano(at),
              endTimeUnixNano: nano(at + 1),
              attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
            })),
          },
        ],
      },
    ],
  });
  return traceId;
}

const idOf = (id: number) => id.toString(16).padStart(16, "0");

test("a long text comes whole, with its line breaks, and names its span", async () => {
  const question = `What is new?\n\n${"Tell me everything. ".repeat(60)}`;
  const traceId = await store(
    { id: 1, attributes: { "input.value": question, "output.value": "Nothing\nat all." } },
    { id: 2, parent: 1, attributes: { "input.value": "inside", "output.value": "inside" } },
  );
  expect(await readTraceTexts(pool, projectId, traceId)).toEqual({
    input: { spanId: idOf(1), text: question, isCut: false },
    output: { spanId: idOf(1), text: "Nothing\nat all.", isCut: false },
  });
});

test("the text that stands out of a JSON request is taken, as in the preview", async () => {
  const traceId = await store({
    id: 1,
    attributes: { "input.value": JSON.stringify({ user: 7, question: "Line one\nline two" }) },
  });
  const { input, output } = await readTraceTexts(pool, projectId, traceId);
  expect(input?.text).toBe("Line one\nline two");
  expect(output).toBeNull();
});

test("without a root the texts come from the span that speaks for the trace, input and output from different ones", async () => {
  const traceId = await store(
    {
      id: 3,
      parent: 9,
      attributes: { "openinference.span.kind": "LLM", "input.value": "first", "output.value": "early" },
    },
    {
      id: 4,
      parent: 9,
      attributes: { "openinference.span.kind": "LLM", "input.value": "second", "output.value": "late" },
    },
  );
  expect(await readTraceTexts(pool, projectId, traceId)).toMatchObject({
    input: { spanId: idOf(3), text: "first" },
    output: { spanId: idOf(4), text: "late" },
  });
});

test("of spans that began in the same millisecond the one that has the previewed text is named", async () => {
  const attributes = (text: string) => ({ "openinference.span.kind": "LLM", "input.value": text });
  const traceId = await store(
    { id: 5, parent: 9, at: 5, attributes: attributes("b") },
    { id: 6, parent: 9, at: 5, attributes: attributes("a") },
  );
  expect((await readTraceTexts(pool, projectId, traceId)).input).toMatchObject({ spanId: idOf(6), text: "a" });
});

test("a text beyond the limit is cut and says so", async () => {
  const traceId = await store({ id: 1, attributes: { "input.value": "x".repeat(traceTextCharsMax + 1) } });
  const { input } = await readTraceTexts(pool, projectId, traceId);
  expect([input?.text.length, input?.isCut]).toEqual([traceTextCharsMax, true]);
});

test("a trace that is not there is not found", async () => {
  await expect(readTraceTexts(pool, projectId, "ab".repeat(16) as TraceId)).rejects.toMatchObject({
    code: "resource.not_found",
  });
});
