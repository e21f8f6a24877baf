import type { Grant } from "@plumbline/base/grant";
import type { EvaluationDeps } from "../evaluation-deps";
import { getJudgeModel } from "./judge-models";
import { JudgeNews } from "./judge-news";
import { openEndpoint } from "./judge-token";
import { type JudgeProbe, type ProbeOutcome, probeJudge } from "./probe-judge";

export type JudgeModelTest = ProbeOutcome;

/** Probes a judge and keeps what was learnt with it: the mode that works, the parameters that it refuses. */
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
  const { fetch, retryPolicy } = deps;
  const { test, memory } = await probeWithin(Math.max(testMsMax, endpoint.timeoutMs + 1_000), signal, (ending) =>
    probeJudge(endpoint, { fetch, retryPolicy, signal: ending, hear: (call) => news.hear(call) }),
  );
  if (test.ok) {
    await news.remember(deps, endpoint, memory);
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
  probe: (ending: AbortSignal) => Promise<JudgeProbe>,
): Promise<JudgeProbe> {
  const timeout = AbortSignal.timeout(ms);
  const { test, memory } = await probe(AbortSignal.any([signal, timeout]));
  if (test.ok || test.outcome !== "cancelled" || !timeout.aborted) return { test, memory };
  const message = `The judge did not finish the test within ${Math.round(ms / 1_000)} s.`;
  return { test: { ok: false, outcome: "timeout", message }, memory };
}
