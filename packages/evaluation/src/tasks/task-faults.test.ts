import { useTestDatabase } from "@plumbline/db/testing";
import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { sendError, startJudgeServer } from "../testing/judge-server";
import { createTaskWorld, type TaskWorld } from "../testing/task-world";

const database = await useTestDatabase();
const standIn = await startModelStandin();
afterAll(() => standIn.close());
beforeEach(() => standIn.reset());

async function newWorld(more: Parameters<typeof createTaskWorld>[1] = {}) {
  const world = await createTaskWorld(database.pool, more);
  const judge = (fault = "") => world.createJudge(`${standIn.url}/v1`, { model: `plumbline-stand-in${fault}` });
  return { ...world, judge, manage: world.grant("task:manage"), tasks: world.service.tasks };
}

async function spendOf(world: TaskWorld, taskId: string) {
  const { rows } = await database.pool.query<Record<"spent" | "reserved" | "cost", number>>(
    `SELECT tokens_spent::int AS spent, tokens_reserved::int AS reserved, cost_spent::float8 AS cost FROM evaluation_spend
      WHERE project_id = $1 AND task_id = $2 AND day = 'infinity'`,
    [world.projectId, taskId],
  );
  return rows[0];
}

describe("a judge that refuses for good", () => {
  test.each(["401", "402", "403", "404"])(
    "answers %s: the task is blocked after one call, its traces wait, and it goes on when it is resumed",
    async (status) => {
      const server = await startJudgeServer((_call, _index, response) =>
        sendError(response, Number(status), { message: "No." }),
      );
      const world = await newWorld();
      const { id: judgeId } = await world.createJudge(server.baseUrl);
      const task = await world.createTask(judgeId, { metrics: ["correctness", "faithfulness", "retrieval"] });
      await world.storeTraces(Array.from({ length: 12 }, () => ({})));
      const blocked = await world.settle(task.id);
      expect(blocked).toMatchObject({ state: "blocked", counts: { queued: 12, failed: 0 } });
      expect(blocked.reason?.message).toMatch(/^[A-Z].*\.$/);
      expect(server.calls.length).toBeLessThanOrEqual(3);
      await world.tasks.resume(world.manage, task.id);
      expect(await world.settle(task.id)).toMatchObject({ state: "blocked" });
      await server.close();
    },
    60_000,
  );

  test("and is well again after somebody has mended it", async () => {
    const world = await newWorld();
    const { id: judgeId } = await world.judge();
    standIn.script(["401"]);
    const task = await world.createTask(judgeId);
    await world.storeTraces([{}, {}, {}]);
    expect(await world.settle(task.id)).toMatchObject({ state: "blocked", reason: { code: "auth", httpStatus: 401 } });
    await world.tasks.resume(world.manage, task.id);
    expect(await world.settle(task.id)).toMatchObject({ state: "running", reason: null, counts: { scored: 3 } });
  });

  test("in the middle of a task blocks it, and no trace that is left is failed", async () => {
    const world = await newWorld();
    const { id: judgeId } = await world.judge();
    const task = await world.createTask(judgeId);
    await world.storeTraces(Array.from({ length: 20 }, () => ({})));
    standIn.script([...Array<string>(6).fill("ok"), ...Array<string>(100).fill("402")]);
    const blocked = await world.settle(task.id);
    expect(blocked).toMatchObject({
      state: "blocked",
      reason: { code: "quota" },
      counts: { scored: 6, queued: 14, failed: 0 },
    });
    standIn.reset();
    await world.tasks.resume(world.manage, task.id);
    expect((await world.settle(task.id)).counts).toMatchObject({ scored: 20 });
  });

  test("because it was removed blocks the task, and another judge is a new version that goes on", async () => {
    const world = await newWorld();
    const first = await world.judge();
    const task = await world.createTask(first.id);
    await world.storeTrace();
    await world.service.archiveJudgeModel(world.grant("judge:manage"), first.id);
    expect(await world.settle(task.id)).toMatchObject({ state: "blocked", reason: { code: "judge_removed" } });
    await world.tasks.update(world.manage, task.id, { judgeModelId: (await world.judge()).id });
    expect(await world.settle(task.id)).toMatchObject({ version: 2, state: "running", counts: { scored: 1 } });
  });

  test("one text only, with a 400, fails that trace; three in a row block the task", async () => {
    const world = await newWorld();
    const { id: judgeId } = await world.judge();
    const task = await world.createTask(judgeId);
    const refused = "[[stand-in:400]] refused";
    await world.storeTraces([{}, { query: refused }, {}]);
    const one = await world.settle(task.id);
    expect(one).toMatchObject({ state: "running", counts: { scored: 2, failed: 1 } });
    for (let number = 1; number <= 3; number += 1) {
      await world.storeTrace({ query: refused });
      await world.settle(task.id);
    }
    expect(await world.task(task.id)).toMatchObject({ state: "blocked", reason: { code: "invalid_request" } });
  });
});

