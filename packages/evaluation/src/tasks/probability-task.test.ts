import { useTestDatabase } from "@plumbline/db/testing";
import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { afterAll, expect, test } from "vitest";
import { createTaskWorld } from "../testing/task-world";

const database = await useTestDatabase();
const standIn = await startModelStandin();
afterAll(() => standIn.close());

async function newWorld() {
  const world = await createTaskWorld(database.pool);
  return { ...world, judge: await world.createJudge(`${standIn.url}/v1`) };
}

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, n) => sum + n, 0);

test("a probability task over live traffic decides each trace once, judges its share, and counts what came of it", async () => {
  const world = await newWorld();
  const before = await Promise.all(Array.from({ length: 20 }, () => world.storeTrace()));
  const task = await world.createTask(world.judge.id, { sampling: { policy: "probability", percent: 50 } });
  expect(task).toMatchObject({ state: "running", version: 1, counts: { waiting: 0 } });
  await world.settle(task.id);
  const after = await Promise.all(Array.from({ length: 20 }, () => world.storeTrace()));
  const done = await world.settle(task.id);
  expect(sumOf(done.counts)).toBe(before.length + after.length);
  expect(done.counts.scored + done.counts.sampled_out).toBe(40);
  expect(done.counts.scored).toBeGreaterThan(5);
  expect(done.counts.sampled_out).toBeGreaterThan(5);
  expect(done.scores.correctness?.n).toBe(done.counts.scored);
  expect(done.state).toBe("running");
});
