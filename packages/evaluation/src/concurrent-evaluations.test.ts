import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, expect, test } from "vitest";
import { createEvaluationWorld } from "./testing/evaluation-world";
import { startJudgeServer } from "./testing/judge-server";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
const world = await createEvaluationWorld(database.pool);
const model = await world.createJudge(judge.baseUrl, { maxConcurrency: 64 });

const finalStates = ["succeeded", "partly", "failed", "cancelled", "not_extracted", "superseded"];

async function storeTraces(count: number, digit: string): Promise<string[]> {
  const traceIds = Array.from({ length: count }, (_, index) => index.toString(16).padStart(32, digit));
  for (const traceId of traceIds) await world.storeRagTrace({ traceId });
  return traceIds;
}

async function readRows(traceIds: readonly string[]) {
  const { rows } = await database.pool.query<{ stored: string; shown: string; newest: string; standing: number }>(
    `SELECT t.evaluation_state AS stored, t.evaluation ->> 'evaluationId' AS shown, newest.id AS newest, newest.state,
            (SELECT count(*)::int FROM evaluation e
              WHERE e.project_id = t.project_id AND e.trace_id = t.trace_id AND e.state <> 'superseded') AS standing
       FROM trace t
       JOIN LATERAL (SELECT id, state FROM evaluation e
                      WHERE e.project_id = t.project_id AND e.trace_id = t.trace_id ORDER BY id DESC LIMIT 1) newest ON true
      WHERE t.project_id = $1 AND t.trace_id = ANY($2::uuid[])`,
    [world.projectId, traceIds],
  );
  return rows;
}

test("evaluations of one trace that end together leave one that stands, and the list says what it says", async () => {
  const traceIds = await storeTraces(12, "d");
  for (let round = 0; round < 2; round += 1) {
    const requested = await Promise.all(
      traceIds.flatMap((traceId) =>
        Array.from({ length: 3 }, () => world.request(traceId, model.id, { metrics: ["correctness"] })),
      ),
    );
    const done = await Promise.all(requested.map(({ id }) => world.run(id)));
    for (const { state } of done) expect(finalStates).toContain(state);
    const rows = await readRows(traceIds);
    expect(rows).toHaveLength(traceIds.length);
    expect(rows.map(({ shown }) => shown)).toEqual(rows.map(({ newest }) => newest));
    expect(rows.map(({ stored, standing }) => [stored, standing])).toEqual(rows.map(() => ["succeeded", 1]));
  }
}, 60_000);

test("cancels, retries and ends at once neither block one another nor leave the list behind", async () => {
  const [traceId = ""] = await storeTraces(1, "e");
  const grant = world.grant("evaluation:run");
  const requested = await Promise.all(
    Array.from({ length: 12 }, () => world.request(traceId, model.id, { metrics: ["correctness"] })),
  );
  const settled = await Promise.allSettled(
    requested.flatMap(({ id }, index) => [
      world.run(id),
      index % 2 === 0
        ? world.service.cancelEvaluation(grant, id).then(() => world.service.retryEvaluation(grant, id))
        : world.run(id),
    ]),
  );
  const refusals = settled.flatMap((result) =>
    result.status === "rejected" ? [result.reason as { code?: string }] : [],
  );
  expect(refusals.filter(({ code }) => code !== "resource.conflict")).toEqual([]);
  await Promise.all(requested.map(({ id }) => world.run(id)));
  expect(await readRows([traceId])).toMatchObject([{ stored: "succeeded", standing: 1 }]);
});

test("the sweep puts a trace right whose row still shows a run that has ended", async () => {
  const traceIds = await storeTraces(3, "f");
  for (const traceId of traceIds)
    await world.run((await world.request(traceId, model.id, { metrics: ["correctness"] })).id);
  const stuck = traceIds.slice(0, 2);
  await database.pool.query(
    `UPDATE trace SET evaluation_state = 'running', evaluation = jsonb_set(evaluation, '{state}', '"running"')
      WHERE project_id = $1 AND trace_id = ANY($2::uuid[])`,
    [world.projectId, stuck],
  );
  expect(await world.service.sweepEvaluations()).toMatchObject({ republished: 2 });
  expect((await readRows(traceIds)).map(({ stored }) => stored)).toEqual(["succeeded", "succeeded", "succeeded"]);
  expect(await world.service.sweepEvaluations()).toMatchObject({ republished: 0 });
});
