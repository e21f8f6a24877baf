import { useTestDatabase } from "@plumbline/db/testing";
import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { afterAll, expect, test } from "vitest";
import { createTaskWorld, type TaskWorld } from "../testing/task-world";

const database = await useTestDatabase();
const standIn = await startModelStandin();
afterAll(() => standIn.close());

async function newWorld(taskTimes = {}) {
  const world = await createTaskWorld(database.pool, { taskTimes });
  return { ...world, judge: await world.createJudge(`${standIn.url}/v1`) };
}

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** Trace ids of a task's decisions, by what was decided. */
async function decisionsOf(world: TaskWorld, taskId: string, version = 1): Promise<Map<string, string>> {
  const { rows } = await database.pool.query<{ trace_id: string; state: string }>(
    "SELECT trace_id, state FROM evaluation_decision WHERE project_id = $1 AND task_id = $2 AND version = $3",
    [world.projectId, taskId, version],
  );
  return new Map(rows.map(({ trace_id, state }) => [trace_id.replaceAll("-", ""), state]));
}

test("a probability task over past and live traffic decides each trace once, judges its share, and counts what came of it", async () => {
  const world = await newWorld();
  await world.storeTraces(Array.from({ length: 20 }, () => ({})));
  const task = await world.createTask(world.judge.id, { sampling: { policy: "probability", percent: 50 } });
  expect(task).toMatchObject({ state: "running", version: 1, counts: { waiting: 0 } });
  await world.settle(task.id);
  await world.storeTraces(Array.from({ length: 20 }, () => ({})));
  const done = await world.settle(task.id);
  expect(sumOf(done.counts)).toBe(40);
  expect(done.counts.scored + done.counts.sampled_out).toBe(40);
  expect(done.counts.scored).toBeGreaterThan(5);
  expect(done.counts.sampled_out).toBeGreaterThan(5);
  expect(done.scores.correctness?.n).toBe(done.counts.scored);
  expect(done.state).toBe("running");
});

test("every trace of the period has exactly one decision, whatever comes late and however many workers look", async () => {
  const world = await newWorld({ tracesPerBatch: 7 });
  const minute = 60_000;
  const now = Date.now();
  const period = { samplingStart: new Date(now - 60 * minute), samplingEnd: new Date(now + 10 * minute) };
  const task = await world.createTask(world.judge.id, {
    samplingStart: period.samplingStart.toISOString(),
    samplingEnd: period.samplingEnd.toISOString(),
    application: "museum",
    filter: "status != error",
    sampling: { policy: "probability", percent: 30 },
  });
  const random = (below: number) => Math.floor(Math.random() * below);
  const started: { traceId: string; startedAt: Date; service: string; part: "root" | "retriever" }[] = [];
  const feed = async () => {
    for (let batch = 0; batch < 6; batch += 1) {
      const fresh = Array.from({ length: 12 }, () => ({
        traceId: crypto.randomUUID().replaceAll("-", ""),
        startedAt: new Date(now + 20 * minute - random(100) * minute),
        service: ["museum", "museum", "evaluation", "shop"][random(4)] ?? "museum",
        part: (["root", "retriever"] as const)[random(2)] ?? "root",
      }));
      await world.storeTraces(fresh);
      started.push(...fresh);
      // The other half of some earlier ones: late spans.
      const late = started.filter(() => random(3) === 0);
      if (late.length > 0) await world.storeTraces(late.map(({ part: _, ...trace }) => trace));
    }
  };
  const looking = Array.from({ length: 4 }, async () => {
    for (let turn = 0; turn < 12; turn += 1) await world.advance(task.id);
  });
  await Promise.all([feed(), ...looking]);
  await world.storeTraces(started.map(({ part: _, ...trace }) => trace));
  const done = await world.settle(task.id);

  const { rows } = await database.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM trace
      WHERE project_id = $1 AND application = 'museum' AND start_time >= $2 AND start_time < $3`,
    [world.projectId, period.samplingStart, period.samplingEnd],
  );
  expect(rows[0]?.n).toBeGreaterThan(10);
  expect(sumOf(done.counts)).toBe(rows[0]?.n);
  expect((await decisionsOf(world, task.id)).size).toBe(rows[0]?.n);
  expect(done.counts.waiting + done.counts.queued + done.counts.running).toBe(0);
}, 60_000);

test("judge calls are traces that are never judged", async () => {
  const world = await newWorld();
  await world.storeTraces([{ service: "evaluation" }, {}]);
  const done = await world.settle((await world.createTask(world.judge.id)).id);
  expect(done.counts).toMatchObject({ filtered_out: 1, scored: 1 });
});

test("a higher share keeps the traces of a lower one, and what was judged is not judged again", async () => {
  const world = await newWorld();
  await world.storeTraces(Array.from({ length: 40 }, () => ({})));
  const task = await world.createTask(world.judge.id, { sampling: { policy: "probability", percent: 20 } });
  const first = await world.settle(task.id);
  const taken = [...(await decisionsOf(world, task.id))].filter(([, state]) => state === "taken").map(([id]) => id);
  const callsBefore = standIn.requests.length;
  const changed = await world.service.tasks.update(world.grant("task:manage"), task.id, {
    sampling: { policy: "probability", percent: 60 },
  });
  expect(changed).toMatchObject({ version: 2, counts: { scored: 0 } });
  const second = await world.settle(task.id);
  const takenNow = new Set(
    [...(await decisionsOf(world, task.id, 2))].filter(([, state]) => state === "taken").map(([id]) => id),
  );
  expect(taken.every((id) => takenNow.has(id))).toBe(true);
  expect(takenNow.size).toBeGreaterThan(taken.length);
  expect(standIn.requests.length - callsBefore).toBe(second.counts.scored - first.counts.scored);
  expect(sumOf(second.counts)).toBe(40);
});

test("a filter about contents decides by what the spans say", async () => {
  const world = await newWorld();
  await world.storeTraces([{ query: "Where is the lost property office?" }, {}, {}]);
  const done = await world.settle((await world.createTask(world.judge.id, { filter: '"lost property"' })).id);
  expect(done.counts).toMatchObject({ filtered_out: 2, scored: 1 });
});

test("a past range is judged to its end in small steps, goes on where it was, and is completed", async () => {
  const world = await newWorld({ tracesPerBatch: 5 });
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  await world.storeTraces(Array.from({ length: 23 }, (_, index) => ({ startedAt: at(100 + index) })));
  await world.storeTraces([{ startedAt: at(90) }, { startedAt: at(1_000) }]);
  const task = await world.createTask(world.judge.id, {
    samplingStart: at(125).toISOString(),
    samplingEnd: at(95).toISOString(),
  });
  await world.service.tasks.pause(world.grant("task:manage"), task.id);
  await world.advance(task.id);
  expect(sumOf((await world.task(task.id)).counts)).toBe(0);
  await world.service.tasks.resume(world.grant("task:manage"), task.id);
  const done = await world.settle(task.id);
  expect(done).toMatchObject({ state: "completed", isBackfilled: true, counts: { scored: 23 } });
  expect(sumOf(done.counts)).toBe(23);
  expect(done.endedAt).not.toBeNull();
}, 30_000);

test("a task whose period has not begun looks at nothing", async () => {
  const world = await newWorld();
  await world.storeTrace();
  const task = await world.createTask(world.judge.id, { samplingStart: new Date(Date.now() + 60_000).toISOString() });
  expect(task.state).toBe("created");
  expect(await world.settle(task.id)).toMatchObject({ state: "created", startedAt: null });
});
