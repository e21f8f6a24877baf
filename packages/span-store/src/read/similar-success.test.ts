import type { ProjectId, TraceId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { expect, test } from "vitest";
import { storeOtlpJson } from "../testing";
import { candidatesStatement, readSimilarSuccess } from "./similar-success";
import { insertTrace } from "./test-rows";

const { pool } = await useTestDatabase();
const projectId = "0198b2f0-0000-7000-8000-00000000aa01" as ProjectId;

interface Call {
  readonly name: string;
  readonly parent?: number;
  readonly failed?: boolean;
  readonly ms?: number;
}

/** Stores a trace of the application "desk"; calls[0] is the root. */
async function store(traceId: string, startMs: number, calls: readonly Call[]): Promise<TraceId> {
  const nano = (ms: number) => `${BigInt(Date.parse("2026-11-21T12:00:00Z") + startMs + ms) * 1_000_000n}`;
  const spanId = (index: number) => (index + 1).toString(16).padStart(16, "0");
  await storeOtlpJson(pool, projectId, {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "desk" } }] },
        scopeSpans: [
          {
            spans: calls.map(({ name, parent, failed, ms = 10 }, index) => ({
              traceId,
              spanId: spanId(index),
              ...(index === 0 ? {} : { parentSpanId: spanId(parent ?? 0) }),
              name,
              startTimeUnixNano: nano(index),
              endTimeUnixNano: nano(index + ms),
              status: { code: failed === true ? 2 : 0 },
            })),
          },
        ],
      },
    ],
  });
  return traceId as TraceId;
}

const id = (digit: string) => digit.repeat(32);

test("a failed trace is compared with the successful one that is most like it", async () => {
  await store(id("1"), 0, [{ name: "answer" }, { name: "plan" }, { name: "lookup" }, { name: "chat" }]);
  await store(id("2"), 1_000, [{ name: "answer" }, { name: "smalltalk" }]);
  await store(id("3"), 2_000, [{ name: "answer", failed: true }, { name: "lookup", failed: true }, { name: "plan" }]);
  await store(id("4"), 3_000, [{ name: "other root" }, { name: "lookup" }, { name: "plan" }]);
  const failed = await store(id("5"), 4_000, [
    { name: "answer", failed: true },
    { name: "plan" },
    { name: "lookup", failed: true, ms: 500 },
  ]);
  const { similar, candidateCount } = await readSimilarSuccess(pool, projectId, failed);
  expect(candidateCount).toBe(2);
  expect(similar?.trace.traceId).toBe(id("1"));
  expect(similar?.difference).toMatchObject({
    missing: [{ name: "chat", count: 0, otherCount: 1 }],
    added: [],
    slower: [{ name: "lookup", us: 500_000, otherUs: 10_000 }],
    firstDivergence: { what: "failed", name: "lookup", parentName: "answer" },
  });
});

test("where nothing succeeded before, there is nothing to compare with", async () => {
  const first = await store(id("6"), -1_000, [{ name: "answer", failed: true }]);
  expect(await readSimilarSuccess(pool, projectId, first)).toEqual({ similar: null, candidateCount: 0 });
});

test("an unknown trace is said to be unknown", async () => {
  await expect(readSimilarSuccess(pool, projectId, id("9") as TraceId)).rejects.toMatchObject({
    code: "resource.not_found",
  });
});

test("the candidates of a rare root name are looked for in the index of the application, within bounds", async () => {
  for (let count = 0; count < 300; count += 1)
    await insertTrace(pool, projectId, { application: count % 3 === 0 ? "desk" : "shop" });
  await pool.query("ANALYZE trace");
  const statement = candidatesStatement(projectId, {
    traceId: id("5") as TraceId,
    application: "desk",
    name: "answer",
    startTime: "2026-11-21T13:00:00Z",
  });
  await pool.query("SET enable_seqscan = off");
  const { rows } = await pool.query<{ "QUERY PLAN": string }>(`EXPLAIN ${statement.text}`, [...statement.values]);
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toContain("trace_application_idx");
  expect(plan).toContain("Limit");
});