describe("a cap", () => {
  test("is not overspent by 32 runs at once, and what it leaves out can be judged later", async () => {
    const world = await newWorld();
    const { id: judgeId } = await world.createJudge(`${standIn.url}/v1`, { maxConcurrency: 32 });
    const cap = 60_000;
    const task = await world.createTask(judgeId, { budget: { tokensTotal: cap } });
    await world.storeTraces(Array.from({ length: 100 }, () => ({})));
    await world.advance(task.id);
    const { rows } = await database.pool.query<{ id: string }>(
      "SELECT id FROM evaluation WHERE task_id = $1 AND state = 'queued'",
      [task.id],
    );
    const waiting = rows.map(({ id }) => id);
    const never = new AbortController().signal;
    await Promise.all(
      Array.from({ length: 32 }, async () => {
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
          await world.service.runEvaluation(world.grant("evaluation:run"), id, never);
          const spend = await spendOf(world, task.id);
          expect((spend?.spent ?? 0) + (spend?.reserved ?? 0)).toBeLessThanOrEqual(cap);
        }
      }),
    );
    const done = await world.task(task.id);
    expect(done.counts.scored).toBeGreaterThan(10);
    expect(done.counts.skipped_budget).toBeGreaterThan(0);
    expect(done.counts.scored + done.counts.skipped_budget).toBe(100);
    // To the token what the server has reported.
    const used = await database.pool.query<{ tokens: number }>(
      `SELECT sum(prompt_tokens + completion_tokens)::int AS tokens FROM evaluation WHERE task_id = $1`,
      [task.id],
    );
    expect(await spendOf(world, task.id)).toMatchObject({ spent: used.rows[0]?.tokens, reserved: 0 });
    expect(done.spent?.tokensTotal).toBeLessThanOrEqual(cap);

    await world.tasks.update(world.manage, task.id, { budget: null });
    await world.tasks.rerun(world.manage, task.id, { states: ["skipped_budget"] });
    expect((await world.settle(task.id)).counts).toMatchObject({ scored: 100, skipped_budget: 0 });
  }, 60_000);

  test("in money holds for a model with a price, and is refused for one without", async () => {
    const world = await newWorld();
    const priced = await world.createJudge(`${standIn.url}/v1`, { model: "gpt-4o" });
    const unpriced = await world.judge();
    await expect(world.createTask(unpriced.id, { budget: { costPerDay: 1 } })).rejects.toMatchObject({
      code: "request.invalid",
      field: "budget.costPerDay",
    });
    const task = await world.createTask(priced.id, { budget: { costPerDay: 0.05 } });
    await world.storeTraces(Array.from({ length: 30 }, () => ({})));
    const done = await world.settle(task.id);
    expect(done.counts.skipped_budget).toBeGreaterThan(0);
    expect(done.counts.scored).toBeGreaterThan(0);
    expect(done.spent?.costToday).toBeGreaterThan(0);
    expect(done.spent?.costToday).toBeLessThanOrEqual(0.05);
  });

  test("counts a call without a reported usage with all that it may have cost, and a refused one with nothing", async () => {
    const world = await newWorld();
    const { id: judgeId } = await world.judge();
    const task = await world.createTask(judgeId, { budget: { tokensTotal: 1_000_000 } });
    standIn.script(["no-usage"]);
    await world.storeTrace();
    await world.settle(task.id);
    const unreported = (await spendOf(world, task.id))?.spent ?? 0;
    expect(unreported).toBeGreaterThan(500);
    standIn.script(["429;retry-after=0"]);
    await world.storeTrace();
    await world.settle(task.id);
    const [last] = (
      await database.pool.query(
        "SELECT prompt_tokens + completion_tokens AS used FROM evaluation WHERE task_id = $1 ORDER BY id DESC",
        [task.id],
      )
    ).rows;
    expect(await spendOf(world, task.id)).toMatchObject({ spent: unreported + Number(last?.used), reserved: 0 });
  });
});

