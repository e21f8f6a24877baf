import { kindWords } from "./kinds";
import { firstToken, identifier, inputPreview, name, outputPreview } from "./parsers";
import type { Dialect } from "./types";

const spanKind = kindWords({
  llm: "LLM",
  chat: "LLM",
  chain: "CHAIN",
  workflow: "CHAIN",
  entry: "CHAIN",
  retriever: "RETRIEVER",
  retrieval: "RETRIEVER",
  embedding: "EMBEDDING",
  reranker: "RERANKER",
  rerank: "RERANKER",
  tool: "TOOL",
  mcp: "TOOL",
  agent: "AGENT",
  guardrail: "GUARDRAIL",
  evaluator: "EVALUATOR",
  task: "TASK",
  step: "TASK",
  memory: "TASK",
});

/**
 * LoongSuite and Alibaba ARMS / PAI on top of OTel GenAI: the extra keys only. Model calls through DashScope arrive this way.
 */
export const loongsuite: Dialect = {
  name: "loongsuite",
  attributes: [
    { key: "gen_ai.span.kind", field: "kind", rank: 30, parse: spanKind },
    { key: "gen_ai.span_kind_name", field: "kind", rank: 40, parse: spanKind },
    { key: "gen_ai.response.model_name", field: "responseModel", rank: 50, parse: name },
    { key: "gen_ai.request.model_name", field: "requestModel", rank: 30, parse: name },
    { key: "gen_ai.model_name", field: "requestModel", rank: 100, parse: name },
    { key: "gen_ai.response.time_to_first_token", field: "ttftMs", rank: 20, parse: firstToken(1) },
    { key: "gen_ai.user.time_to_first_token", field: "ttftMs", rank: 21, parse: firstToken(1) },
    { key: "gen_ai.session.id", field: "sessionId", rank: 30, parse: identifier },
    { key: "gen_ai.user.id", field: "userId", rank: 40, parse: identifier },
    { key: "service.app.user_id", field: "userId", rank: 50, parse: identifier },
    { key: "retrieval.query", field: "inputPreview", rank: 131, parse: inputPreview, late: true },
    { key: "gen_ai.rerank.output_documents", field: "outputPreview", rank: 191, parse: outputPreview, late: true },
    { key: "reranker.output_document", field: "outputPreview", rank: 192, parse: outputPreview, late: true },
  ],
};
