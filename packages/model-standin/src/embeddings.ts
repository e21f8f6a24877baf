import { createHash } from "node:crypto";
import type { JsonObject } from "@plumbline/base/json";
import { z } from "zod";
import { standinModel } from "./identity";
import { contentTerms, countTokens, coverage } from "./words";

const dimensions = 256;
const texts = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1).max(2_048)]);

export const openaiEmbeddingRequest = z.looseObject({ model: z.string().min(1), input: texts });
export const dashscopeEmbeddingRequest = z.looseObject({ model: z.string().min(1), input: z.looseObject({ texts }) });
export const rerankRequest = z.looseObject({
  model: z.string().min(1),
  input: z.looseObject({ query: z.string(), documents: z.array(z.string()).min(1).max(500) }),
  parameters: z
    .looseObject({ top_n: z.number().int().min(1).nullish(), return_documents: z.boolean().nullish() })
    .nullish(),
});

/** A bag of words hashed into 256 places and scaled to length one: texts that share words lie close together. */
export function embed(text: string): number[] {
  const vector = Array<number>(dimensions).fill(0);
  for (const term of contentTerms(text)) {
    const digest = createHash("sha256").update(term).digest();
    const place = digest.readUInt16BE(0) % dimensions;
    vector[place] = (vector[place] ?? 0) + ((digest[2] ?? 0) % 2 === 0 ? 1 : -1);
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => Number((value / length).toFixed(6)));
}

export function openaiEmbeddings({ input }: z.infer<typeof openaiEmbeddingRequest>): JsonObject {
  const tokens = tokensOf(input);
  return {
    object: "list",
    model: standinModel,
    data: input.map((text, index) => ({ object: "embedding", index, embedding: embed(text) })),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

export function dashscopeEmbeddings(request: z.infer<typeof dashscopeEmbeddingRequest>, requestId: string): JsonObject {
  const { texts: inputs } = request.input;
  return {
    output: { embeddings: inputs.map((text, index) => ({ text_index: index, embedding: embed(text) })) },
    usage: { total_tokens: tokensOf(inputs) },
    request_id: requestId,
  };
}

/** Documents by the share of the query's words that they hold, best first. */
export function rerank({ input, parameters }: z.infer<typeof rerankRequest>, requestId: string): JsonObject {
  const wanted = contentTerms(input.query);
  const results = input.documents
    .map((text, index) => ({ index, text, score: coverage(wanted, contentTerms(text)) }))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, parameters?.top_n ?? input.documents.length)
    .map(({ index, text, score }) => ({
      index,
      relevance_score: Number(score.toFixed(6)),
      ...(parameters?.return_documents === true ? { document: { text } } : {}),
    }));
  return {
    output: { results },
    usage: { total_tokens: tokensOf([input.query, ...input.documents]) },
    request_id: requestId,
  };
}

function tokensOf(inputs: readonly string[]): number {
  return inputs.reduce((sum, text) => sum + countTokens(text), 0);
}
