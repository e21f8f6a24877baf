import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { endRun, extendLease, LeaseLost, type RunEnd, saveExtraction, takeLease } from "./evaluation-lease";
import { createEvaluationWorld } from "./testing/evaluation-world";
import { agreeable, startJudgeServer } from "./testing/judge-server";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
const world = await createEvaluationWorld(database.pool);
const model = await world.createJudge(judge.baseUrl);
beforeEach(() => {
  judge.script = agreeable;
});

let traces = 0;
async function request(metrics: string[] = ["correctness"]): Promise<string> {
  traces += 1;
  const traceId = traces.toString(16).padStart(32, "c");
  await world.storeRagTrace({ traceId });
  return (await world.request(traceId, model.id, { metrics })).id;
}

const missed = {
  status: "missed",
  miss: { field: "query", status: "empty", message: "", spanName: "", path: "", spansNamed: 0, suggestions: [] },
} as const;
const read = (id: string) => world.service.getEvaluation(world.grant("evaluation:read"), id);
const endLease = (id: string) =>
  database.pool.query("UPDATE evaluation SET lease_until = now() - interval '1 second' WHERE id = $1", [id]);

describe("cancelling", () => {
  test("ends the call in flight within two seconds and leaves no score", async () => {
    judge.script = () => undefined;
    const id = await request();
    const running = world.run(id);
    await expect.poll(() => judge.open).toBe(1);
    const cancelledAt = Date.now();
    expect((await world.service.cancelEvaluation(world.grant("evaluation:run"), id)).state).toBe("cancelled");
    await running;
    await expect.poll(() => judge.open).toBe(0);
    expect(Date.now() - cancelledAt).toBeLessThan(2_000);
    expect(await read(id)).toMatchObject({ state: "cancelled", reason: { code: "cancelled_by_user" }, scores: [] });
    const calls = await world.service.listJudgeCalls(world.grant("evaluation:read"), id);
    expect(calls.map(({ outcome }) => outcome)).toEqual(["cancelled"]);
  });

  test("a waiting evaluation never starts", async () => {
    const id = await request();
    await world.service.cancelEvaluation(world.grant("evaluation:run"), id);
    const callsBefore = judge.calls.length;
    expect((await world.run(id)).state).toBe("cancelled");
    expect(judge.calls.length).toBe(callsBefore);
  });

  test("what has ended cannot be cancelled, and what succeeded cannot be retried", async () => {
    const id = await request();
    await world.run(id);
    const grant = world.grant("evaluation:run");
    await expect(world.service.cancelEvaluation(grant, id)).rejects.toMatchObject({ code: "resource.conflict" });
    await expect(world.service.retryEvaluation(grant, id)).rejects.toMatchObject({ code: "resource.conflict" });
  });

  test("a cancelled evaluation can be run again", async () => {
    const id = await request();
    await world.service.cancelEvaluation(world.grant("evaluation:run"), id);
    await world.service.retryEvaluation(world.grant("evaluation:run"), id);
    expect(await world.run(id)).toMatchObject({ state: "succeeded", reason: null });
  });
});

describe("one run at a time", () => {
  test("of ten workers that take the same job one asks the judge", async () => {
    const id = await request();
    const callsBefore = judge.calls.length;
    await Promise.all(Array.from({ length: 10 }, () => world.run(id)));
    expect(judge.calls.length - callsBefore).toBe(1);
    expect(await read(id)).toMatchObject({ state: "succeeded", attempt: 1, judgeCalls: 1 });
  });

  test("a job that comes before its time changes nothing", async () => {
    const id = await request();
    await database.pool.query(
      "UPDATE evaluation SET state = 'delayed', next_attempt_at = now() + interval '1 hour' WHERE id = $1",
      [id],
    );
    expect(await world.run(id)).toMatchObject({ state: "delayed", attempt: 0 });
  });

  test("a worker whose lease was taken over writes nothing", async () => {
    let release = () => {};
    judge.script = async (call) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return agreeable(call);
    };
    const id = await request();
    const slow = world.run(id);
    await expect.poll(() => judge.open).toBe(1);
    await endLease(id);
    expect((await world.service.sweepEvaluations()).takenBack).toBe(1);
    judge.script = () => ({ reason: "The second worker's.", label: "incorrect" });
    await world.run(id);
    release();
    await slow;
    expect(await read(id)).toMatchObject({ state: "succeeded", scores: [{ label: "incorrect" }] });
    const { rows } = await database.pool.query(
      "SELECT count(*)::int AS n FROM evaluation_score WHERE evaluation_id = $1",
      [id],
    );
    expect(rows[0]?.n).toBe(1);
  });
});

