import { setTimeout as delay } from "node:timers/promises";
import { Stop } from "../stop";
import type { SampleAnswer } from "./drive-sample";
import type { DemoTrace } from "./otlp-json";

export interface Api {
  /** Origin of the console. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

interface Slot {
  readonly spanName: string;
  readonly jsonPathInSpan: string;
  readonly jsonPathInSpanValue?: string;
}

interface EvaluationRequest {
  readonly traceId: string;
  readonly judge:
    | { readonly preset: string }
    | { readonly baseUrl: string; readonly model: string; readonly token: string };
  readonly extraction: { readonly query: Slot; readonly answer: Slot; readonly context: Slot };
}

const sampleExtraction = {
  query: { spanName: "answer_question", jsonPathInSpan: "attributes.input.value", jsonPathInSpanValue: "question" },
  context: { spanName: "retrieve_documents", jsonPathInSpan: "attributes.retrieval.documents[*].document.content" },
  answer: { spanName: "generate_answer", jsonPathInSpan: "attributes.output.value", jsonPathInSpanValue: "text[0]" },
};

const searchExtraction = {
  query: { spanName: "RetrievalQA", jsonPathInSpan: "attributes.input.value", jsonPathInSpanValue: "query" },
  context: { spanName: "VectorStoreRetriever", jsonPathInSpan: "attributes.retrieval.documents[*].document.content" },
  answer: { spanName: "ChatOpenAI", jsonPathInSpan: "attributes.output.value" },
};

/** A path that no span of the trace has: the evaluation ends as "not extracted" and says which field it was. */
const missingExtraction = {
  ...searchExtraction,
  answer: { spanName: "ChatOpenAI", jsonPathInSpan: "attributes.output.values", jsonPathInSpanValue: "text[0]" },
};

/**
 * Asks for evaluations of every kind of ending: most are scored by the stand-in judge, some point at a path that is not
 * there, and some at a judge that turns every call away.
 */
export function planEvaluations(
  samples: readonly SampleAnswer[],
  traces: readonly DemoTrace[],
  standinBaseUrl: string,
): EvaluationRequest[] {
  const standIn = { preset: "stand-in" };
  const searches = traces.filter(({ application }) => application === "knowledge-search").reverse();
  // The good ones come last: the panel fills in what was used last for an application.
  return [
    ...searches.slice(20, 23).map(({ traceId }) => ({
      traceId,
      judge: { baseUrl: standinBaseUrl, model: "plumbline-stand-in:401", token: "demo" },
      extraction: searchExtraction,
    })),
    ...searches.slice(16, 20).map(({ traceId }) => ({ traceId, judge: standIn, extraction: missingExtraction })),
    ...searches.slice(0, 16).map(({ traceId }) => ({ traceId, judge: standIn, extraction: searchExtraction })),
    ...samples.map(({ traceId }) => ({ traceId, judge: standIn, extraction: sampleExtraction })),
  ];
}

/** Requests them all over the REST API and resolves with their ids. Throws `Stop` on the first refusal. */
export async function requestEvaluations(api: Api, requests: readonly EvaluationRequest[]): Promise<string[]> {
  const ids: string[] = [];
  for (const { traceId, judge, extraction } of requests) {
    const created = await call<{ id: string }>(api, "POST", `/api/v1/traces/${traceId}/evaluations`, {
      judge,
      extraction,
    });
    ids.push(created.id);
  }
  return ids;
}

const endStates = new Set(["succeeded", "partly", "not_extracted", "failed", "cancelled", "superseded"]);

/** Waits until every evaluation has ended, and counts how. Gives up waiting, without an error, after the time limit. */
export async function waitForEvaluations(
  api: Api,
  ids: readonly string[],
  timeoutMs: number,
  onProgress: (endedCount: number) => void,
): Promise<Map<string, number>> {
  const states = new Map<string, string>();
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    for (const id of ids) {
      if (endStates.has(states.get(id) ?? "")) continue;
      const { state } = await call<{ state: string }>(api, "GET", `/api/v1/evaluations/${id}`);
      states.set(id, state);
    }
    const endedCount = [...states.values()].filter((state) => endStates.has(state)).length;
    onProgress(endedCount);
    if (endedCount === ids.length) break;
    await delay(300);
  }
  const counts = new Map<string, number>();
  for (const state of states.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

async function call<T>(api: Api, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${api.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${api.apiKey}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: Error) => {
    throw new Stop(`The console at ${api.baseUrl} does not answer (${error.message}).`, { cause: error });
  });
  const text = await response.text();
  if (!response.ok) throw new Stop(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}
