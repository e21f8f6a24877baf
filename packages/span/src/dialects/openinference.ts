import { evidenceOf, kindWords } from "./kinds";
import {
  amount,
  finishReason,
  identifier,
  inputPreview,
  insideJson,
  insideSpan,
  name,
  outputPreview,
  tagList,
  tokens,
} from "./parsers";
import { provider, providerFromModel } from "./providers";
import type { Dialect } from "./types";

/** "UNKNOWN" is not in the table: it says no more than a missing key, so a better candidate may speak. */
const spanKind = kindWords({
  llm: "LLM",
  chain: "CHAIN",
  retriever: "RETRIEVER",
  embedding: "EMBEDDING",
  reranker: "RERANKER",
  tool: "TOOL",
  agent: "AGENT",
  guardrail: "GUARDRAIL",
  evaluator: "EVALUATOR",
  prompt: "TASK",
});

/** OpenInference semantic conventions (Arize): Python semconv 0.1.32, npm 2.12. */
export const openinference: Dialect = {
  name: "openinference",
  attributes: [
    { key: "openinference.span.kind", field: "kind", rank: 20, parse: spanKind },
    { key: "retrieval.documents.0.document.content", field: "kind", rank: 140, parse: evidenceOf("RETRIEVER") },
    { key: "retrieval.documents.0.document.id", field: "kind", rank: 142, parse: evidenceOf("RETRIEVER") },
    { key: "embedding.embeddings.0.embedding.text", field: "kind", rank: 151, parse: evidenceOf("EMBEDDING") },
    { key: "reranker.model_name", field: "kind", rank: 160, parse: evidenceOf("RERANKER") },
    { key: "reranker.query", field: "kind", rank: 161, parse: evidenceOf("RERANKER") },

    { key: "llm.provider", field: "provider", rank: 30, parse: provider },
    { key: "llm.system", field: "provider", rank: 40, parse: provider },
    { key: "llm.model_name", field: "provider", rank: 92, parse: providerFromModel },
    { key: "embedding.model_name", field: "provider", rank: 93, parse: providerFromModel },
    { key: "reranker.model_name", field: "provider", rank: 94, parse: providerFromModel },

    { key: "llm.response.model_name", field: "responseModel", rank: 30, parse: name },
    { key: "llm.model_name", field: "responseModel", rank: 60, parse: name },
    { key: "llm.request.model_name", field: "requestModel", rank: 20, parse: name },
    { key: "embedding.model_name", field: "requestModel", rank: 60, parse: name },
    { key: "reranker.model_name", field: "requestModel", rank: 70, parse: name },
    { key: "llm.model_name", field: "requestModel", rank: 110, parse: name },
    {
      key: "llm.invocation_parameters",
      field: "requestModel",
      rank: 120,
      parse: insideJson(["model", "model_name"], name),
      late: true,
    },

    { key: "llm.token_count.prompt", field: "inputTokens", rank: 40, parse: tokens },
    { key: "llm.token_count.completion", field: "outputTokens", rank: 40, parse: tokens },
    { key: "llm.token_count.total", field: "reportedTotalTokens", rank: 30, parse: tokens },
    { key: "llm.token_count.prompt_details.cache_read", field: "cacheReadTokens", rank: 50, parse: tokens },
    { key: "llm.token_count.prompt_details.cache_input", field: "cacheReadTokens", rank: 51, parse: tokens },
    { key: "llm.token_count.prompt_details.cache_write", field: "cacheWriteTokens", rank: 60, parse: tokens },
    { key: "llm.token_count.completion_details.reasoning", field: "reasoningTokens", rank: 50, parse: tokens },
    { key: "llm.cost.total", field: "reportedCostUsd", rank: 20, parse: amount },

    { key: "session.id", field: "sessionId", rank: 20, parse: identifier },
    {
      key: "metadata",
      field: "sessionId",
      rank: 130,
      parse: insideJson(["session_id", "thread_id"], identifier),
      late: true,
    },
    { key: "user.id", field: "userId", rank: 20, parse: identifier },
    { key: "metadata", field: "userId", rank: 130, parse: insideJson(["user_id"], identifier), late: true },

    { key: "input.value", field: "inputPreview", rank: 20, parse: inputPreview, late: true },
    { key: "reranker.query", field: "inputPreview", rank: 140, parse: inputPreview, late: true },
    { key: "embedding.embeddings.0.embedding.text", field: "inputPreview", rank: 150, parse: inputPreview, late: true },
    { key: "output.value", field: "outputPreview", rank: 20, parse: outputPreview, late: true },
    {
      key: "retrieval.documents.0.document.content",
      field: "outputPreview",
      rank: 180,
      parse: outputPreview,
      late: true,
    },
    {
      key: "reranker.output_documents.0.document.content",
      field: "outputPreview",
      rank: 181,
      parse: outputPreview,
      late: true,
    },

    { key: "llm.finish_reason", field: "finishReason", rank: 30, parse: finishReason },
    { key: "tag.tags", field: "tags", rank: 20, parse: tagList },
    { key: "prompt.id", field: "promptName", rank: 40, parse: identifier },
    { key: "llm.prompt_template.version", field: "promptVersion", rank: 40, parse: identifier },
  ],
  families: [
    {
      prefix: "llm.input_messages.",
      side: "input",
      rank: 40,
      suffixes: [".message.role", ".message.content", ".message.contents.0.message_content.text"],
    },
    {
      prefix: "llm.output_messages.",
      side: "output",
      rank: 40,
      suffixes: [".message.role", ".message.content", ".message.contents.0.message_content.text"],
    },
  ],
  events: [
    {
      event: "First Token Stream Event",
      field: "ttftMs",
      rank: 60,
      parse: (event, span) => insideSpan(Number(event.timeUnixNano - span.startTimeUnixNano), span),
    },
  ],
};
