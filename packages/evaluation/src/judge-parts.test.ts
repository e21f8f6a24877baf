import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, expect, test } from "vitest";
import { createEvaluationWorld } from "./testing/evaluation-world";
import { agreeable, type Script, type SeenCall, sendError, startJudgeServer } from "./testing/judge-server";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());

const filler = "The garden has many paths and quiet corners. ".repeat(400);
let traces = 0;

/** Judges a long document of which one chunk holds a word that the server's filter stops. */
async function judged(metric: string, script: (call: SeenCall) => unknown) {
  const world = await createEvaluationWorld(database.pool);
  const small = await world.createJudge(judge.baseUrl, { contextTokens: 4_096 });
  traces += 1;
  const traceId = traces.toString(16).padStart(32, "5");
  await world.storeRagTrace({ traceId, documents: [`It closes at 17:00. ${filler} FORBIDDEN`] });
  const filtering: Script = (call, _index, response) =>
    call.userMessage.includes("FORBIDDEN")
      ? sendError(response, 400, { message: "data_inspection_failed" })
      : script(call);
  judge.script = filtering;
  const done = await world.run((await world.request(traceId, small.id, { metrics: [metric] })).id);
  return { done, score: done.scores[0] };
}

const verdicts = (call: SeenCall, yes: string, no: string) => {
  if (call.purpose !== "verdicts") return agreeable(call);
  const holds = call.userMessage.includes("17:00");
  return { verdicts: [{ id: 1, reason: "r", evidence: [1], verdict: holds ? yes : no }] };
};

test("a claim that a judged chunk supports is supported, and the record says on how many chunks", async () => {
  const { done, score } = await judged("faithfulness", (call) => verdicts(call, "supported", "not_found"));
  expect(done.state).toBe("succeeded");
  const { chunks, chunksJudged } = score?.detail ?? {};
  expect(score).toMatchObject({ score: 1, detail: { claims: [{ verdict: "supported" }] } });
  expect(chunksJudged).toBe(Number(chunks) - 1);
});

test("a claim that no judged chunk supports is left open: the chunk that was not judged might", async () => {
  const { done, score } = await judged("faithfulness", (call) => verdicts(call, "contradicted", "not_found"));
  expect(done).toMatchObject({ state: "failed", reason: { code: "content_filter" } });
  expect(score).toMatchObject({ state: "failed", score: null, label: "content_filter" });
  expect(score?.reason).toMatch(/^Judged on \d+ of \d+ chunks/);
});

test("correctness is certain where a judged chunk says correct, and open otherwise", async () => {
  const label = (text: string) => ({ reason: "r", label: text });
  const right = await judged("correctness", (call) =>
    label(call.userMessage.includes("17:00") ? "correct" : "incorrect"),
  );
  expect(right.score).toMatchObject({ score: 1, label: "correct" });
  expect(right.score?.detail.chunkLabels).toContain(null);
  const open = await judged("correctness", () => label("incorrect"));
  expect(open.score).toMatchObject({ state: "failed", score: null, label: "content_filter" });
});

test("a long document has grade 3 where a judged part has it, and none otherwise", async () => {
  const sure = await judged("retrieval", (call) => ({
    reason: "r",
    grade: call.userMessage.includes("17:00") ? 3 : 0,
  }));
  expect(sure.score).toMatchObject({ score: 1, detail: { documents: [{ grade: 3, failure: null }] } });
  const open = await judged("retrieval", () => ({ reason: "r", grade: 2 }));
  expect(open.done.state).toBe("failed");
  expect(open.score?.detail).toMatchObject({ documents: [{ grade: null, failure: "content_filter" }] });
});

test("a text of which no chunk can be judged fails by what stopped it", async () => {
  const { score } = await judged("correctness", () => "no verdict at all");
  expect(score).toMatchObject({ state: "failed", score: null });
});
