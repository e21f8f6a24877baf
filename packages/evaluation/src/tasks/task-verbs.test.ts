import { useTestDatabase } from "@plumbline/db/testing";
import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { afterAll, expect, test } from "vitest";
import { ragExtraction } from "../testing/evaluation-world";
import { createTaskWorld, type TaskWorld } from "../testing/task-world";

const database = await useTestDatabase();
const standIn = await startModelStandin();
afterAll(() => standIn.close());

const sumOf = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, n) => sum + n, 0);

async function newWorld() {
  const events: { action: string; detail: unknown }[] = [];
  const world = await createTaskWorld(database.pool, {
    recordAuditEvent: async ({ action, detail }) => {
      events.push({ action, detail });
    },
  });
  const judge = await world.createJudge(`${standIn.url}/v1`);
  return { ...world, judge, events, manage: world.grant("task:manage"), tasks: world.service.tasks };
}

async function evaluationsOf(world: TaskWorld, taskId: string): Promise<{ state: string; code: string | null }[]> {
  const { rows } = await database.pool.query<{ state: string; code: string | null }>(
    `SELECT state, state_reason ->> 'code' AS code FROM evaluation WHERE project_id = $1 AND task_id = $2 ORDER BY id`,
    [world.projectId, taskId],
  );
  return rows;
}

test("a paused task begins nothing, keeps what waits, and goes on where it was", async () => {
  const world = await newWorld();
  const task = await world.createTask(world.judge.id);
  await world.storeTraces([{}, {}, {}]);
  await world.advance(task.id);
  expect((await world.tasks.pause(world.manage, task.id)).counts).toMatchObject({ queued: 3 });
  await world.runQueued();
  await world.service.sweepEvaluations();
  expect(await world.settle(task.id)).toMatchObject({ state: "paused", counts: { queued: 3, scored: 0 } });
  await world.storeTrace();
  await world.tasks.resume(world.manage, task.id);
  expect(await world.settle(task.id)).toMatchObject({ state: "running", counts: { scored: 4 } });
  expect(world.events.map(({ action }) => action)).toEqual([
    "judge-model.created",
    "evaluation-task.created",
    "evaluation-task.paused",
    "evaluation-task.resumed",
  ]);
});

test("a stopped task cancels what waits, and resumed it judges that and what came meanwhile", async () => {
  const world = await newWorld();
  const task = await world.createTask(world.judge.id, { quietSeconds: 0 });
  await world.storeTraces([{}, {}]);
  await world.advance(task.id);
  const stopped = await world.tasks.stop(world.manage, task.id);
  expect(stopped).toMatchObject({ state: "stopped", counts: { cancelled: 2, queued: 0 } });
  expect(await evaluationsOf(world, task.id)).toEqual(Array(2).fill({ state: "cancelled", code: "task_stopped" }));
  await world.storeTrace();
  expect(sumOf((await world.settle(task.id)).counts)).toBe(2);
  await expect(world.tasks.stop(world.manage, task.id)).rejects.toMatchObject({ code: "resource.conflict" });
  await world.tasks.resume(world.manage, task.id);
  expect(await world.settle(task.id)).toMatchObject({ state: "running", counts: { scored: 3, cancelled: 0 } });
  expect(await evaluationsOf(world, task.id)).toHaveLength(3);
});

test("a changed task is a new version that decides about every trace again; a new name or cap is none", async () => {
  const world = await newWorld();
  const task = await world.createTask(world.judge.id);
  await world.storeTraces([{}, {}]);
  await world.settle(task.id);
  const renamed = await world.tasks.update(world.manage, task.id, {
    name: "Renamed",
    budget: { tokensTotal: 9_000_000 },
  });
  expect(renamed).toMatchObject({ version: 1, name: "Renamed", counts: { scored: 2 } });
  expect(renamed.spent?.tokensTotal).toBeGreaterThan(0);
  await world.storeTrace();
  await world.advance(task.id);
  const changed = await world.tasks.update(world.manage, task.id, { metrics: ["correctness", "retrieval"] });
  expect(changed).toMatchObject({ version: 2, state: "running", counts: { scored: 0 } });
  const done = await world.settle(task.id);
  expect(done.counts).toMatchObject({ scored: 3 });
  expect(done.scores.ndcg?.n).toBe(3);
  expect(done.versions.map(({ version }) => version)).toEqual([2, 1]);
  // The results of the first version stand beside, for comparison; what it had not begun was cancelled.
  expect((await evaluationsOf(world, task.id)).map(({ state }) => state).sort()).toEqual([
    "cancelled",
    "succeeded",
    "succeeded",
    "succeeded",
    "succeeded",
    "succeeded",
  ]);
  const before = await world.tasks.listResults(world.grant("evaluation:read"), task.id, { version: 1 });
  expect(before.items.map(({ state }) => state).sort()).toEqual(["cancelled", "scored", "scored"]);
});

