import { createRagTraces, type RagSpan } from "@plumbline/fixtures/rag-traces";
import { seededRandom } from "@plumbline/fixtures/random";

/** Traces of one block are made from one seed, so that an interrupted run goes on with the same ones. */
export const blockTraces = 512;

export interface VariedTrace {
  readonly service: string;
  readonly spans: readonly RagSpan[];
  /** What an evaluation of it has come to; undefined for 49 in 50. */
  readonly scores: readonly { readonly metric: "correctness" | "faithfulness"; readonly score: number }[] | undefined;
}

/**
 * The traces of a block, RAG-shaped, named and spread as span-store's `seedTraces` does it, so that the same questions can be
 * asked of both: 12 applications of falling size, sessions of 8 traces, 2,000 users; one in 2,000 takes twenty times as long;
 * one in 200 uses more than 10,000 tokens; `rare-span` and `rare-model` stand in one of 20,000.
 */
export function variedBlock(block: number, startOf: (trace: number) => bigint): VariedTrace[] {
  const random = seededRandom(block + 1);
  const traces = createRagTraces(block + 1);
  return Array.from({ length: blockTraces }, (_, index) => {
    const number = block * blockTraces + index;
    const start = startOf(number);
    const spans = traces.next(start).map((span) => varied(span, number, start, random() < 0.3));
    return {
      service: `app-${Math.floor(12 * random() ** 2.5)}`,
      spans,
      scores:
        number % 50 === 3
          ? [
              { metric: "correctness", score: Math.round(Math.sqrt(random()) * 1000) / 1000 },
              { metric: "faithfulness", score: Math.round((1 - random() * random()) * 1000) / 1000 },
            ]
          : undefined,
    };
  });
}

function varied(span: RagSpan, number: number, start: bigint, isOtherModel: boolean): RagSpan {
  const model = number % 20_000 === 9 ? "rare-model" : isOtherModel ? "gpt-4o" : undefined;
  const changes: Record<string, object> = {
    "session.id": { stringValue: `session-${Math.floor(number / 8)}` },
    "user.id": { stringValue: `user-${(number * 7919) % 2000}` },
    ...(model === undefined ? {} : { "llm.model_name": { stringValue: model } }),
    ...(number % 200 === 11 && isModelCall(span)
      ? { "llm.token_count.prompt": { intValue: String(12_000 + (number % 30_000)) } }
      : {}),
  };
  return {
    ...span,
    name: nameOf(span.name, number),
    endTimeUnixNano: number % 2000 === 13 ? slower(span.endTimeUnixNano, start) : span.endTimeUnixNano,
    attributes: span.attributes.map(({ key, value }) => ({ key, value: changes[key] ?? value })),
  };
}

function isModelCall(span: RagSpan): boolean {
  return span.attributes.some(({ key }) => key === "llm.model_name");
}

function nameOf(name: string, number: number): string {
  if (name === "VectorStoreRetriever") return "retrieve";
  if (name !== "check_answer") return name;
  return number % 20_000 === 7 ? "rare-span" : `tool-${number % 400}`;
}

function slower(endUnixNano: string, start: bigint): string {
  return String(start + (BigInt(endUnixNano) - start) * 20n);
}
