import { useTestDatabase } from "@plumbline/db/testing";
import { startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { afterAll, afterEach, expect, test } from "vitest";
import { startWorker, type Worker } from "./start-worker";
import { createAskingSide, silent, workerConfig } from "./testing";

const database = await useTestDatabase();
const standIn = await startModelStandin();
const asking = await createAskingSide(database, standIn.url);
const all = ["correctness", "faithfulness", "retrieval"];
const open: { worker?: Worker } = {};
afterEach(async () => {
  await open.worker?.stop();
  await database.pool.query("DELETE FROM evaluation");
  await database.pool.query("DELETE FROM bullmq.job");
});
afterAll(async () => {
  await asking.close();
  await standIn.close();
});

/** Eight evaluations of a judge that behaves like this, in the hands of a worker that has eight slots. */
async function eightWith(fault: string) {
  const judge = await asking.createJudge(`plumbline-stand-in:${fault}`);
  const worker = await startWorker(workerConfig(database.url, standIn.url), silent);
  open.worker = worker;
  await worker.ready;
  const ids: string[] = [];
  for (let index = 0; index < 8; index += 1) ids.push((await asking.request(all, judge.id)).id);
  const read = () => Promise.all(ids.map(asking.read));
  return read;
}

test("eight evaluations of a judge that asks for an hour are delayed within seconds, each with the reason and the time", async () => {
  const read = await eightWith("429;retry-after=3600");
  const seconds = { timeout: 10_000, interval: 100 };
  await expect.poll(async () => (await read()).map(({ state }) => state), seconds).toEqual(Array(8).fill("delayed"));
  for (const { reason, nextAttemptAt } of await read()) {
    expect(reason).toMatchObject({ code: "rate", httpStatus: 429 });
    expect(Math.abs(Date.parse(nextAttemptAt ?? "") - Date.now() - 3_600_000)).toBeLessThan(20_000);
  }
  const healthy = await asking.request(all);
  await expect.poll(async () => (await asking.read(healthy.id)).state, seconds).toBe("succeeded");
}, 40_000);

test.each(["hang", "slow-drip", "hang-body", "500", "503"])(
  "eight evaluations of a judge that answers %s leave another judge's evaluation its place at once",
  async (fault) => {
    const read = await eightWith(fault);
    const isRunning = async () => (await read()).filter(({ state }) => state === "running").length;
    await expect.poll(isRunning, { timeout: 10_000, interval: 50 }).toBeGreaterThan(1);
    const healthy = await asking.request(all);
    await expect
      .poll(async () => (await asking.read(healthy.id)).state, { timeout: 5_000, interval: 50 })
      .toBe("succeeded");
    expect(await isRunning()).toBeLessThanOrEqual(4);
  },
  40_000,
);
