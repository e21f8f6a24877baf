import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createEvaluationWorld } from "./testing/evaluation-world";
import { agreeable, startJudgeServer } from "./testing/judge-server";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
const world = await createEvaluationWorld(database.pool);
beforeEach(() => {
  judge.script = agreeable;
});

let traces = 0;
async function newTrace(more: object = {}): Promise<string> {
  traces += 1;
  const traceId = traces.toString(16).padStart(32, "a");
  await world.storeRagTrace({ traceId, ...more });
  return traceId;
}

test("a requested evaluation runs to three kinds of scores, with what was read and from where", async () => {
  const traceId = await newTrace();
  const model = await world.createJudge(judge.baseUrl);
  const requested = await world.request(traceId, model.id);
  expect(requested.state).toBe("queued");

  const done = await world.run(requested.id);
  expect(done.reason).toBeNull();
  expect(done.state).toBe("succeeded");
  expect(done.scores.map(({ metric, score }) => [metric, score])).toEqual([
    ["correctness", 1],
    ["faithfulness", 1],
    ["ndcg", 1],
    ["hit_rate", 1],
    ["precision", 0.4],
    ["reciprocal_rank", 1],
  ]);
  expect(done.extraction?.context).toMatchObject({ status: "ok", values: [{ source: { spanName: "retrieve" } }, {}] });
  expect(done.judgeCalls).toBe(5);
  expect(done.promptTokens).toBe(500);
});
