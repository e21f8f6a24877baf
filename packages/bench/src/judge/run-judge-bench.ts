import { type EndpointQuirks, type JudgeEndpoint, newMemory, quirksOf } from "@plumbline/evaluation/judge/endpoint";
import { EndpointLimiter } from "@plumbline/evaluation/judge/endpoint-limiter";
import { defaultRetryPolicy } from "@plumbline/evaluation/judge/run-bounds";
import type { Fetch } from "@plumbline/evaluation/judge/send-chat";
import { probeJudge } from "@plumbline/evaluation/models/probe-judge";
import { judgePrompts } from "@plumbline/evaluation/prompts/judge-prompts";
import type { JudgeBenchOptions } from "./judge-arguments";
import { type CaseRun, runJudgeCase } from "./judge-case-run";
import type { JudgeCase } from "./judge-cases";
import { type ReportRow, reportRows } from "./judge-report";

export interface JudgeBenchReport {
  readonly endpoint: string;
  readonly model: string;
  /** As the server names it. */
  readonly modelAnswered: string | null;
  /** The stand-in compares words: it is no model, and its figures say what word overlap is worth. */
  readonly isStandIn: boolean;
  readonly outputMode: string;
  readonly quirks: EndpointQuirks | null;
  readonly promptVersions: readonly string[];
  readonly at: string;
  readonly elapsedMs: number;
  readonly calls: number;
  readonly rows: readonly ReportRow[];
  readonly verdicts: readonly {
    readonly id: string;
    readonly expected: string;
    readonly label: string | null;
    readonly failure: string | null;
    readonly cleanLabel?: string | null;
  }[];
}

/** The judge gave no usable answer at all; the message says why. */
export class NoJudge extends Error {}

/**
 * Tests the connection, then runs every case through the product's own prompts, calls and reading of replies. Throws NoJudge
 * or JudgeFailure where the judge cannot be used.
 */
export async function runJudgeBench(
  cases: readonly JudgeCase[],
  options: JudgeBenchOptions,
  fetch: Fetch,
  onCase: (done: number) => void = () => {},
): Promise<JudgeBenchReport> {
  const startedAt = Date.now();
  const endpoint = endpointOf(options);
  const { signal } = new AbortController();
  const probe = await probeJudge(endpoint, { fetch, retryPolicy: defaultRetryPolicy, signal, hear: () => {} });
  if (!probe.test.ok) throw new NoJudge(probe.test.message);
  const found = { outputMode: probe.memory.mode, quirks: quirksOf(probe.memory) };
  const memory = newMemory(found, new EndpointLimiter(options.concurrency, endpoint));
  const runs: CaseRun[] = [];
  const waiting = [...cases].filter(({ metric }) => options.only === undefined || metric === options.only);
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      runs.push(await runJudgeCase({ endpoint, memory, fetch, signal }, next));
      onCase(runs.length);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  const calls = runs.flatMap((run) => run.calls);
  return {
    endpoint: options.baseUrl,
    model: options.model,
    modelAnswered: probe.test.modelAnswered,
    isStandIn: calls.some(({ isStandIn }) => isStandIn),
    outputMode: memory.mode,
    quirks: quirksOf(memory),
    promptVersions: judgePrompts.map(({ prompt }) => prompt.version),
    at: new Date(startedAt).toISOString(),
    elapsedMs: Date.now() - startedAt,
    calls: calls.length,
    rows: reportRows(runs),
    verdicts: runs
      .map(({ case: { id, expected }, verdict, clean }) => ({
        id,
        expected,
        ...verdict,
        ...(clean === undefined ? {} : { cleanLabel: clean.label }),
      }))
      .sort((a, b) => a.id.localeCompare(b.id)),
  };
}

function endpointOf({ baseUrl, model, token, contextTokens, concurrency }: JudgeBenchOptions): JudgeEndpoint {
  return {
    id: "bench",
    name: model,
    baseUrl,
    model,
    token,
    authScheme: token !== undefined && /^Bearer /i.test(token) ? "raw" : "bearer",
    temperature: null,
    topP: null,
    contextTokens,
    maxConcurrency: concurrency,
    timeoutMs: 120_000,
    outputMode: null,
    quirks: null,
    requestsPerMinute: null,
    tokensPerMinute: null,
  };
}
