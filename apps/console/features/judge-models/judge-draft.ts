import { judgePresets } from "@plumbline/evaluation/evaluation-types";
import { judgePresetFacts } from "@plumbline/evaluation/models/judge-presets";
import type { JudgeInput, JudgeModel } from "./judge-api";

/** What the form holds; a number that was emptied is null until it is sent. */
export type JudgeDraft = Omit<JudgeInput, "token" | "contextTokens" | "maxConcurrency" | "timeoutMs"> & {
  readonly contextTokens: number | null;
  readonly maxConcurrency: number | null;
  readonly timeoutMs: number | null;
};

/** The stand-in is there by itself. The general preset is first: it is the one that names nobody. */
export const presetChoices = (["openai-compatible", ...judgePresets] as const)
  .filter((preset, index, all) => preset !== "stand-in" && all.indexOf(preset) === index)
  .map((preset) => ({ value: preset, label: judgePresetFacts[preset].title }));

export function draftOfPreset(preset: JudgeModel["preset"]): JudgeDraft {
  const facts = judgePresetFacts[preset];
  return {
    name: facts.model === null ? "" : facts.title,
    preset,
    baseUrl: facts.baseUrl ?? "",
    model: facts.model ?? "",
    authScheme: facts.authScheme,
    contextTokens: facts.contextTokens,
    maxConcurrency: 4,
    timeoutMs: 60_000,
    temperature: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
    inputPerMillion: null,
    outputPerMillion: null,
  };
}

export function draftOfJudge(judge: JudgeModel): JudgeDraft {
  const { name, preset, baseUrl, model, authScheme, contextTokens, maxConcurrency, timeoutMs, temperature } = judge;
  const { requestsPerMinute, tokensPerMinute, inputPerMillion, outputPerMillion } = judge;
  return {
    name,
    preset,
    baseUrl,
    model,
    authScheme,
    contextTokens,
    maxConcurrency,
    timeoutMs,
    temperature,
    requestsPerMinute,
    tokensPerMinute,
    inputPerMillion,
    outputPerMillion,
  };
}

/** The body of a request. Numbers that may not be empty are left out where they are: the service has defaults, or keeps its own. */
export function inputOf(draft: JudgeDraft, token: string): Partial<JudgeInput> {
  const { contextTokens, maxConcurrency, timeoutMs, ...rest } = draft;
  return {
    ...rest,
    ...(contextTokens === null ? {} : { contextTokens }),
    ...(maxConcurrency === null ? {} : { maxConcurrency }),
    ...(timeoutMs === null ? {} : { timeoutMs }),
    ...(token.trim() === "" ? {} : { token: token.trim() }),
  };
}
