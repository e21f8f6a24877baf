import { askJudge, type JudgeCallRecord, type JudgeSession } from "../judge/ask-judge";
import { type EndpointMemory, type JudgeEndpoint, newMemory, type OutputMode, outputModes } from "../judge/endpoint";
import { EndpointLimiter } from "../judge/endpoint-limiter";
import { JudgeFailure, type JudgeFailureOutcome } from "../judge/outcome";
import { type RetryPolicy, RunBounds } from "../judge/run-bounds";
import type { Fetch } from "../judge/send-chat";
import { correctnessPrompt } from "../prompts/correctness";
import { correctnessReply } from "../reply/reply-schemas";

export type ProbeOutcome =
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

export interface ProbeWays {
  readonly fetch: Fetch;
  readonly retryPolicy: RetryPolicy;
  readonly signal: AbortSignal;
  /** Told of every call. */
  hear(call: JudgeCallRecord): void;
}

/** A test, and what was learnt by it: the mode that works and the parameters that were refused. */
export interface JudgeProbe {
  readonly test: ProbeOutcome;
  readonly memory: EndpointMemory;
}

/**
 * Asks a judge two known cases in each output mode, strictest first, until one mode gives readable replies to both. A judge
 * that cannot be reached or refuses is told by its named outcome, never as an exception.
 */
export async function probeJudge(endpoint: JudgeEndpoint, ways: ProbeWays): Promise<JudgeProbe> {
  const memory = newMemory({ outputMode: null, quirks: null }, new EndpointLimiter(1, endpoint));
  let test: ProbeOutcome | undefined;
  for (let index = 0; index < outputModes.length; index += 1) {
    memory.mode = outputModes[index] ?? "text";
    test = await probeMode(endpoint, memory, ways);
    // Unreadable in one mode may be readable in the next; anything else would fail there too.
    if (test.ok || (test.outcome !== "unparsable" && test.outcome !== "truncated")) return { test, memory };
    index = Math.max(index, outputModes.indexOf(memory.mode));
  }
  return { test: test ?? { ok: false, outcome: "unparsable", message: "No mode gave a readable reply." }, memory };
}

async function probeMode(endpoint: JudgeEndpoint, memory: EndpointMemory, ways: ProbeWays): Promise<ProbeOutcome> {
  const calls: JudgeCallRecord[] = [];
  const retryPolicy = { ...ways.retryPolicy, triesMax: 1 };
  const { limiter } = memory;
  const bounds = new RunBounds({ signal: ways.signal, limiter, policy: retryPolicy, timeoutMs: endpoint.timeoutMs });
  const session: JudgeSession = {
    endpoint,
    memory,
    fetch: ways.fetch,
    bounds,
    retryPolicy,
    findAnswer: async () => undefined,
    recordCall: async (call) => {
      ways.hear(call);
      calls.push(call);
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
    return {
      ok: true,
      outputMode: memory.mode,
      latencyMs: Math.max(...calls.filter(({ outcome }) => outcome === "ok").map(({ durationMs }) => durationMs)),
      modelAnswered: calls.find((call) => call.modelAnswered !== null)?.modelAnswered ?? null,
      casesRight,
      casesAsked: cases.length,
      promptTokens: sumOrNull(calls.map((call) => call.promptTokens)),
      completionTokens: sumOrNull(calls.map((call) => call.completionTokens)),
    };
  } catch (thrown) {
    if (!(thrown instanceof JudgeFailure)) throw thrown;
    return { ok: false, outcome: thrown.outcome, message: thrown.message };
  } finally {
    bounds.close();
  }
}

/** Null where no answer said its usage. */
function sumOrNull(counts: readonly (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}
