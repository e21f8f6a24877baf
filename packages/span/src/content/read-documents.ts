import { isJsonObject, type JsonObject, type JsonValue } from "@plumbline/base/json";
import { numeric } from "../dialects/parsers";
import type { LlmKind } from "../kind";
import type { LlmDocument } from "../llm-span";
import { type Carriers, flattenedList, structured, unwrapJsonText } from "./carriers";

type Source = (attributes: Carriers["attributes"], kind: LlmKind) => JsonValue[] | undefined;

/** Where documents stand, best first (conventions 7.2). */
const sources: readonly Source[] = [
  (attributes) => flattenedList(attributes, "retrieval.documents."),
  (attributes) => listOf(attributes["gen_ai.retrieval.documents"]),
  (attributes) => flattenedList(attributes, "reranker.output_documents."),
  (attributes) => listOf(attributes["gen_ai.rerank.output_documents"]),
  (attributes) => listOf(attributes["reranker.output_document"]),
  (attributes) => listOf(attributes["retrieval.document"]),
  (attributes) => flattenedList(attributes, "reranker.input_documents."),
  (attributes) => listOf(attributes["gen_ai.rerank.input_documents"]),
  (attributes, kind) => (kind === "RETRIEVER" ? listOf(attributes["output.value"]) : undefined),
];

const contentKeys = ["content", "page_content", "text", "document"] as const;
/** A distance is smaller-is-better, so it is never taken for a score. */
const scoreKeys = ["score", "relevance_score", "similarity"] as const;

/** The documents that a span lists, in its order; a document's rank is its position, so gaps keep the others in place. */
export function documentsOf({ attributes }: Carriers, kind: LlmKind): readonly LlmDocument[] {
  for (const source of sources) {
    const documents = source(attributes, kind)
      ?.map(readDocument)
      .filter((document) => document !== undefined);
    if (documents !== undefined && documents.length > 0) return documents;
  }
  return [];
}

function listOf(value: JsonValue | undefined): JsonValue[] | undefined {
  const list = structured(value);
  if (Array.isArray(list)) return list;
  return isJsonObject(list) && Array.isArray(list.documents) ? list.documents : undefined;
}

function readDocument(item: JsonValue, index: number): LlmDocument | undefined {
  const rank = index + 1;
  if (typeof item === "string") return item === "" ? undefined : { rank, content: item };
  if (!isJsonObject(item)) return undefined;
  const document = unwrap(item);
  const id = document.id ?? document.id_ ?? item.id;
  const content = contentKeys.map((key) => document[key]).find((value) => typeof value === "string" && value !== "");
  const score = numeric(firstOf(item, scoreKeys) ?? firstOf(document, scoreKeys));
  const metadata = unwrapJsonText(document.metadata);
  if (id === undefined && content === undefined && score === undefined && metadata === undefined) return undefined;
  return {
    rank,
    ...(typeof id === "string" || typeof id === "number" ? { id: String(id) } : {}),
    ...(typeof content === "string" ? { content } : {}),
    ...(score === undefined ? {} : { score }),
    ...(metadata === undefined || metadata === null ? {} : { metadata }),
  };
}

/** Steps into `document` (OpenInference) and `node` (LlamaIndex), where they are objects. */
function unwrap(item: JsonObject): JsonObject {
  if (isJsonObject(item.document)) return item.document;
  return isJsonObject(item.node) ? item.node : item;
}

function firstOf(object: JsonObject, keys: readonly string[]): JsonValue | undefined {
  return keys.map((key) => object[key]).find((value) => value !== undefined && value !== null);
}
