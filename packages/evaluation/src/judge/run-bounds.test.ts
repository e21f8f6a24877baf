import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, expect, test } from "vitest";
import { createEvaluationWorld } from "../testing/evaluation-world";
import { agreeable, type Script, sendError, startJudgeServer } from "../testing/judge-server";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());

const documents = ["a", "b", "c", "d", "e", "f"];
let traces = 0;

/** All three metrics over six documents: nine questions or more, side by side. */
async function judgeAllWith(
  script: Script,
  more: { readonly maxConcurrency?: number; readonly runMsMax?: number } = {},
) {
  const { maxConcurrency = 4, runMsMax = 60_000 } = more;
  const retryPolicy = { triesMax: 4, silenceMsMax: 1_500, runMsMax, baseDelayMs: 5, maxDelayMs: 20 };
  const world = await createEvaluationWorld(database.pool, { retryPolicy });
  const model = await world.createJudge(judge.baseUrl, { timeoutMs: 1_000, maxConcurrency });
  traces += 1;
  const traceId = traces.toString(16).padStart(32, "f");
  await world.storeRagTrace({ traceId, documents });
  judge.script = script;
  const callsBefore = judge.calls.length;
  const startedAt = Date.now();
  const done = await world.run((await world.request(traceId, model.id)).id);
  return { world, done, asked: judge.calls.length - callsBefore, elapsedMs: Date.now() - startedAt };
}

const inAnHour: Script = (_call, _index, response) =>
  sendError(response, 429, { message: "Later." }, { "retry-after": "3600" });

test("a judge that asks for an hour ends the run after one call, whatever else was to be asked", async () => {
  const { done, asked, elapsedMs } = await judgeAllWith(inAnHour);
  expect(asked).toBe(1);
  expect(elapsedMs).toBeLessThan(3_000);
  expect(done).toMatchObject({ state: "delayed", reason: { code: "rate", httpStatus: 429 }, judgeCalls: 1 });
  expect(Math.abs(Date.parse(done.nextAttemptAt ?? "") - Date.now() - 3_600_000)).toBeLessThan(10_000);
});

test("another evaluation of that judge is delayed for what is left of the hour, without a call", async () => {
  const { world, done } = await judgeAllWith(inAnHour);
  const callsBefore = judge.calls.length;
  const next = await world.run((await world.request(done.traceId, done.judge.id)).id);
  expect(judge.calls.length).toBe(callsBefore);
  expect(next).toMatchObject({ state: "delayed", reason: { code: "rate", httpStatus: 429 }, judgeCalls: 0 });
  expect(Math.abs(Date.parse(next.nextAttemptAt ?? "") - Date.parse(done.nextAttemptAt ?? ""))).toBeLessThan(10_000);
});

test("metrics that were finished before are kept, and not asked again", async () => {
  const { world, done } = await judgeAllWith((call, index, response) =>
    call.purpose === "relevance" ? inAnHour(call, index, response) : agreeable(call),
  );
  expect(done.state).toBe("delayed");
  expect(done.scores.map(({ metric, score }) => [metric, score])).toContainEqual(["correctness", 1]);
  await database.pool.query("UPDATE evaluation SET next_attempt_at = now() WHERE id = $1", [done.id]);
  judge.script = agreeable;
  const callsBefore = judge.calls.length;
  const healthy = await createEvaluationWorld(database.pool, { ...world.options });
  await healthy.service.runEvaluation(world.grant("evaluation:run"), done.id, new AbortController().signal);
  const later = await world.service.getEvaluation(world.grant("evaluation:read"), done.id);
  expect(later.state).toBe("succeeded");
  expect(judge.calls.slice(callsBefore).map(({ purpose }) => purpose)).not.toContain("correctness");
});

test.each([
  ["fails", 4, (_call, _index, response) => sendError(response, 500, { message: "Broken." })],
  ["resets the connection", 4, (_call, _index, response) => void response.socket?.resetAndDestroy()],
] as [string, number, Script][])(
  "a judge that only %s is asked four times by a run, not by each of its questions",
  async (_name, times, script) => {
    const { done, asked } = await judgeAllWith(script);
    expect(asked).toBe(times);
    expect(done.state).toBe("delayed");
  },
);

test("failures between answers do not end a run: only four in a row do", async () => {
  const failuresOf = new Map<string, number>();
  let hasAnswered = true;
  const { done } = await judgeAllWith(
    (call, _index, response) => {
      const question = call.purpose + JSON.stringify(call.data);
      const failures = failuresOf.get(question) ?? 0;
      hasAnswered = !hasAnswered || failures === 2;
      if (hasAnswered) return agreeable(call);
      failuresOf.set(question, failures + 1);
      return sendError(response, 500, { message: "Broken." });
    },
    { maxConcurrency: 1 },
  );
  expect(done.state).toBe("succeeded");
  expect([...failuresOf.values()].reduce((a, b) => a + b)).toBeGreaterThan(4);
});

test.each([
  ["hangs", () => undefined],
  [
    "drips",
    (_call, _index, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const timer = setInterval(() => response.write(" "), 50);
      response.once("close", () => clearInterval(timer));
    },
  ],
] as [string, Script][])(
  "a judge that %s holds a run no longer than silence is borne, however many questions there are",
  async (_name, script) => {
    const { done, elapsedMs } = await judgeAllWith(script);
    expect(done).toMatchObject({ state: "delayed", reason: { code: "timeout" } });
    expect(elapsedMs).toBeLessThan(4_000);
  },
);

test("a judge that answers slowly makes room after the run's time, goes on soon, and is not asked twice for what it answered", async () => {
  const slow: Script = async (call) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return agreeable(call);
  };
  const { world, done, elapsedMs } = await judgeAllWith(slow, { maxConcurrency: 1, runMsMax: 2_000 });
  expect(done).toMatchObject({ state: "delayed", reason: { code: "timeout" } });
  expect(done.reason?.message).toContain("What it answered is kept");
  expect(elapsedMs).toBeLessThan(4_000);
  expect(Date.parse(done.nextAttemptAt ?? "") - Date.now()).toBeLessThan(61_000);
  let state: string = done.state;
  for (let runs = 0; state !== "succeeded" && runs < 4; runs += 1) {
    await database.pool.query("UPDATE evaluation SET next_attempt_at = now() WHERE id = $1", [done.id]);
    ({ state } = await world.run(done.id));
  }
  expect(state).toBe("succeeded");
  const calls = await world.service.listJudgeCalls(world.grant("evaluation:read"), done.id);
  const answered = calls.filter(({ outcome }) => outcome === "ok").map(({ purpose }) => purpose);
  expect(new Set(answered).size).toBe(answered.length);
}, 30_000);
