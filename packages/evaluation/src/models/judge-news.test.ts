import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeEach, expect, test } from "vitest";
import { createEvaluationWorld } from "../testing/evaluation-world";
import { agreeable, type Script, sendError, startJudgeServer } from "../testing/judge-server";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
beforeEach(() => {
  judge.script = agreeable;
});

let traces = 0;
async function evaluatedBy(script: Script, baseUrl = judge.baseUrl) {
  const world = await createEvaluationWorld(database.pool);
  const model = await world.createJudge(baseUrl);
  const evaluate = async (next: Script) => {
    judge.script = next;
    traces += 1;
    const traceId = traces.toString(16).padStart(32, "9");
    await world.storeRagTrace({ traceId });
    await world.run((await world.request(traceId, model.id, { metrics: ["correctness"] })).id);
    const [stored] = await world.service.listJudgeModels(world.grant("judge:read"));
    return stored;
  };
  return { world, model, evaluate, stored: await evaluate(script) };
}

const refusing: Script = (_call, _index, response) => sendError(response, 401, { message: "Bad key." });

test.each([
  ["a refused token", refusing, "auth", "401"],
  ["garbage", () => "%%%", "unparsable", "could not be read"],
] as [string, Script, string, string][])(
  "%s is the last failure of a judge, and claims no answer and no mode",
  async (_name, script, code, words) => {
    const { stored } = await evaluatedBy(script);
    expect(stored).toMatchObject({ outputMode: null, probedAt: null, lastAnswerAt: null });
    expect(stored?.lastFailure).toMatchObject({
      code,
      message: expect.stringContaining(words),
      at: expect.any(String),
    });
  },
);

test("a host that does not exist is the last failure of a judge, and claims no answer and no mode", async () => {
  const gone = await startJudgeServer();
  await gone.close();
  const { stored } = await evaluatedBy(agreeable, gone.baseUrl);
  expect(stored).toMatchObject({ outputMode: null, probedAt: null, lastAnswerAt: null });
  expect(stored?.lastFailure).toMatchObject({ code: "network", message: expect.stringContaining("ECONNREFUSED") });
});

test("an answer in a run is told with its time and mode; a later failure stands beside it, and a new token clears that", async () => {
  const { world, model, evaluate, stored } = await evaluatedBy(agreeable);
  expect(stored).toMatchObject({ outputMode: "json_schema", lastAnswerAt: expect.any(String), lastFailure: null });
  expect(stored).toMatchObject({ probedAt: null, updatedAt: model.updatedAt });
  const failed = await evaluate(refusing);
  expect(failed).toMatchObject({ lastAnswerAt: stored?.lastAnswerAt, lastFailure: { code: "auth" } });
  expect(Date.parse(failed?.lastFailure?.at ?? "")).toBeGreaterThan(Date.parse(failed?.lastAnswerAt ?? ""));
  const manage = world.grant("judge:manage");
  const renewed = await world.service.updateJudgeModel(manage, model.id, { token: "sk-renewed-0123456789" });
  expect(renewed).toMatchObject({ lastAnswerAt: stored?.lastAnswerAt, lastFailure: null });
  const moved = await world.service.updateJudgeModel(manage, model.id, { model: "another" });
  expect(moved).toMatchObject({ lastAnswerAt: null, outputMode: null });
});