describe("a worker that dies", () => {
  test("in the middle of a task loses no trace, doubles no result, and what it had reserved counts as spent", async () => {
    const world = await newWorld({ leaseTimes: { leaseMs: 300, extendEveryMs: 60_000, checkEveryMs: 60_000 } });
    const { id: judgeId } = await world.judge();
    const task = await world.createTask(judgeId, { budget: { tokensTotal: 10_000_000 } });
    await world.storeTraces(Array.from({ length: 6 }, () => ({})));
    standIn.script(["hang", "hang"]);
    await world.advance(task.id);
    const abandoned = new AbortController();
    const { rows } = await database.pool.query<{ id: string }>("SELECT id FROM evaluation WHERE task_id = $1", [
      task.id,
    ]);
    const dying = rows
      .slice(0, 2)
      .map(({ id }) => world.service.runEvaluation(world.grant("evaluation:run"), id, abandoned.signal));
    await expect.poll(() => standIn.requests.length).toBeGreaterThan(0);
    // What is left of a killed process: rows that are running, and reservations that nobody settles.
    await database.pool.query(
      "UPDATE evaluation SET lease_until = now() - interval '1 second' WHERE task_id = $1 AND state = 'running'",
      [task.id],
    );
    const reserved = (await spendOf(world, task.id))?.reserved ?? 0;
    expect(reserved).toBeGreaterThan(0);
    expect(await world.service.takeBackEvaluations()).toBe(2);
    expect(await spendOf(world, task.id)).toMatchObject({ spent: reserved, reserved: 0 });
    standIn.reset();
    world.restart();
    const done = await world.settle(task.id);
    abandoned.abort();
    await Promise.all(dying);
    expect(done.counts).toMatchObject({ scored: 6, queued: 0, running: 0 });
    const scores = await database.pool.query(
      `SELECT count(*)::int AS n FROM evaluation_score JOIN evaluation ON id = evaluation_id WHERE task_id = $1`,
      [task.id],
    );
    expect(scores.rows).toEqual([{ n: 6 }]);
    expect((await spendOf(world, task.id))?.reserved).toBe(0);
  });

  test("between deciding and starting leaves every trace to the next one", async () => {
    const world = await newWorld({ taskTimes: { tracesPerBatch: 4 } });
    const { id: judgeId } = await world.judge();
    await world.storeTraces(Array.from({ length: 30 }, () => ({})));
    const task = await world.createTask(judgeId);
    const stopping = new AbortController();
    stopping.abort();
    // A turn that is told to stop ends after one batch.
    for (let turn = 0; turn < 3; turn += 1) {
      await world.tasks.advance(world.grant("evaluation:run"), task.id, stopping.signal);
    }
    const half = await world.task(task.id);
    expect(Object.values(half.counts).reduce((sum, n) => sum + n, 0)).toBeLessThan(30);
    world.restart();
    expect((await world.settle(task.id)).counts).toMatchObject({ scored: 30 });
  });
});