test("a clone holds the settings of its task under another name, and has a sample of its own", async () => {
  const world = await newWorld();
  const task = await world.createTask(world.judge.id, { filter: "status = ok", budget: { tokensPerDay: 100_000 } });
  const twin = await world.tasks.clone(world.manage, task.id);
  expect(twin).toMatchObject({ state: "paused", startedAt: null });
  const {
    id: _,
    state: _______,
    name,
    createdAt: __,
    updatedAt: ___,
    startedAt: ____,
    receivedThrough: _____,
    versions: ______,
    ...same
  } = twin;
  expect(name).toBe("Museum answers (copy)");
  expect(task).toMatchObject(same);
  const { rows } = await database.pool.query(
    "SELECT DISTINCT salt FROM evaluation_task_version WHERE task_id = ANY ($1)",
    [[task.id, twin.id]],
  );
  expect(rows).toHaveLength(2);
});

test("a deleted task is gone from sight; its results stay where that was chosen, and go from the traces where not", async () => {
  const world = await newWorld();
  const traceId = await world.storeTrace();
  const kept = await world.createTask(world.judge.id);
  const removed = await world.createTask(world.judge.id);
  await world.settle(kept.id);
  await world.settle(removed.id);
  await world.tasks.delete(world.manage, kept.id, { keepResults: true });
  await world.tasks.delete(world.manage, removed.id, { keepResults: false });
  await expect(world.task(kept.id)).rejects.toMatchObject({ code: "resource.not_found" });
  expect((await world.tasks.list(world.grant("evaluation:read"))).items).toEqual([]);
  for (let turn = 0; turn < 3; turn += 1) await world.advance(removed.id);
  expect(await evaluationsOf(world, kept.id)).toHaveLength(1);
  expect(await evaluationsOf(world, removed.id)).toEqual([]);
  const { rows } = await database.pool.query("SELECT 1 FROM evaluation_decision WHERE task_id = $1", [removed.id]);
  expect(rows).toEqual([]);
  expect(await world.tasks.listActive()).not.toContainEqual(expect.objectContaining({ taskId: removed.id }));
  const summary = await database.pool.query("SELECT evaluation_state FROM trace WHERE trace_id = $1", [traceId]);
  expect(summary.rows).toEqual([{ evaluation_state: "succeeded" }]);
});

test("a class of failures is run again, in a completed task as well, and nothing else", async () => {
  const world = await newWorld();
  const [bad = ""] = await world.storeTraces([{ query: "[[stand-in:prose;times=2]] odd" }, {}]);
  await world.storeTrace({ answer: "" });
  const task = await world.createTask(world.judge.id, { samplingEnd: new Date(Date.now() - 1_000).toISOString() });
  const first = await world.settle(task.id);
  expect(first).toMatchObject({ state: "completed", counts: { failed: 1, scored: 1, not_extracted: 1 } });
  const failed = await world.tasks.listResults(world.grant("evaluation:read"), task.id, { classes: ["unparsable"] });
  expect(failed.items).toMatchObject([{ traceId: bad, state: "failed", reason: { code: "unparsable" } }]);
  expect(await world.tasks.rerun(world.manage, task.id, { classes: ["timeout"] })).toEqual({ rerun: 0 });
  expect(await world.tasks.rerun(world.manage, task.id, { classes: ["unparsable"] })).toEqual({ rerun: 1 });
  expect(await world.settle(task.id)).toMatchObject({
    state: "completed",
    counts: { failed: 0, scored: 2, not_extracted: 1 },
  });
});

