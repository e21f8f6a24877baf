import { freePort } from "@plumbline/db/free-port";
import { useTestDatabase } from "@plumbline/db/testing";
import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { noRedis, startTestRedis } from "@plumbline/queue/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startWorker } from "./start-worker";
import { buildWorker, createAskingSide, silent, spawnWorker, startCut, workerConfig } from "./testing";

const database = await useTestDatabase();
const standIn = await startModelStandin();
const asking = await createAskingSide(database, standIn.url);
afterAll(async () => {
  await asking.close();
  await standIn.close();
});
beforeEach(() => standIn.reset());

const slow = { timeout: 30_000, interval: 100 };

describe("a running worker", () => {
  test("takes an evaluation from the queue to its scores, through the stand-in, and labels it as such", async () => {
    const worker = await startWorker(workerConfig(database.url, standIn.url), silent);
    expect(await worker.ready).toBe(true);
    const { id } = await asking.request(["correctness", "faithfulness", "retrieval"]);
    await expect.poll(async () => (await asking.read(id)).state, slow).toBe("succeeded");
    const done = await asking.read(id);
    expect(done.judge).toMatchObject({ preset: "stand-in", isStandIn: true });
    expect(done.scores).toHaveLength(6);
    expect(done.scores.every(({ state }) => state !== "failed")).toBe(true);
    const health = await fetch(`http://127.0.0.1:${worker.healthPort}/health`);
    expect([health.status, await health.json()]).toEqual([200, { status: "ok", reason: null }]);
    await worker.stop();
  });

  test("finds by itself what was requested while the queue was lost", async () => {
    const { id } = await asking.request();
    await database.pool.query("DELETE FROM bullmq.job");
    const worker = await startWorker(workerConfig(database.url, standIn.url), silent);
    await expect.poll(async () => (await asking.read(id)).state, slow).toBe("succeeded");
    await worker.stop();
  });

  test("lives through a database that goes away, says that it waits, and goes on", async () => {
    const way = await startCut(new URL(database.url));
    const worker = await startWorker(workerConfig(way.url, standIn.url), silent);
    await worker.ready;
    await way.cut();
    const health = () => fetch(`http://127.0.0.1:${worker.healthPort}/health`);
    await expect.poll(async () => (await health()).status, slow).toBe(503);
    expect(await (await health()).json()).toMatchObject({ status: "waiting" });
    const { id } = await asking.request();
    await way.open();
    await expect.poll(async () => (await asking.read(id)).state, slow).toBe("succeeded");
    expect((await health()).status).toBe(200);
    await worker.stop();
    await way.cut();
  }, 60_000);

  test("starts before its database does", async () => {
    const way = await startCut(new URL(database.url));
    await way.cut();
    const worker = await startWorker(workerConfig(way.url, standIn.url), silent);
    const { id } = await asking.request();
    await way.open();
    expect(await worker.ready).toBe(true);
    await expect.poll(async () => (await asking.read(id)).state, slow).toBe("succeeded");
    await worker.stop();
    await way.cut();
  }, 60_000);
});

describe.skipIf(noRedis !== undefined)(`with the queue in Redis${noRedis === undefined ? "" : ` (${noRedis})`}`, () => {
  test("the same evaluation passes, and what was requested while Redis was empty or away is found", async () => {
    const redis = await startTestRedis();
    const others = await createAskingSide(database, standIn.url, redis.url);
    const worker = await startWorker(workerConfig(database.url, standIn.url, { redisUrl: redis.url }), silent);
    await worker.ready;
    const first = await others.request(["correctness", "faithfulness", "retrieval"]);
    await expect.poll(async () => (await others.read(first.id)).state, slow).toBe("succeeded");
    await worker.stop();

    const lost = await others.request();
    redis.command("FLUSHALL");
    const next = await startWorker(workerConfig(database.url, standIn.url, { redisUrl: redis.url }), silent);
    await expect.poll(async () => (await others.read(lost.id)).state, slow).toBe("succeeded");
    await next.stop();
    await others.close();
    await redis.stop();
  }, 90_000);
});

