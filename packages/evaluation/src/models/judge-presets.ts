import type { JudgePreset } from "../evaluation-types";
import type { EndpointQuirks, OutputMode } from "../judge/endpoint";
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
  /** Refusals that are known before the first call. */
  readonly quirks: EndpointQuirks | null;
  /** One sentence for the form. */
  readonly note: string;
}

const dashscopeUrl = "https://dashscope.aliyuncs.com/compatible-mode/v1";
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
    quirks: null,
    note: "Alibaba Cloud PAI, models pai-judge and pai-judge-plus. The token may be given bare or as the whole Authorization header.",
  },
  "qwen-max": {
    preset: "qwen-max",
    title: "qwen-max",
    baseUrl: dashscopeUrl,
    model: "qwen-max",
    needsToken: true,
    authScheme: "bearer",
    contextTokens: 32_768,
    outputMode: "json_object",
    quirks: null,
    note: "Alibaba Cloud DashScope. It answers in json_object mode, which it grants only where the word json stands in the messages; ours hold it.",
  },
  dashscope: {
    preset: "dashscope",
    title: "DashScope-compatible",
    baseUrl: dashscopeUrl,
    model: null,
    needsToken: true,
    authScheme: "bearer",
    contextTokens: 32_768,
    outputMode: null,
    quirks: { dropped: [], forbidsThinking: true },
    note: "Any other model of DashScope. Thinking is switched off: thinking models refuse structured answers and calls that do not stream.",
  },
  openai: {
    preset: "openai",
    title: "OpenAI",
    baseUrl: "https://api.openai.com/v1",
    model: null,
    needsToken: true,
    authScheme: "bearer",
    contextTokens: 128_000,
    outputMode: "json_schema",
    quirks: null,
    note: "Newer models refuse temperature and max_tokens: the first is left out, the second renamed, once they say so.",
  },
  ollama: {
    preset: "ollama",
    title: "Ollama",
    baseUrl: "http://127.0.0.1:11434/v1",
    model: null,
    needsToken: false,
    authScheme: "bearer",
    contextTokens: 4_096,
    outputMode: null,
    quirks: null,
    note: "A local server. Set the context size to the model's num_ctx: Ollama cuts off longer texts without saying so.",
  },
  vllm: {
    preset: "vllm",
    title: "vLLM",
    baseUrl: "http://127.0.0.1:8000/v1",
    model: null,
    needsToken: false,
    authScheme: "bearer",
    contextTokens: 32_768,
    outputMode: null,
    quirks: null,
    note: "A local server. The context size is its --max-model-len; some versions ignore the schema, so every reply is checked.",
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
    quirks: null,
    note: "Any server with /chat/completions under its base URL: llama.cpp, LM Studio, a gateway.",
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
    quirks: null,
    note: "No model: it compares words, so that the whole path can be tried without an account. Its scores mean nothing.",
  },
};
