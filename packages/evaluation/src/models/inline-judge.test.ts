import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, expect, test } from "vitest";
import { createEvaluationWorld, type EvaluationWorld } from "../testing/evaluation-world";
import { startJudgeServer } from "../testing/judge-server";
import type { NewJudgeModel } from "./judge-models";

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());

const inline = (world: EvaluationWorld, more: Partial<NewJudgeModel>) =>
  world.service.findOrCreateJudgeModel(world.grant("judge:manage"), {
    preset: "openai-compatible",
    ...(more.preset === undefined ? { baseUrl: judge.baseUrl, model: "m" } : {}),
    ...more,
  });
const listed = (world: EvaluationWorld, unlisted = false) =>
  world.service.listJudgeModels(world.grant("judge:read"), { unlisted });

test("one judge per address and model is kept, in no list of choices, with the token that came last", async () => {
  const world = await createEvaluationWorld(database.pool);
  const first = await inline(world, { token: "sk-one-0123456789" });
  const again = await inline(world, { token: "sk-one-0123456789" });
  const other = await inline(world, { token: "sk-two-0123456789" });
  expect([again.id, other.id]).toEqual([first.id, first.id]);
  expect(await listed(world)).toEqual([]);
  expect(await listed(world, true)).toMatchObject([{ id: first.id, name: "m", isListed: false }]);
  await world.storeRagTrace({ traceId: "6".repeat(32) });
  const done = await world.run((await world.request("6".repeat(32), first.id, { metrics: ["correctness"] })).id);
  expect(done).toMatchObject({ state: "succeeded", judge: { id: first.id, name: "m" } });
  expect(judge.calls.at(-1)?.headers.authorization).toBe("Bearer sk-two-0123456789");
});

test("requests that bring the same new judge at once make one", async () => {
  const world = await createEvaluationWorld(database.pool);
  const made = await Promise.all(Array.from({ length: 6 }, () => inline(world, { token: "sk-one-0123456789" })));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
});

test("a listed judge serves where its token is the one brought or none is, and a request never replaces its token", async () => {
  const world = await createEvaluationWorld(database.pool);
  const teams = await world.createJudge(judge.baseUrl, { model: "m", name: "the team's", token: "sk-team-0123456789" });
  expect((await inline(world, {})).id).toBe(teams.id);
  expect((await inline(world, { token: "sk-team-0123456789" })).id).toBe(teams.id);
  expect((await inline(world, { token: "sk-mine-0123456789" })).id).not.toBe(teams.id);
  expect(await listed(world)).toMatchObject([{ id: teams.id, tokenLast4: "6789" }]);
  expect((await inline(world, {})).id).toBe(teams.id);
});

test("one that somebody changes by hand is listed from then on", async () => {
  const world = await createEvaluationWorld(database.pool);
  const { id } = await inline(world, { token: "sk-one-0123456789" });
  await world.service.updateJudgeModel(world.grant("judge:manage"), id, { name: "mine" });
  expect(await listed(world)).toMatchObject([{ id, name: "mine", isListed: true }]);
});

test.each(["qwen-max", "pai-judge"] as const)(
  "the preset %s without a token is refused until one is stored",
  async (preset) => {
    const world = await createEvaluationWorld(database.pool);
    const refusal = { code: "request.invalid", message: expect.stringContaining("token is required for this preset") };
    await expect(inline(world, { preset })).rejects.toMatchObject(refusal);
    await world.service.createJudgeModel(world.grant("judge:manage"), { preset, name: "without" });
    await expect(inline(world, { preset })).rejects.toMatchObject(refusal);
    const stored = await world.service.createJudgeModel(world.grant("judge:manage"), {
      preset,
      token: "sk-one-0123456789",
    });
    expect((await inline(world, { preset })).id).toBe(stored.id);
  },
);

test("a preset at an address of one's own needs no token", async () => {
  const world = await createEvaluationWorld(database.pool);
  expect((await inline(world, { preset: "qwen-max", baseUrl: judge.baseUrl })).hasToken).toBe(false);
});