test("every write of a run that lost its lease is refused, whenever it comes", async () => {
  const id = await request();
  const first = await takeLease(database.pool, world.projectId, id);
  await endLease(id);
  await world.service.sweepEvaluations();
  const second = await takeLease(database.pool, world.projectId, id);
  if (first === undefined || second === undefined) throw new Error("The evaluation was not due.");
  const end = (label: string): RunEnd => ({
    state: "succeeded",
    reason: null,
    results: [
      { metric: "correctness", state: "scored", score: 1, label, reason: null, detail: {}, promptVersion: null },
    ],
  });
  const extraction = { query: missed, answer: missed, context: missed };
  await expect(endRun(database.pool, first, end("first"))).rejects.toBeInstanceOf(LeaseLost);
  await expect(saveExtraction(database.pool, first, extraction)).rejects.toBeInstanceOf(LeaseLost);
  expect(await extendLease(database.pool, first)).toBe(false);
  expect(await read(id)).toMatchObject({ state: "running", scores: [], extraction: null });

  await endRun(database.pool, second, end("second"));
  await expect(endRun(database.pool, second, end("again"))).rejects.toBeInstanceOf(LeaseLost);
  expect(await read(id)).toMatchObject({ state: "succeeded", attempt: 2, scores: [{ label: "second" }] });
});

describe("a lease", () => {
  const leaseTimes = { leaseMs: 500, extendEveryMs: 100, checkEveryMs: 25 };

  async function runWithShortLease() {
    const short = await createEvaluationWorld(database.pool, { leaseTimes });
    const shortModel = await short.createJudge(judge.baseUrl);
    const traceId = short.projectId.replaceAll("-", "");
    await short.storeRagTrace({ traceId });
    const { id } = await short.request(traceId, shortModel.id, { metrics: ["correctness"] });
    const callsBefore = judge.calls.length;
    const running = short.run(id);
    await expect.poll(() => judge.open).toBe(1);
    return { id, running, short, calls: () => judge.calls.length - callsBefore };
  }

  test("is kept for as long as a slow judge takes to answer, whoever looks for dead runs meanwhile", async () => {
    let release = () => {};
    judge.script = async (call) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      return agreeable(call);
    };
    const { id, running, short, calls } = await runWithShortLease();
    let takenBack = 0;
    const isFiveLeasesOld = async () => {
      takenBack += await short.service.takeBackEvaluations();
      const { rows } = await database.pool.query(
        "SELECT lease_until > started_at + make_interval(secs => $2) AS old FROM evaluation WHERE id = $1",
        [id, (6 * leaseTimes.leaseMs) / 1_000],
      );
      return rows[0]?.old;
    };
    await expect.poll(isFiveLeasesOld, { timeout: 10_000 }).toBe(true);
    release();
    expect(await running).toMatchObject({ state: "succeeded", attempt: 1 });
    expect([takenBack, calls()]).toEqual([0, 1]);
  });

  test("that cannot be extended ends the run's calls when it ends, even while the database does not answer", async () => {
    judge.script = () => undefined;
    const { id, running, short } = await runWithShortLease();
    const other = await database.pool.connect();
    await other.query("BEGIN");
    await other.query("SELECT 1 FROM evaluation WHERE id = $1 FOR UPDATE", [id]);
    const blockedAt = Date.now();
    await expect.poll(() => judge.open, { timeout: 5_000 }).toBe(0);
    // Before the extension's own lock_timeout of two seconds.
    expect(Date.now() - blockedAt).toBeLessThan(1_800);
    await other.query("ROLLBACK");
    other.release();
    await running;
    await expect.poll(() => short.service.takeBackEvaluations()).toBe(1);
    judge.script = agreeable;
    expect(await short.run(id)).toMatchObject({ state: "succeeded", attempt: 2 });
  });
});

