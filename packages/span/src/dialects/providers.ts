import { name } from "./parsers";
import type { Parser } from "./types";

/** What emitters write in a provider attribute that names a framework, not who runs the model. */
const pseudoProviders: ReadonlySet<string> = new Set([
  "strands-agents",
  "langchain",
  "gcp.vertex.agent",
  "crewai",
  "_other",
  "unknown",
]);

/** Other spellings, to the value registered by OpenTelemetry (conventions 7.2) or, for DashScope, by LoongSuite. */
const aliases: ReadonlyMap<string, string> = new Map([
  ["az.ai.openai", "azure.ai.openai"],
  ["azure", "azure.ai.openai"],
  ["azure_openai", "azure.ai.openai"],
  ["az.ai.inference", "azure.ai.inference"],
  ["vertex_ai", "gcp.vertex_ai"],
  ["vertexai", "gcp.vertex_ai"],
  ["google.vertex", "gcp.vertex_ai"],
  ["gemini", "gcp.gemini"],
  ["google", "gcp.gemini"],
  ["google.generative-ai", "gcp.gemini"],
  ["xai", "x_ai"],
  ["mistralai", "mistral_ai"],
  ["mistral", "mistral_ai"],
  ["bedrock", "aws.bedrock"],
  ["aws", "aws.bedrock"],
  ["amazon-bedrock", "aws.bedrock"],
  ["qwen", "dashscope"],
  ["tongyi", "dashscope"],
  ["alibaba", "dashscope"],
  ["moonshot", "moonshot_ai"],
]);

/** Registered values with a dot in them: the dot is no separator there. */
const dotted: ReadonlySet<string> = new Set([
  "gcp.gen_ai",
  "gcp.vertex_ai",
  "gcp.gemini",
  "azure.ai.inference",
  "azure.ai.openai",
  "ibm.watsonx.ai",
  "aws.bedrock",
]);

/** A provider name in its registered spelling; `openai.chat` is openai. Names of frameworks fall through. */
export const provider: Parser<string> = (value, span) => {
  const text = name(value, span)?.toLowerCase();
  if (text === undefined || pseudoProviders.has(text)) return undefined;
  const exact = aliases.get(text);
  if (exact !== undefined) return exact;
  if (!text.includes(".") || dotted.has(text)) return text;
  const maker = text.slice(0, text.indexOf("."));
  return maker === "" || pseudoProviders.has(maker) ? undefined : (aliases.get(maker) ?? maker);
};

const hosts: readonly (readonly [RegExp, string])[] = [
  [/^api\.openai\.com$/, "openai"],
  [/\.openai\.azure\.com$/, "azure.ai.openai"],
  [/^dashscope(-[a-z]+)?\.aliyuncs\.com$/, "dashscope"],
  [/^api\.anthropic\.com$/, "anthropic"],
  [/^generativelanguage\.googleapis\.com$/, "gcp.gemini"],
  [/^([a-z0-9-]+-)?aiplatform\.googleapis\.com$/, "gcp.vertex_ai"],
  [/^bedrock-runtime(-fips)?\.[a-z0-9-]+\.amazonaws\.com$/, "aws.bedrock"],
  [/^api\.deepseek\.com$/, "deepseek"],
  [/^api\.groq\.com$/, "groq"],
  [/^api\.mistral\.ai$/, "mistral_ai"],
  [/^api\.cohere\.(com|ai)$/, "cohere"],
  [/^api\.perplexity\.ai$/, "perplexity"],
  [/^api\.x\.ai$/, "x_ai"],
  [/^api\.moonshot\.(cn|ai)$/, "moonshot_ai"],
];

/** `server.address` of a known model host. Any other host says nothing about a provider. */
export const providerFromHost: Parser<string> = (value) => firstMatch(hosts, value);

/** Model names that one provider alone serves. Open weights (llama, qwen2.5-7b) run anywhere and are left out. */
const models: readonly (readonly [RegExp, string])[] = [
  [/^([a-z]{2,6}\.)?(anthropic|amazon|meta|mistral|cohere|ai21|deepseek)\.[a-z0-9.-]+:\d+$/, "aws.bedrock"],
  [/^(gpt-(3|4|5)|chatgpt-|o[134](-|$)|text-embedding-(3|ada)|dall-e-|whisper-)/, "openai"],
  [/^claude-/, "anthropic"],
  [/^gemini-/, "gcp.gemini"],
  [/^(qwen-(plus|max|turbo|long|flash|vl-(plus|max))|qwen3-max|text-embedding-v\d|gte-rerank)/, "dashscope"],
  [/^deepseek-(chat|reasoner)$/, "deepseek"],
  [/^grok-/, "x_ai"],
];

export const providerFromModel: Parser<string> = (value) => firstMatch(models, value);

function firstMatch(table: readonly (readonly [RegExp, string])[], value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 200) return undefined;
  const text = value.trim().toLowerCase();
  return table.find(([pattern]) => pattern.test(text))?.[1];
}
