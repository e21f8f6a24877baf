import { testGrant } from "@plumbline/access/testing";
import { useTestDatabase } from "@plumbline/db/testing";
import { ragExtraction, ragTrace } from "@plumbline/evaluation/testing/evaluation-world";
import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { storeOtlpJson } from "@plumbline/span-store/testing";
import { afterAll, expect, test } from "vitest";
import { startWorker } from "./start-worker";
import { createAskingSide, silent, workerConfig } from "./testing";

const database = await useTestDatabase();
const standIn = await startModelStandin();
const asking = await createAskingSide(database, standIn.url);
afterAll(async () => {
  await asking.close();
  await standIn.close();
});

test("a running worker takes a task over live traffic from its first trace to completed", async () => {
  const worker = await startWorker(workerConfig(database.url, standIn.url), silent);
  await worker.ready;
  const { tasks } = asking.service;
  const manage = testGrant("task:manage", asking.projectId);
  const judge = await asking.service.getStandInJudge(manage);
  const store = (id: number) =>
    storeOtlpJson(
      database.pool,
      asking.projectId,
      ragTrace({ traceId: id.toString(16).padStart(32, "e"), startedAt: new Date() }),
    );
  await store(1);
  const { id } = await tasks.create(manage, {
    name: "Live",
    judgeModelId: judge.id,
    metrics: ["correctness"],
    extraction: ragExtraction,
    samplingStart: new Date(Date.now() - 60_000).toISOString(),
    samplingEnd: new Date(Date.now() + 8_000).toISOString(),
    sampling: { policy: "probability", percent: 100 },
    quietSeconds: 1,
  });
  await store(2);
  const read = () => tasks.get(testGrant("evaluation:read", asking.projectId), id);
  await expect.poll(async () => (await read()).state, { timeout: 60_000, interval: 250 }).toBe("completed");
  expect((await read()).counts).toMatchObject({ scored: 2 });
  await worker.stop();
}, 90_000);