describe("stopping a worker", () => {
  test("gives the evaluation back at once, and the next run pays only for what is missing", async () => {
    const id = await request(["correctness", "faithfulness"]);
    judge.script = (call) => (call.purpose === "verdicts" ? undefined : agreeable(call));
    const stopping = new AbortController();
    const running = world.run(id, stopping.signal);
    await expect.poll(() => judge.calls.at(-1)?.purpose).toBe("verdicts");
    await expect.poll(() => judge.open).toBe(1);
    stopping.abort();
    expect(await running).toMatchObject({ state: "queued", scores: [] });
    const { rows } = await database.pool.query("SELECT lease_token FROM evaluation WHERE id = $1", [id]);
    expect(rows[0]?.lease_token).toBeNull();

    judge.script = agreeable;
    const callsBefore = judge.calls.length;
    expect((await world.run(id)).state).toBe("succeeded");
    expect(judge.calls.slice(callsBefore).map(({ purpose }) => purpose)).toEqual(["verdicts"]);
  });
});

describe("the sweep", () => {
  test("queues a run that died again, and counts it", async () => {
    const id = await request();
    await database.pool.query(
      `UPDATE evaluation SET state = 'running', lease_token = gen_random_uuid(), lease_until = now() - interval '1 minute'
        WHERE id = $1`,
      [id],
    );
    const { takenBack, added } = await world.service.sweepEvaluations();
    expect([takenBack, added]).toEqual([1, 1]);
    expect((await world.run(id)).state).toBe("succeeded");
  });

  test("leaves a run alone whose lease holds", async () => {
    const id = await request();
    await database.pool.query(
      `UPDATE evaluation SET state = 'running', lease_token = gen_random_uuid(), lease_until = now() + interval '1 minute'
        WHERE id = $1`,
      [id],
    );
    await world.service.sweepEvaluations();
    expect((await read(id)).state).toBe("running");
    await database.pool.query("UPDATE evaluation SET state = 'cancelled' WHERE id = $1", [id]);
  });

  test("gives up on an evaluation that took its worker with it three times", async () => {
    const id = await request();
    for (let death = 0; death < 3; death += 1) {
      await database.pool.query(
        `UPDATE evaluation SET state = 'running', lease_token = gen_random_uuid(), lease_until = now() - interval '1 minute'
          WHERE id = $1`,
        [id],
      );
      await world.service.sweepEvaluations();
    }
    expect(await read(id)).toMatchObject({ state: "failed", reason: { code: "interrupted" } });
  });

  test("adds what is due when the queue has lost everything, each under the id of its next run", async () => {
    const ids = await Promise.all([request(), request(), request()]);
    world.added.length = 0;
    await world.service.sweepEvaluations();
    expect(world.added.map(({ jobId }) => jobId).sort()).toEqual(ids.map((id) => `${id}.0`).sort());
    for (const id of ids) await world.run(id);
    world.added.length = 0;
    await world.service.sweepEvaluations();
    expect(world.added).toEqual([]);
  });
});

test("a request is stored and answered even when the queue is away", async () => {
  const away = await createEvaluationWorld(database.pool, {
    queue: {
      add: async () => {
        throw new Error("connect ECONNREFUSED");
      },
    },
  });
  const judgeModel = await away.createJudge(judge.baseUrl);
  await away.storeRagTrace({ traceId: "9".repeat(32) });
  expect((await away.request("9".repeat(32), judgeModel.id)).state).toBe("queued");
  expect(away.logLines.join("\n")).toContain("ECONNREFUSED");
});

test("a trace that expired meanwhile is told as such", async () => {
  const id = await request();
  const { traceId } = await read(id);
  await database.pool.query("DELETE FROM trace WHERE trace_id = $1", [traceId]);
  expect(await world.run(id)).toMatchObject({ state: "failed", reason: { code: "trace_missing" } });
});

test("a judge that was removed meanwhile is told as such", async () => {
  const own = await createEvaluationWorld(database.pool);
  const judgeModel = await own.createJudge(judge.baseUrl);
  await own.storeRagTrace({ traceId: "8".repeat(32) });
  const { id } = await own.request("8".repeat(32), judgeModel.id);
  await own.service.archiveJudgeModel(own.grant("judge:manage"), judgeModel.id);
  expect(await own.run(id)).toMatchObject({ state: "failed", reason: { code: "judge_removed" } });
});
