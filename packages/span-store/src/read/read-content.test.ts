import { randomBytes } from "node:crypto";
import type { Grant, Permission } from "@plumbline/base/grant";
import { newUuid, type ProjectId, type SpanId, type TraceId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { decodeTraces } from "@plumbline/otlp/decode-traces";
import { describe, expect, test } from "vitest";
import { writeEvaluationSummary } from "../evaluation-summary";
import { storeOtlpJson } from "../testing";
import { createSpanReader } from "./create-span-reader";
import { otlpRequest, type TestSpan } from "./otlp-builder";
import { where } from "./test-rows";
import type { EvaluationSummary } from "./types";

const { pool } = await useTestDatabase();
const reader = createSpanReader({ pool });

/** Only packages/access makes grants, and no store package may import it. */
function grantFor<P extends Permission>(permission: P, projectId: ProjectId): Grant<P> {
  return { permission, projectId, principal: { kind: "system", job: "test" } } as unknown as Grant<P>;
}

const newTraceId = () => randomBytes(16).toString("hex") as TraceId;
const idOf = (number: number) => number.toString(16).padStart(16, "0") as SpanId;

async function stored(...flushes: (readonly TestSpan[])[]) {
  const projectId = newUuid() as ProjectId;
  const traceId = newTraceId();
  for (const spans of flushes) await storeOtlpJson(pool, projectId, otlpRequest(traceId, spans));
  return { projectId, traceId, read: grantFor("trace:read", projectId) };
}

test("a trace's rows come by start time with offsets, and a span's content comes from the stored bytes", async () => {
  const start = 1_795_262_400_000_000_000n;
  const { traceId, read } = await stored([
    {
      spanId: idOf(2),
      parentSpanId: idOf(1),
      name: "ChatTongyi",
      startNano: start + 5_000_123n,
      attributes: { "llm.model_name": "qwen-max" },
    },
    {
      spanId: idOf(1),
      name: "answer",
      startNano: start,
      endNano: start + 9_000_000n,
      attributes: { "input.value": "Is it in stock?" },
    },
  ]);
  const { trace, spans } = await reader.getTrace(read, traceId);
  expect(trace).toMatchObject({ traceId, name: "answer", spanCount: 2, durationNs: 9_000_000n });
  expect(spans).toMatchObject([
    { spanId: idOf(1), parentSpanId: null, name: "answer", offsetUs: 0, durationNs: 9_000_000n },
    { spanId: idOf(2), parentSpanId: idOf(1), name: "ChatTongyi", offsetUs: 5000.123, model: "qwen-max" },
  ]);
  const span = await reader.getSpan(read, traceId, idOf(1));
  expect(span.content.input?.text).toBe("Is it in stock?");
  expect(span.document).toMatchObject({ name: "answer", trace_id: traceId, span_id: idOf(1) });
});

describe("of two versions of a span", () => {
  const start = 1_795_262_400_000_000_000n;
  const running: TestSpan = { spanId: idOf(1), startNano: start, endNano: 0n, attributes: { "input.value": "first" } };
  const ended: TestSpan = { ...running, endNano: start + 5n, attributes: { "input.value": "second" } };
  const richer: TestSpan = { ...ended, attributes: { "input.value": "third", "output.value": "done" } };

  const orders: [string, readonly TestSpan[]][] = [
    ["in order", [running, ended, richer]],
    ["in reverse", [richer, ended, running]],
    ["mixed, with repeats", [ended, richer, running, ended, richer]],
  ];
  test.each(orders)("the better one is read, whichever came first: %s", async (_, versions) => {
    const { traceId, read } = await stored(...versions.map((version) => [version]));
    const { spans } = await reader.getTrace(read, traceId);
    expect(spans).toHaveLength(1);
    expect(spans[0]?.durationNs).toBe(5n);
    const { content } = await reader.getSpan(read, traceId, idOf(1));
    expect(content.input?.text).toBe("third");
    expect(content.output?.text).toBe("done");
  });

  test("row and content agree where versions differ in one value only, or in their start", async () => {
    const twin = (text: string): TestSpan => ({ ...ended, name: text, attributes: { "input.value": text } });
    const early: TestSpan = { ...ended, spanId: idOf(2), name: "early", startNano: start - 7_000_000n, endNano: start };
    const late: TestSpan = {
      ...ended,
      spanId: idOf(2),
      name: "late",
      startNano: start - 3_000_000n,
      endNano: start + 9n,
    };
    const { traceId, read } = await stored([twin("a")], [twin("b"), early], [late], [twin("a")]);
    const { spans } = await reader.getTrace(read, traceId);
    expect(spans.map((span) => span.spanId).sort()).toEqual([idOf(1), idOf(2)]);
    for (const row of spans) {
      const { document } = await reader.getSpan(read, traceId, row.spanId);
      expect(document.name).toBe(row.name);
    }
    expect(spans.find((span) => span.spanId === idOf(2))?.name).toBe("late");
  });
});

test("contents can be asked for by name or id, over any number of flushes", async () => {
  const flushes = Array.from({ length: 20 }, (_, flush) => [
    { spanId: idOf(flush * 2 + 1), name: "retrieve", startNano: 1_795_262_400_000_000_000n + BigInt(flush) },
    { spanId: idOf(flush * 2 + 2), name: "generate", startNano: 1_795_262_400_000_000_000n + BigInt(flush) },
  ]);
  const { traceId, read, projectId } = await stored(...flushes);
  const byName = await reader.readTraceContent(read, traceId, { spanNames: ["retrieve"] });
  expect([...byName.spans.keys()]).toEqual(flushes.map((_, flush) => idOf(flush * 2 + 1)));
  expect([...byName.spans.values()].every((span) => span.document.name === "retrieve")).toBe(true);
  const byId = await reader.readTraceContent(read, traceId, { spanIds: [idOf(3), idOf(4), idOf(999)] });
  expect([...byId.spans.keys()]).toEqual([idOf(3), idOf(4)]);
  const all = await reader.readTraceContent(grantFor("evaluation:run", projectId), traceId);
  expect(all.spans.size).toBe(40);
  const none = await reader.readTraceContent(read, traceId, { spanNames: [] });
  expect(none.spans.size).toBe(0);
});

test("an export is one OTLP message that holds every span as it came", async () => {
  const { traceId, read } = await stored([{ spanId: idOf(1), attributes: { custom: "kept" } }], [{ spanId: idOf(2) }]);
  const pieces: Uint8Array[] = [];
  for await (const piece of await reader.exportTrace(read, traceId)) pieces.push(piece);
  const spans = decodeTraces(Buffer.concat(pieces)).flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap((scope) => scope.spans),
  );
  expect(spans.map((span) => span.spanId).sort()).toEqual([idOf(1), idOf(2)]);
  expect(spans.find((span) => span.spanId === idOf(1))?.attributes).toMatchObject({ custom: "kept" });
});