describe("the worker as a process", () => {
  const built = { file: "", remove: async () => {} };
  beforeAll(async () => void Object.assign(built, await buildWorker()));
  afterAll(() => built.remove());

  test("an evaluation whose worker was killed is finished by another within 20 s, and no answered call is repeated", async () => {
    standIn.script(["ok", "ok", "hang"]);
    const killed = spawnWorker(built.file, database.url, standIn.url, await freePort());
    await killed.ready;
    const { id } = await asking.request(["correctness", "faithfulness"]);
    const answered = async () => (await asking.calls(id)).filter(({ outcome }) => outcome === "ok").length;
    await expect.poll(async () => [standIn.requests.length, await answered()], slow).toEqual([3, 2]);
    killed.process.kill("SIGKILL");
    await killed.exited;
    const killedAt = Date.now();
    const next = spawnWorker(built.file, database.url, standIn.url, await freePort());
    await expect.poll(async () => (await asking.read(id)).state, slow).toBe("succeeded");
    expect(Date.now() - killedAt).toBeLessThan(20_000);
    expect([standIn.requests.length, await answered()]).toEqual([4, 3]);
    next.process.kill("SIGTERM");
    expect(await next.exited).toBe(0);
  }, 60_000);

  test("stops on SIGTERM within ten seconds, ends its call and gives the evaluation back", async () => {
    standIn.script(["hang"]);
    const worker = spawnWorker(built.file, database.url, standIn.url, await freePort());
    await worker.ready;
    const { id } = await asking.request();
    await expect.poll(() => standIn.requests.length, slow).toBe(1);
    const stoppedAt = Date.now();
    worker.process.kill("SIGTERM");
    expect(await worker.exited).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(10_000);
    expect((await asking.read(id)).state).toBe("queued");
    expect(worker.output()).toContain("Stopped");
    await asking.service.sweepEvaluations();
  }, 60_000);

  test("kill -9 and a lost queue, again and again, lose no evaluation, double no score and repeat only what was in flight", async () => {
    const quick = await startModelStandin({ delayMs: 80 });
    const others = await createAskingSide(database, quick.url);
    const ids = (await Promise.all(Array.from({ length: 10 }, () => others.request()))).map(({ id }) => id);
    let inFlight = 0;
    let kills = 0;
    for (; kills < 20; kills += 1) {
      const worker = spawnWorker(built.file, database.url, quick.url, await freePort());
      const before = quick.requests.length;
      await worker.ready;
      const isMoving = () => quick.requests.length >= before + 2 || worker.process.exitCode !== null;
      const isOver = async () => (await unfinished(others.projectId)) === 0;
      await expect.poll(async () => isMoving() || (await isOver()), slow).toBe(true);
      worker.process.kill("SIGKILL");
      await worker.exited;
      inFlight += await runningRows(others.projectId);
      // Time passes, so leases end; and the queue is lost as well, so that nothing but the rows can be gone by.
      await database.pool.query("UPDATE evaluation SET lease_until = now(), lease_losses = 0 WHERE state = 'running'");
      await database.pool.query("DELETE FROM bullmq.job");
      if (await isOver()) break;
    }
    expect(kills).toBeGreaterThan(1);
    for (const id of ids) {
      const done = await others.read(id);
      expect(done).toMatchObject({ state: "succeeded", scores: [{ metric: "correctness" }] });
    }
    expect(quick.requests.length).toBeGreaterThanOrEqual(ids.length);
    expect(quick.requests.length).toBeLessThanOrEqual(ids.length + inFlight);
    await others.close();
    await quick.close();
  }, 180_000);
});

async function unfinished(projectId: string): Promise<number> {
  const { rows } = await database.pool.query(
    "SELECT count(*)::int AS n FROM evaluation WHERE project_id = $1 AND state <> 'succeeded'",
    [projectId],
  );
  return rows[0]?.n;
}

async function runningRows(projectId: string): Promise<number> {
  const { rows } = await database.pool.query(
    "SELECT count(*)::int AS n FROM evaluation WHERE project_id = $1 AND state = 'running'",
    [projectId],
  );
  return rows[0]?.n;
}
