import { useTestDatabase } from "@plumbline/db/testing";
import { expect, test } from "vitest";
import { judgePresets } from "../evaluation-types";
import { judgePrompts } from "../prompts/judge-prompts";
import { createEvaluationWorld } from "../testing/evaluation-world";
import { judgePresetFacts } from "./judge-presets";

const database = await useTestDatabase();
const address = "http://127.0.0.1:9/v1";

test("limits and prices are kept, changed alone, and taken away by null", async () => {
  const world = await createEvaluationWorld(database.pool);
  const set = { requestsPerMinute: 60, tokensPerMinute: 90_000, inputPerMillion: 0.4, outputPerMillion: 1.6 };
  const model = await world.createJudge(address, set);
  expect(model).toMatchObject(set);
  const update = (patch: object) => world.service.updateJudgeModel(world.grant("judge:manage"), model.id, patch);
  expect(await update({ requestsPerMinute: null, inputPerMillion: 0 })).toMatchObject({
    ...set,
    requestsPerMinute: null,
    inputPerMillion: 0,
  });
  for (const wrong of [{ requestsPerMinute: 0 }, { tokensPerMinute: 1.5 }, { outputPerMillion: -1 }]) {
    await expect(update(wrong), JSON.stringify(wrong)).rejects.toMatchObject({ code: "request.invalid" });
  }
});

test.each(judgePresets.filter((preset) => preset !== "stand-in"))(
  "the preset %s makes a judge as it says",
  async (preset) => {
    const world = await createEvaluationWorld(database.pool);
    const model = await world.createJudge(address, { preset });
    const { contextTokens, authScheme, outputMode, quirks } = judgePresetFacts[preset];
    expect(model).toMatchObject({
      preset,
      contextTokens,
      authScheme,
      outputMode,
      refusedParameters: quirks?.dropped ?? [],
    });
  },
);

test("every prompt in use has its own purpose and version, in both languages, and names every key of its reply", () => {
  expect(new Set(judgePrompts.map(({ prompt }) => prompt.version)).size).toBe(judgePrompts.length);
  for (const { prompt, reply } of judgePrompts) {
    expect(prompt.version.startsWith(`${prompt.purpose}.`)).toBe(true);
    for (const language of ["en", "zh"] as const) {
      for (const key of (reply.jsonSchema.required as string[] | undefined) ?? []) {
        expect(prompt.rules[language], `${prompt.version} ${language}`).toContain(`"${key}"`);
      }
    }
  }
});
