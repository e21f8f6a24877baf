import { useTestDatabase } from "@plumbline/db/testing";
import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createEvaluationWorld, type EvaluationWorld } from "./testing/evaluation-world";
import { agreeable, type ReplyShape, sendReply, startJudgeServer } from "./testing/judge-server";

const database = await useTestDatabase();
const standIn = await startModelStandin();
const judge = await startJudgeServer();
afterAll(() => Promise.all([standIn.close(), judge.close()]));
beforeEach(() => {
  judge.script = agreeable;
});

/** Evaluates one trace and answers what the detail, the trace's own list and the list of traces say of the scores. */
async function labels(world: EvaluationWorld, judgeModelId: string, digit: string) {
  const traceId = digit.repeat(32);
  await world.storeRagTrace({ traceId });
  const done = await world.run((await world.request(traceId, judgeModelId, { metrics: ["correctness"] })).id);
  expect(done.state).toBe("succeeded");
  const [listed] = await world.service.listEvaluations(world.grant("evaluation:read"), traceId);
  const { rows } = await database.pool.query(
    "SELECT evaluation -> 'isStandIn' AS shown FROM trace WHERE project_id = $1 AND trace_id = $2",
    [world.projectId, traceId],
  );
  return [done.judge.isStandIn, listed?.judge.isStandIn, rows[0]?.shown];
}

const answersAs =
  (completion: NonNullable<ReplyShape["completion"]>): typeof judge.script =>
  (call, _index, response) =>
    sendReply(response, JSON.stringify(agreeable(call)), call, { completion }) as undefined;

test("a judge set up by hand at the stand-in's address is labelled in the judge list, and so are its scores", async () => {
  const world = await createEvaluationWorld(database.pool, { standInUrl: standIn.url });
  const model = await world.createJudge(`${standIn.url}/v1`, { model: "gpt-4o", token: null });
  expect(model).toMatchObject({ preset: "openai-compatible", isStandIn: true });
  const traceId = "1".repeat(32);
  await world.storeRagTrace({ traceId });
  expect((await world.request(traceId, model.id)).judge.isStandIn).toBe(true);
  expect(await labels(world, model.id, "2")).toEqual([true, true, true]);
});

test("a stand-in that this installation does not know of is found out by its answers", async () => {
  const world = await createEvaluationWorld(database.pool);
  const model = await world.createJudge(`${standIn.url}/v1`, { model: "gpt-4o", token: null });
  expect(await labels(world, model.id, "3")).toEqual([true, true, true]);
});

test.each([
  ["its model name", "4", { model: "plumbline-stand-in:slow" }, true],
  ["its model name behind a gateway", "5", { model: "openai/plumbline-stand-in" }, true],
  ["its fingerprint", "6", { system_fingerprint: "standin" }, true],
  ["a real model's fingerprint, which is none of its", "7", { system_fingerprint: "fp_44709d6fcb" }, false],
])("an answer is told by %s", async (_what, digit, completion, isStandIn) => {
  const world = await createEvaluationWorld(database.pool);
  const model = await world.createJudge(judge.baseUrl);
  judge.script = answersAs(completion);
  expect(await labels(world, model.id, digit)).toEqual([isStandIn, isStandIn, isStandIn]);
});

test("one answer of the stand-in among others labels the evaluation for good", async () => {
  const world = await createEvaluationWorld(database.pool);
  const model = await world.createJudge(judge.baseUrl);
  const fromStandIn = answersAs({ system_fingerprint: "standin" });
  const traceId = "8".repeat(32);
  await world.storeRagTrace({ traceId });
  judge.script = (call, index, response) =>
    call.purpose === "claims" ? fromStandIn(call, index, response) : agreeable(call);
  const { id } = await world.request(traceId, model.id);
  expect((await world.run(id)).judge.isStandIn).toBe(true);
});
