import { evidenceOf, kindWords } from "./kinds";
import {
  amount,
  finishReason,
  firstToken,
  identifier,
  inputPreview,
  name,
  nsPerMs,
  nsPerSecond,
  outputPreview,
  tokens,
} from "./parsers";
import { provider, providerFromHost, providerFromModel } from "./providers";
import type { Dialect } from "./types";

const operation = kindWords({
  chat: "LLM",
  text_completion: "LLM",
  completion: "LLM",
  generate_content: "LLM",
  generate: "LLM",
  llm_request: "LLM",
  fetch_response: "LLM",
  invoke_workflow: "CHAIN",
  workflow: "CHAIN",
  enter: "CHAIN",
  retrieval: "RETRIEVER",
  vector_db_retrieve: "RETRIEVER",
  embeddings: "EMBEDDING",
  embedding: "EMBEDDING",
  rerank: "RERANKER",
  rerank_documents: "RERANKER",
  execute_tool: "TOOL",
  invoke_agent: "AGENT",
  create_agent: "AGENT",
  plan: "TASK",
  agent_step: "TASK",
  react: "TASK",
  run_task: "TASK",
  execute_task: "TASK",
  handoff: "TASK",
  task: "TASK",
  search_memory: "TASK",
  create_memory: "TASK",
  update_memory: "TASK",
  upsert_memory: "TASK",
  delete_memory: "TASK",
  create_memory_store: "TASK",
  delete_memory_store: "TASK",
});

const requestType = kindWords({ chat: "LLM", completion: "LLM", rerank: "RERANKER", embedding: "EMBEDDING" });

/**
 * OpenTelemetry GenAI semantic conventions (open-telemetry/semantic-conventions-genai) with every older name of a renamed
 * attribute: emitters lag years behind. A new name has the better rank, so a span that sends both is read once.
 */