test("an unknown trace, an unknown span and another project's trace are not found", async () => {
  const { traceId, read } = await stored([{ spanId: idOf(1) }]);
  const stranger = grantFor("trace:read", newUuid() as ProjectId);
  const refused = { code: "resource.not_found" };
  await expect(reader.getTrace(stranger, traceId)).rejects.toMatchObject(refused);
  await expect(reader.getTrace(read, newTraceId())).rejects.toMatchObject(refused);
  await expect(reader.getSpan(stranger, traceId, idOf(1))).rejects.toMatchObject(refused);
  await expect(reader.getSpan(read, traceId, idOf(9))).rejects.toMatchObject({ ...refused, field: "spanId" });
  await expect(reader.readTraceContent(stranger, traceId)).rejects.toMatchObject(refused);
  await expect(reader.exportTrace(stranger, traceId)).rejects.toMatchObject(refused);
  await expect(reader.requireTrace(grantFor("share:create", newUuid() as ProjectId), traceId)).rejects.toMatchObject(
    refused,
  );
});

test("spans before, at and after midnight are one trace", async () => {
  const midnight = 1_795_219_200_000_000_000n;
  const { traceId, read } = await stored([
    { spanId: idOf(1), startNano: midnight - 1_000_000_000n, endNano: midnight + 9_000_000_000n },
    { spanId: idOf(2), parentSpanId: idOf(1), startNano: midnight },
    { spanId: idOf(3), parentSpanId: idOf(1), startNano: midnight + 5_000_000_000n },
  ]);
  expect((await reader.getTrace(read, traceId)).spans).toHaveLength(3);
  expect((await reader.readTraceContent(read, traceId)).spans.size).toBe(3);
});

test("an evaluation summary replaces an older one and never a newer one", async () => {
  const { traceId, projectId, read } = await stored([{ spanId: idOf(1) }]);
  const [older, newer] = [newUuid(1_700_000_000_000), newUuid(1_700_000_000_001)];
  const summary = (evaluationId: string, state: EvaluationSummary["state"]): EvaluationSummary => ({
    evaluationId,
    state,
    chip: null,
    judgeName: "stand-in (no model)",
    isStandIn: true,
    scores: [{ metric: "ndcg", score: 0.5, k: 5 }],
    finishedAt: null,
  });
  expect(await writeEvaluationSummary(pool, projectId, traceId, summary(older, "queued"))).toBe(true);
  expect(await writeEvaluationSummary(pool, projectId, traceId, summary(older, "running"))).toBe(true);
  expect(await writeEvaluationSummary(pool, projectId, traceId, summary(newer, "queued"))).toBe(true);
  expect(await writeEvaluationSummary(pool, projectId, traceId, summary(older, "succeeded"))).toBe(false);
  const { trace } = await reader.getTrace(read, traceId);
  expect(trace.evaluation).toEqual(summary(newer, "queued"));
  expect(await writeEvaluationSummary(pool, projectId, newTraceId(), summary(newer, "failed"))).toBe(false);
  const range = { from: new Date("2026-11-01T00:00:00Z"), to: new Date("2026-12-01T00:00:00Z") };
  const queued = await reader.listTraces(read, { ...range, query: where("evaluation", "queued"), limit: 10 });
  expect(queued.items.map((item) => item.traceId)).toEqual([traceId]);
});
