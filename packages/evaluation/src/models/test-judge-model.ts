import type { Grant } from "@plumbline/base/grant";
import type { EvaluationDeps } from "../evaluation-deps";
import { askJudge, type JudgeSession } from "../judge/ask-judge";
import { type JudgeEndpoint, type OutputMode, outputModes } from "../judge/endpoint";
import { EndpointLimiter } from "../judge/endpoint-limiter";
import { JudgeFailure, type JudgeFailureOutcome } from "../judge/outcome";
import { RunBounds } from "../judge/run-bounds";
import { correctnessPrompt } from "../prompts/correctness";
import { correctnessReply } from "../reply/reply-schemas";
import { getJudgeModel } from "./judge-models";
import { JudgeNews } from "./judge-news";
import { openEndpoint } from "./judge-token";

export type JudgeModelTest =
  | {
      readonly ok: true;
      readonly outputMode: OutputMode;
      /** Of the slower of the two calls. */
      readonly latencyMs: number;
      readonly modelAnswered: string | null;
      /** How many of two plain cases it judged as a person would. */
      readonly casesRight: number;
      readonly casesAsked: number;
      readonly promptTokens: number | null;
      readonly completionTokens: number | null;
    }
  | { readonly ok: false; readonly outcome: JudgeFailureOutcome; readonly message: string };

const documents = [{ id: 1, text: "The museum is open from 9:00 to 17:00 and is closed on Mondays." }];
const query = "When does the museum close in the evening?";
const cases = [
  { answer: "The museum closes at 17:00.", label: "correct" },
  { answer: "The museum stays open until 22:00.", label: "incorrect" },
] as const;

/**
 * Asks a judge two known cases in each output mode, strictest first, until one mode gives readable replies to both; keeps
 * the mode. A judge that cannot be reached or refuses is told by its named outcome, never as an exception.
 */
export async function testJudgeModel(
  deps: EvaluationDeps,
  grant: Grant<"judge:manage">,
  id: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<JudgeModelTest> {
  const row = await getJudgeModel(deps, grant.projectId, id);
  const endpoint = openEndpoint(deps.keyring, row);
  const { principal, projectId } = grant;
  const object = { kind: "judge-model", id };
  await deps.recordAuditEvent({ action: "judge-model.tested", principal, projectId, object });
  const news = new JudgeNews();
  const test = await probeWithin(Math.max(testMsMax, endpoint.timeoutMs + 1_000), signal, (ending) =>
    probeModes(deps, endpoint, news, ending),
  );
  if (test.ok) {
    await news.remember(deps, endpoint, test.outputMode);
    await deps.pool.query("UPDATE judge_model SET probed_at = now() WHERE id = $1 AND base_url = $2 AND model = $3", [
      id,
      endpoint.baseUrl,
      endpoint.model,
    ]);
  } else {
    news.hear({ outcome: test.outcome, problem: test.message });
    // A mode in which one of the two cases was readable is none that works.
    await news.remember(deps, endpoint, null);
  }
  return test;
}

/** Somebody waits for it, and the modes come one after the other: each may be slow without being at its limit. */
const testMsMax = 120_000;

async function probeWithin(
  ms: number,
  signal: AbortSignal,
  probe: (ending: AbortSignal) => Promise<JudgeModelTest>,
): Promise<JudgeModelTest> {
  const timeout = AbortSignal.timeout(ms);
  const test = await probe(AbortSignal.any([signal, timeout]));
  if (test.ok || test.outcome !== "cancelled" || !timeout.aborted) return test;
  const message = `The judge did not finish the test within ${Math.round(ms / 1_000)} s.`;
  return { ok: false, outcome: "timeout", message };
}

async function probeModes(
  deps: EvaluationDeps,
  endpoint: JudgeEndpoint,
  news: JudgeNews,
  signal: AbortSignal,
): Promise<JudgeModelTest> {
  let test: JudgeModelTest | undefined;
  for (let index = 0; index < outputModes.length; index += 1) {
    const probe = await probeMode(deps, endpoint, outputModes[index] ?? "text", news, signal);
    test = probe.test;
    // Unreadable in one mode may be readable in the next; anything else would fail there too.
    if (test.ok || (test.outcome !== "unparsable" && test.outcome !== "truncated")) return test;
    index = Math.max(index, outputModes.indexOf(probe.endedIn));
  }
  return test ?? { ok: false, outcome: "unparsable", message: "No mode gave a readable reply." };
}

async function probeMode(
  deps: EvaluationDeps,
  endpoint: JudgeEndpoint,
  mode: OutputMode,
  news: JudgeNews,
  signal: AbortSignal,
): Promise<{ readonly test: JudgeModelTest; readonly endedIn: OutputMode }> {
  const latencies: number[] = [];
  const answered: { model: string | null; promptTokens: number; completionTokens: number } = {
    model: null,
    promptTokens: 0,
    completionTokens: 0,
  };
  const limiter = new EndpointLimiter(1);
  const retryPolicy = { ...deps.retryPolicy, triesMax: 1 };
  const bounds = new RunBounds({ signal, limiter, policy: retryPolicy, timeoutMs: endpoint.timeoutMs });
  const session: JudgeSession = {
    endpoint,
    memory: {
      limiter,
      mode,
      dropped: new Set(),
      usesCompletionTokens: false,
      forbidsThinking: false,
    },
    fetch: deps.fetch,
    bounds,
    retryPolicy,
    findAnswer: async () => undefined,
    recordCall: async (call) => {
      news.hear(call);
      if (call.outcome === "ok") latencies.push(call.durationMs);
      answered.model ??= call.modelAnswered;
      answered.promptTokens += call.promptTokens ?? 0;
      answered.completionTokens += call.completionTokens ?? 0;
    },
  };
  try {
    let casesRight = 0;
    for (const { answer, label } of cases) {
      const reply = await askJudge(session, {
        prompt: correctnessPrompt,
        language: "en",
        content: { query, answer, documents },
        schema: correctnessReply,
        maxTokens: 512,
      });
      if (reply.label === label) casesRight += 1;
    }
    const { model: modelAnswered, promptTokens, completionTokens } = answered;
    const test: JudgeModelTest = {
      ok: true,
      outputMode: session.memory.mode,
      latencyMs: Math.max(...latencies),
      modelAnswered,
      casesRight,
      casesAsked: cases.length,
      promptTokens: promptTokens === 0 ? null : promptTokens,
      completionTokens: completionTokens === 0 ? null : completionTokens,
    };
    return { test, endedIn: session.memory.mode };
  } catch (thrown) {
    if (!(thrown instanceof JudgeFailure)) throw thrown;
    return { test: { ok: false, outcome: thrown.outcome, message: thrown.message }, endedIn: session.memory.mode };
  } finally {
    bounds.close();
  }
}