export const genai: Dialect = {
  name: "otel-genai",
  attributes: [
    { key: "gen_ai.operation.name", field: "kind", rank: 70, parse: operation },
    { key: "llm.request.type", field: "kind", rank: 80, parse: requestType },
    { key: "gen_ai.tool.name", field: "kind", rank: 130, parse: evidenceOf("TOOL") },
    { key: "gen_ai.tool.call.id", field: "kind", rank: 131, parse: evidenceOf("TOOL") },
    { key: "gen_ai.retrieval.documents", field: "kind", rank: 141, parse: evidenceOf("RETRIEVER") },
    { key: "gen_ai.embeddings.dimension.count", field: "kind", rank: 150, parse: evidenceOf("EMBEDDING") },

    { key: "gen_ai.provider.name", field: "provider", rank: 10, parse: provider },
    { key: "gen_ai.system", field: "provider", rank: 20, parse: provider },
    { key: "server.address", field: "provider", rank: 80, parse: providerFromHost },
    { key: "gen_ai.response.model", field: "provider", rank: 90, parse: providerFromModel },
    { key: "gen_ai.request.model", field: "provider", rank: 91, parse: providerFromModel },

    { key: "gen_ai.response.model", field: "responseModel", rank: 20, parse: name },
    { key: "gen_ai.request.model", field: "requestModel", rank: 10, parse: name },
    { key: "gen_ai.response.id", field: "responseId", rank: 10, parse: identifier },

    { key: "gen_ai.usage.input_tokens", field: "inputTokens", rank: 20, parse: tokens },
    { key: "gen_ai.usage.prompt_tokens", field: "inputTokens", rank: 30, parse: tokens },
    { key: "gen_ai.usage.output_tokens", field: "outputTokens", rank: 20, parse: tokens },
    { key: "gen_ai.usage.completion_tokens", field: "outputTokens", rank: 30, parse: tokens },
    { key: "gen_ai.usage.total_tokens", field: "reportedTotalTokens", rank: 10, parse: tokens },
    { key: "llm.usage.total_tokens", field: "reportedTotalTokens", rank: 20, parse: tokens },
    { key: "gen_ai.usage.cache_read.input_tokens", field: "cacheReadTokens", rank: 10, parse: tokens },
    { key: "gen_ai.usage.cache_read_input_tokens", field: "cacheReadTokens", rank: 20, parse: tokens },
    { key: "gen_ai.usage.cache_write.input_tokens", field: "cacheWriteTokens", rank: 10, parse: tokens },
    { key: "gen_ai.usage.cache_creation.input_tokens", field: "cacheWriteTokens", rank: 20, parse: tokens },
    { key: "gen_ai.usage.cache_creation_input_tokens", field: "cacheWriteTokens", rank: 30, parse: tokens },
    { key: "gen_ai.usage.cache_write_input_tokens", field: "cacheWriteTokens", rank: 31, parse: tokens },
    { key: "gen_ai.usage.reasoning.output_tokens", field: "reasoningTokens", rank: 10, parse: tokens },
    { key: "gen_ai.usage.reasoning_tokens", field: "reasoningTokens", rank: 20, parse: tokens },
    { key: "gen_ai.usage.cost", field: "reportedCostUsd", rank: 30, parse: amount },

    { key: "gen_ai.response.time_to_first_chunk", field: "ttftMs", rank: 10, parse: firstToken(nsPerSecond) },
    { key: "gen_ai.client.operation.time_to_first_chunk", field: "ttftMs", rank: 11, parse: firstToken(nsPerSecond) },
    // Strands writes whole milliseconds here; the OpenTelemetry metric of the same name is a fraction of seconds.
    {
      key: "gen_ai.server.time_to_first_token",
      field: "ttftMs",
      rank: 40,
      parse: firstToken(nsPerMs, Number.isInteger),
    },

    { key: "gen_ai.conversation.id", field: "sessionId", rank: 40, parse: identifier },

    { key: "gen_ai.input.messages", field: "inputPreview", rank: 30, parse: inputPreview, late: true },
    { key: "gen_ai.prompt", field: "inputPreview", rank: 50, parse: inputPreview, late: true },
    { key: "gen_ai.tool.call.arguments", field: "inputPreview", rank: 100, parse: inputPreview, late: true },
    { key: "gen_ai.retrieval.query.text", field: "inputPreview", rank: 130, parse: inputPreview, late: true },
    { key: "gen_ai.memory.query.text", field: "inputPreview", rank: 135, parse: inputPreview, late: true },
    { key: "gen_ai.output.messages", field: "outputPreview", rank: 30, parse: outputPreview, late: true },
    { key: "gen_ai.completion", field: "outputPreview", rank: 50, parse: outputPreview, late: true },
    { key: "gen_ai.tool.call.result", field: "outputPreview", rank: 90, parse: outputPreview, late: true },
    { key: "gen_ai.retrieval.documents", field: "outputPreview", rank: 190, parse: outputPreview, late: true },

    { key: "gen_ai.response.finish_reasons", field: "finishReason", rank: 10, parse: finishReason },
    { key: "gen_ai.response.finish_reason", field: "finishReason", rank: 20, parse: finishReason },
    { key: "gen_ai.response.stop_reason", field: "finishReason", rank: 21, parse: finishReason },
    { key: "gen_ai.completion.0.finish_reason", field: "finishReason", rank: 50, parse: finishReason },
    { key: "gen_ai.prompt.name", field: "promptName", rank: 10, parse: name },
    { key: "gen_ai.prompt.version", field: "promptVersion", rank: 10, parse: identifier },
  ],
  families: [
    { prefix: "gen_ai.prompt.", side: "input", rank: 60, suffixes: [".role", ".content"] },
    { prefix: "gen_ai.completion.", side: "output", rank: 60, suffixes: [".role", ".content"] },
  ],
  events: [
    {
      event: "gen_ai.client.inference.operation.details",
      field: "inputPreview",
      rank: 290,
      parse: (event, span) => inputPreview(event.attributes["gen_ai.input.messages"] ?? null, span),
    },
    {
      event: "gen_ai.client.inference.operation.details",
      field: "outputPreview",
      rank: 290,
      parse: (event, span) => outputPreview(event.attributes["gen_ai.output.messages"] ?? null, span),
    },
    {
      event: "gen_ai.user.message",
      field: "inputPreview",
      rank: 300,
      parse: (event, span) => inputPreview(event.attributes.content ?? null, span),
    },
    {
      event: "gen_ai.choice",
      field: "outputPreview",
      rank: 300,
      parse: (event, span) => outputPreview(event.attributes.message ?? event.attributes.content ?? null, span),
    },
    {
      event: "gen_ai.choice",
      field: "finishReason",
      rank: 70,
      parse: (event, span) => finishReason(event.attributes.finish_reason ?? null, span),
    },
    {
      event: "gen_ai.content.prompt",
      field: "inputPreview",
      rank: 310,
      parse: (event, span) => inputPreview(event.attributes["gen_ai.prompt"] ?? null, span),
    },
    {
      event: "gen_ai.content.completion",
      field: "outputPreview",
      rank: 310,
      parse: (event, span) => outputPreview(event.attributes["gen_ai.completion"] ?? null, span),
    },
    { event: "gen_ai.evaluation.result", field: "kind", rank: 170, parse: () => "EVALUATOR" },
  ],
};
