import type { JudgePreset } from "../evaluation-types";
import type { OutputMode } from "../judge/endpoint";
import { standInModel } from "../judge/stand-in";

/** What a preset fills in. Where `baseUrl` or `model` is null, the person enters it. */
export interface JudgePresetFacts {
  readonly preset: JudgePreset;
  readonly title: string;
  readonly baseUrl: string | null;
  readonly model: string | null;
  readonly needsToken: boolean;
  readonly authScheme: "bearer" | "raw";
  readonly contextTokens: number;
  /** Known before the first probe; null: the probe finds out. */
  readonly outputMode: OutputMode | null;
  /** One sentence for the form. */
  readonly note: string;
}

const standInTitle = "stand-in (no model)";

export const judgePresetFacts: Readonly<Record<JudgePreset, JudgePresetFacts>> = {
  "pai-judge": {
    preset: "pai-judge",
    title: "PAI Judge Model",
    baseUrl: "https://aiservice.cn-hangzhou.aliyuncs.com/v1",
    model: "pai-judge",
    needsToken: true,
    authScheme: "bearer",
    contextTokens: 32_768,
    outputMode: null,
    note: "Alibaba Cloud PAI. The token may be given bare or as the whole Authorization header.",
  },
  "qwen-max": {
    preset: "qwen-max",
    title: "qwen-max",
    baseUrl: "https://dashscope.aliyuncs.com/compatible-mode/v1",
    model: "qwen-max",
    needsToken: true,
    authScheme: "bearer",
    contextTokens: 32_768,
    outputMode: "json_object",
    note: "Alibaba Cloud DashScope, OpenAI-compatible mode.",
  },
  "openai-compatible": {
    preset: "openai-compatible",
    title: "OpenAI-compatible",
    baseUrl: null,
    model: null,
    needsToken: false,
    authScheme: "bearer",
    contextTokens: 32_768,
    outputMode: null,
    note: "Any server with /chat/completions under its base URL: OpenAI, vLLM, Ollama, llama.cpp, a gateway.",
  },
  "stand-in": {
    preset: "stand-in",
    title: standInTitle,
    baseUrl: null,
    model: standInModel,
    needsToken: false,
    authScheme: "bearer",
    contextTokens: 32_768,
    outputMode: "json_schema",
    note: "No model: it compares words, so that the whole path can be tried without an account. Its scores mean nothing.",
  },
};