test("spans that come after the judgement make a new one where they change what is judged, and none where not", async () => {
  const world = await newWorld();
  const traceId = "c".repeat(31).concat("1");
  await world.storeTrace({ traceId });
  const task = await world.createTask(world.judge.id, { metrics: ["faithfulness"] });
  await world.settle(task.id);
  // The same again: nothing new is said.
  await world.storeTrace({ traceId });
  await world.settle(task.id);
  expect(await evaluationsOf(world, task.id)).toEqual([{ state: "succeeded", code: null }]);

  const late = "c".repeat(31).concat("2");
  await world.storeTrace({ traceId: late, part: "root" });
  expect((await world.settle(task.id)).counts).toMatchObject({ not_extracted: 1, scored: 1 });
  await world.storeTrace({ traceId: late, part: "retriever" });
  expect((await world.settle(task.id)).counts).toMatchObject({ not_extracted: 0, scored: 2 });

  await world.storeTrace({ traceId: late, documents: ["The museum is open until 18:00.", "Longer", "List"] });
  const done = await world.settle(task.id);
  expect(sumOf(done.counts)).toBe(2);
  expect(done.counts.scored).toBe(2);
  const states = (await evaluationsOf(world, task.id)).map(({ state }) => state);
  expect(states).toEqual(["succeeded", "superseded", "superseded", "succeeded"]);
});

test("two tasks judge one trace, and neither supersedes the other nor a person's own evaluation", async () => {
  const world = await newWorld();
  const traceId = await world.storeTrace();
  const own = await world.request(traceId, world.judge.id);
  await world.run(own.id);
  for (let number = 0; number < 2; number += 1) await world.settle((await world.createTask(world.judge.id)).id);
  const all = await world.service.listEvaluations(world.grant("evaluation:read"), traceId);
  expect(all.map(({ state }) => state)).toEqual(["succeeded", "succeeded", "succeeded"]);
});

test("every trace says why it has no score, for every task", async () => {
  const world = await newWorld();
  const [traceId = ""] = await world.storeTraces([{}]);
  const names = [
    ["outside", { samplingStart: new Date(Date.now() + 60_000).toISOString() }],
    ["other application", { application: "shop" }],
    ["filtered", { filter: "status = error" }],
    ["sampled", { sampling: { policy: "probability", percent: 0.000001 } }],
    ["growing", { quietSeconds: 600 }],
    ["judged", {}],
  ] as const;
  for (const [name, settings] of names) {
    const { id } = await world.createTask(world.judge.id, { ...settings, name });
    await world.settle(id);
  }
  const explained = await world.tasks.explainTrace(world.grant("evaluation:read"), traceId);
  expect(Object.fromEntries(explained.map(({ taskName, state }) => [taskName, state]))).toEqual({
    outside: "outside",
    "other application": "outside",
    filtered: "filtered_out",
    sampled: "sampled_out",
    growing: "waiting",
    judged: "scored",
  });
  for (const { message } of explained) expect(message).toMatch(/^[A-Z].*\.$/);
});

test.each([
  ["name", { name: " " }],
  ["samplingEnd", { samplingEnd: "2001-01-01T00:00:00Z" }],
  ["sampling.percent", { sampling: { policy: "probability", percent: 0 } }],
  ["sampling.everyMinutes", { sampling: { policy: "window", everyMinutes: 0.5 } }],
  ["filter", { filter: "colour = red and (" }],
  ["budget.costTotal", { budget: { costTotal: 5 } }],
  [
    "extraction.query.0.jsonPathInSpan",
    { extraction: { ...ragExtraction, query: [{ spanName: "rag", jsonPathInSpan: "a[" }] } },
  ],
  ["judgeModelId", { judgeModelId: "0199ffff-ffff-7fff-8fff-ffffffffffff" }],
] as const)("a wrong %s is refused by name, in a sentence, and nothing is stored", async (field, settings) => {
  const world = await newWorld();
  const refused = world.createTask(world.judge.id, settings as never);
  await expect(refused).rejects.toMatchObject({ field, message: expect.stringMatching(/\.$/) });
  expect((await world.tasks.list(world.grant("evaluation:read"))).items).toEqual([]);
});

test("tasks are listed newest first, page by page, each once", async () => {
  const world = await newWorld();
  for (const name of ["a", "b", "c", "d", "e"]) await world.createTask(world.judge.id, { name });
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await world.tasks.list(world.grant("evaluation:read"), { limit: 2, cursor });
    names.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(names).toEqual(["e", "d", "c", "b", "a"]);
});
