import { judgePresets } from "@plumbline/evaluation/evaluation-types";
import { judgePresetFacts } from "@plumbline/evaluation/models/judge-presets";
import { expect, test } from "vitest";
import { draftOfPreset, inputOf, presetChoices } from "./judge-draft";

test("every preset but the stand-in can be chosen, once, the general one first", () => {
  const values = presetChoices.map(({ value }) => value);
  expect(values[0]).toBe("openai-compatible");
  expect([...values].sort()).toEqual(judgePresets.filter((preset) => preset !== "stand-in").sort());
});

test("a preset fills in what the service knows of it", () => {
  const { baseUrl, model, contextTokens, authScheme } = judgePresetFacts["pai-judge"];
  expect(draftOfPreset("pai-judge")).toMatchObject({ baseUrl, model, contextTokens, authScheme });
  expect(draftOfPreset("ollama")).toMatchObject({ model: "", name: "", baseUrl: "http://127.0.0.1:11434/v1" });
});

test("an emptied number that must be one is not sent; an emptied limit or price is taken away", () => {
  const draft = { ...draftOfPreset("vllm"), timeoutMs: null, requestsPerMinute: null, inputPerMillion: 0.4 };
  const input = inputOf(draft, "  sk-1  ");
  expect(input).not.toHaveProperty("timeoutMs");
  expect(input).toMatchObject({ requestsPerMinute: null, inputPerMillion: 0.4, contextTokens: 32_768, token: "sk-1" });
  expect(inputOf(draft, " ")).not.toHaveProperty("token");
});
