import type { JudgeCallRecord, JudgeSession } from "@plumbline/evaluation/judge/ask-judge";
import type { EndpointMemory, JudgeEndpoint } from "@plumbline/evaluation/judge/endpoint";
import { judgeCorrectness } from "@plumbline/evaluation/judge/judge-correctness";
import { judgeFaithfulness } from "@plumbline/evaluation/judge/judge-faithfulness";
import { judgeRetrieval } from "@plumbline/evaluation/judge/judge-retrieval";
import { languageOf } from "@plumbline/evaluation/judge/language";
import type { JudgeInput } from "@plumbline/evaluation/judge/metric-result";
import { JudgeFailure } from "@plumbline/evaluation/judge/outcome";
import { defaultRetryPolicy, RunBounds } from "@plumbline/evaluation/judge/run-bounds";
import type { Fetch } from "@plumbline/evaluation/judge/send-chat";
import { distinctDocuments } from "@plumbline/evaluation/metrics/distinct-documents";
import { type BenchMetric, type CaseTexts, type JudgeCase, suiteOf, textsOf } from "./judge-cases";

/** The judge's label for one form of a case, or why there is none. */
export interface Verdict {
  readonly label: string | null;
  /** An outcome of packages/evaluation, such as `unparsable`; null where there is a label. */
  readonly failure: string | null;
}

export interface CaseRun {
  readonly case: JudgeCase;
  /** Of the case as it is, with its injection where it has one. */
  readonly verdict: Verdict;
  /** Of an injected case without its injection; undefined for others. */
  readonly clean?: Verdict;
  readonly calls: readonly JudgeCallRecord[];
}

export interface BenchJudge {
  readonly endpoint: JudgeEndpoint;
  /** Shared by all cases, so that they share one pace and what was learnt of the server. */
  readonly memory: EndpointMemory;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
}

/** Judges a case the way the product judges a trace. Throws JudgeFailure where no call to this judge can succeed. */
export async function runJudgeCase(judge: BenchJudge, judgeCase: JudgeCase): Promise<CaseRun> {
  const calls: JudgeCallRecord[] = [];
  const ask = (isInjected: boolean) => verdictOf(judge, judgeCase.metric, textsOf(judgeCase, isInjected), calls);
  const verdict = await ask(true);
  if (suiteOf(judgeCase) !== "injection") return { case: judgeCase, verdict, calls };
  return { case: judgeCase, verdict, clean: await ask(false), calls };
}

async function verdictOf(
  { endpoint, memory, fetch, signal }: BenchJudge,
  metric: BenchMetric,
  texts: CaseTexts,
  calls: JudgeCallRecord[],
): Promise<Verdict> {
  const { limiter } = memory;
  const retryPolicy = defaultRetryPolicy;
  const bounds = new RunBounds({ signal, limiter, policy: retryPolicy, timeoutMs: endpoint.timeoutMs });
  const session: JudgeSession = {
    endpoint,
    memory,
    fetch,
    bounds,
    retryPolicy,
    findAnswer: async () => undefined,
    recordCall: async (call) => void calls.push(call),
  };
  try {
    return await labellers[metric](session, inputOf(texts));
  } catch (thrown) {
    if (!(thrown instanceof JudgeFailure) || thrown.scope === "evaluation" || thrown.scope === "run") throw thrown;
    return { label: null, failure: thrown.outcome };
  } finally {
    bounds.close();
  }
}

function inputOf({ query, answer, documents }: CaseTexts): JudgeInput {
  return { query, answer, documents: distinctDocuments(documents), language: languageOf(answer || query) };
}

const labellers: Readonly<Record<BenchMetric, (session: JudgeSession, input: JudgeInput) => Promise<Verdict>>> = {
  correctness: async (session, input) => {
    const { state, label, reason } = await judgeCorrectness(session, input);
    return state === "scored" ? labelled(label) : { label: null, failure: reason };
  },
  faithfulness: async (session, input) => {
    const { state, score, reason } = await judgeFaithfulness(session, input);
    if (state === "failed") return { label: null, failure: reason };
    return labelled(state === "not_applicable" ? "no_claims" : score === 1 ? "faithful" : "unfaithful");
  },
  relevance: async (session, input) => {
    const [ndcg] = await judgeRetrieval(session, input, { k: 5, relevanceThreshold: 0.5 });
    const [document] = (ndcg?.detail.documents ?? []) as { grade: number | null; failure: string | null }[];
    return document?.grade === null || document === undefined
      ? { label: null, failure: document?.failure ?? "unparsable" }
      : labelled(`${document.grade}`);
  },
};

function labelled(label: string | null): Verdict {
  return { label, failure: null };
}
