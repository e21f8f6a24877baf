import { useTestDatabase } from "@plumbline/db/testing";
import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { afterAll, expect, test } from "vitest";
import { createTaskWorld } from "../testing/task-world";

const database = await useTestDatabase();
const standIn = await startModelStandin();
afterAll(() => standIn.close());
const world = await createTaskWorld(database.pool);
const judge = await world.createJudge(`${standIn.url}/v1`);
const minute = 60_000;

async function windowsOf(taskId: string): Promise<{ population: number; picked: string | null }[]> {
  const { rows } = await database.pool.query<{ population: number; picked_trace_id: string | null }>(
    "SELECT population, picked_trace_id FROM evaluation_window WHERE task_id = $1 ORDER BY window_start",
    [taskId],
  );
  return rows.map((row) => ({ population: row.population, picked: row.picked_trace_id?.replaceAll("-", "") ?? null }));
}

test("one trace of every window is judged, whatever its place in it, and the window knows how many it stands for", async () => {
  const start = new Date(Math.floor(Date.now() / minute) * minute - 400 * minute);
  const populations = Array.from({ length: 60 }, (_, index) => 2 + (index % 5));
  const inWindow = (window: number, place: number) => new Date(start.getTime() + window * 5 * minute + place * 30_000);
  const placeOf = new Map<string, number>();
  for (const [window, population] of populations.entries()) {
    const places = Array.from({ length: population }, (_, place) => place);
    const ids = await world.storeTraces(places.map((place) => ({ startedAt: inWindow(window, place) })));
    for (const [place, id] of ids.entries()) placeOf.set(id, place / (population - 1));
  }
  const task = await world.createTask(judge.id, {
    samplingStart: start.toISOString(),
    samplingEnd: inWindow(60, 0).toISOString(),
    sampling: { policy: "window", everyMinutes: 5 },
  });
  const done = await world.settle(task.id);
  expect(done).toMatchObject({ state: "completed", counts: { scored: 60, waiting: 0 } });
  expect(done.counts.sampled_out).toBe(populations.reduce((sum, n) => sum + n, 0) - 60);
  const windows = await windowsOf(task.id);
  expect(windows.map(({ population }) => population)).toEqual(populations);
  // Uniform over 60 windows: mean 0.5 with a standard error below 0.05; the first of each would give 0.
  const places = windows.map(({ picked }) => placeOf.get(picked ?? "") ?? Number.NaN);
  const mean = places.reduce((sum, place) => sum + place, 0) / places.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.25);
  expect(done.scores.correctness).toMatchObject({ n: 60 });
  expect(done.scores.correctness?.weightedMean).not.toBeNull();
}, 60_000);

test("a trace that the filter leaves out is in no window, and one that comes after its window was closed only counts", async () => {
  const start = new Date(Math.floor(Date.now() / minute) * minute - 30 * minute);
  const startedAt = new Date(start.getTime() + minute);
  await world.storeTraces([
    { startedAt, service: "tower" },
    { startedAt, service: "tower" },
  ]);
  await world.storeTraces([{ startedAt, service: "tower", query: "leave me out" }]);
  const task = await world.createTask(judge.id, {
    application: "tower",
    filter: 'not "leave me out"',
    samplingStart: start.toISOString(),
    sampling: { policy: "window", everyMinutes: 10 },
  });
  const first = await world.settle(task.id);
  expect(first.counts).toMatchObject({ scored: 1, sampled_out: 1, filtered_out: 1 });
  const [before] = await windowsOf(task.id);
  expect(before?.population).toBe(2);
  await world.storeTraces([{ startedAt, service: "tower" }]);
  const second = await world.settle(task.id);
  expect(second.counts).toMatchObject({ scored: 1, sampled_out: 2, filtered_out: 1 });
  expect(await windowsOf(task.id)).toEqual([{ population: 3, picked: before?.picked }]);
});

test("a window that is not over waits, and says so", async () => {
  await world.storeTraces([{ service: "station" }]);
  const task = await world.createTask(judge.id, {
    application: "station",
    samplingStart: new Date(Date.now() - 2 * minute).toISOString(),
    sampling: { policy: "window", everyMinutes: 60 },
  });
  const done = await world.settle(task.id);
  expect(done.counts).toMatchObject({ waiting: 1, scored: 0 });
});
