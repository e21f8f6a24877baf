import { createHash } from "node:crypto";
import { newUuid } from "@plumbline/base/ids";
import { storableText } from "@plumbline/base/json";
import type { ChatCompletionMessageParam } from "openai/resources/chat/completions";
import { type JudgePrompt, systemMessage } from "../prompts/prompt";
import { parseReply } from "../reply/parse-reply";
import type { ReplySchema } from "../reply/reply-schemas";
import type { ChatAnswer } from "./chat-answer";
import { adaptTo, type ChatBody, chatBody } from "./chat-request";
import { dataBlock, newNonce } from "./data-block";
import type { EndpointMemory, JudgeEndpoint, OutputMode } from "./endpoint";
import type { JudgeLanguage } from "./language";
import { JudgeFailure, type JudgeOutcome } from "./outcome";
import { backoffMs } from "./retry-after";
import { type Fetch, RequestRefused, sendChat } from "./send-chat";

/** One call as it is kept for audit. `request` is the body as sent; the token is in a header and never here. */
export interface JudgeCallRecord {
  readonly id: string;
  /** What was asked: the prompt's purpose, with a `#` and a number where there are several. */
  readonly purpose: string;
  readonly attempt: number;
  readonly promptVersion: string;
  readonly modelRequested: string;
  readonly modelAnswered: string | null;
  /** The answer names the stand-in model as its author: what it says is no judgement. */
  readonly isStandIn: boolean;
  readonly outputMode: OutputMode;
  readonly inputHash: string;
  readonly request: ChatBody;
  readonly outcome: JudgeOutcome;
  readonly httpStatus: number | null;
  readonly answer: string | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly durationMs: number;
}

export interface RetryPolicy {
  /** Sends of one question while it fails in a way that may pass. */
  readonly triesMax: number;
  /** From the first send; after it the evaluation is put off. */
  readonly elapsedMsMax: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  triesMax: 4,
  elapsedMsMax: 180_000,
  baseDelayMs: 500,
  maxDelayMs: 8_000,
};

/** A judge that can be asked: where it is, what is known of it, and where its calls are kept. */
export interface JudgeSession {
  readonly endpoint: JudgeEndpoint;
  readonly memory: EndpointMemory;
  readonly fetch: Fetch;
  readonly signal: AbortSignal;
  readonly retryPolicy: RetryPolicy;
  /** MUST resolve only when the call is stored. */
  recordCall(record: JudgeCallRecord): Promise<void>;
  /** No call to this judge can succeed: MUST end the others of the run. */
  abandon(failure: JudgeFailure): void;
  /** The readable answer of an earlier run to the same question, so that a crash never pays twice. */
  findAnswer(inputHash: string): Promise<string | undefined>;
}

export interface Question<T> {
  readonly prompt: JudgePrompt;
  /** Shown in the audit after the purpose, e.g. `3` in `relevance#3`. */
  readonly part?: string;
  readonly language: JudgeLanguage;
  readonly content: Record<string, unknown>;
  readonly schema: ReplySchema<T>;
  readonly maxTokens: number;
  /** A sentence where the reply follows the schema and still cannot be used, such as a missing id. */
  check?(reply: T): string | undefined;
}

/**
 * Asks one question until there is a verdict or a named failure. A refused parameter is left out at once, once each; an
 * overloaded or unreachable judge is tried again within the retry policy; a cut-off answer is asked for once with twice the
 * room; an unreadable one once with the problem named. Throws JudgeFailure; never makes a verdict up.
 */
export async function askJudge<T>(session: JudgeSession, question: Question<T>): Promise<T> {
  const inputHash = hashInput(session.endpoint, question);
  const earlier = await session.findAnswer(inputHash);
  const reused = earlier === undefined ? undefined : readReply(earlier, question);
  if (reused?.ok) return reused.value;
  return new Inquiry(session, question, inputHash).run();
}

/** The state of one question across its sends. */
class Inquiry<T> {
  readonly #session: JudgeSession;
  readonly #question: Question<T>;
  readonly #inputHash: string;
  readonly #messages: readonly ChatCompletionMessageParam[];
  #maxTokens: number;
  #corrections: ChatCompletionMessageParam[] = [];
  #sends = 0;
  #failedTries = 0;
  #startedAt: number | undefined;

  constructor(session: JudgeSession, question: Question<T>, inputHash: string) {
    this.#session = session;
    this.#question = question;
    this.#inputHash = inputHash;
    this.#maxTokens = question.maxTokens;
    this.#messages = messagesOf(question);
  }

  async run(): Promise<T> {
    for (;;) {
      try {
        return await this.#send();
      } catch (thrown) {
        if (!(thrown instanceof JudgeFailure)) throw thrown;
        if (!this.#canGoOn(thrown)) {
          if (thrown.scope === "evaluation") this.#session.abandon(thrown);
          throw thrown;
        }
        await this.#waitAfter(thrown);
      }
    }
  }

  /** One send through the limiter, recorded whatever comes of it. */
  async #send(): Promise<T> {
    const { endpoint, memory, fetch, signal } = this.#session;
    return memory.limiter.run(signal, async () => {
      const body = chatBody(endpoint, memory, {
        messages: [...this.#messages, ...this.#corrections],
        reply: this.#question.schema,
        maxTokens: this.#maxTokens,
      });
      const mode = memory.mode;
      const sentAt = Date.now();
      this.#startedAt ??= sentAt;
      this.#sends += 1;
      let answer: ChatAnswer | undefined;
      try {
        answer = await sendChat(endpoint, body, fetch, signal);
        const value = readVerdict(answer, this.#question);
        memory.limiter.succeeded();
        await this.#record("ok", body, mode, sentAt, answer, undefined);
        return value;
      } catch (thrown) {
        if (!(thrown instanceof JudgeFailure)) throw thrown;
        this.#tellLimiter(thrown);
        await this.#record(thrown.outcome, body, mode, sentAt, answer, thrown);
        throw thrown;
      }
    });
  }

  #tellLimiter(failure: JudgeFailure): void {
    const { limiter } = this.#session.memory;
    if (failure.outcome === "rate" || failure.outcome === "server" || failure.outcome === "timeout") {
      limiter.overloaded(failure.facts.retryAfterMs);
    } else if (failure.scope === "evaluation") {
      limiter.reset();
    } else if (failure.scope === "metric") {
      limiter.succeeded();
    }
  }

  /** Changes what the next send needs and answers true, or false when another send cannot help. */
  #canGoOn(failure: JudgeFailure): boolean {
    if (failure instanceof RequestRefused && failure.outcome === "invalid_request") {
      return adaptTo(failure.said, failure.param, this.#session.memory) !== undefined;
    }
    if (failure.outcome === "truncated" && this.#maxTokens === this.#question.maxTokens) {
      this.#maxTokens *= 2;
      return true;
    }
    if (failure.outcome === "unparsable" && this.#corrections.length === 0) {
      this.#corrections = correction(failure);
      return true;
    }
    if (failure.scope !== "delay") return false;
    this.#failedTries += 1;
    const elapsedMs = Date.now() - (this.#startedAt ?? Date.now());
    const { triesMax, elapsedMsMax } = this.#session.retryPolicy;
    return this.#failedTries < triesMax && elapsedMs + (failure.facts.retryAfterMs ?? 0) < elapsedMsMax;
  }

  /** The limiter already waits out a Retry-After for every caller; what is left is the backoff of this one. */
  async #waitAfter(failure: JudgeFailure): Promise<void> {
    if (failure.scope !== "delay" || failure.facts.retryAfterMs !== undefined) return;
    const { baseDelayMs, maxDelayMs } = this.#session.retryPolicy;
    await sleep(backoffMs(this.#failedTries, baseDelayMs, maxDelayMs), this.#session.signal);
  }

  async #record(
    outcome: JudgeOutcome,
    body: ChatBody,
    outputMode: OutputMode,
    sentAt: number,
    answer: ChatAnswer | undefined,
    failure: JudgeFailure | undefined,
  ): Promise<void> {
    const raw = answer?.text ?? failure?.facts.answer;
    await this.#session.recordCall({
      id: newUuid(),
      purpose: [this.#question.prompt.purpose, this.#question.part].filter((part) => part !== undefined).join("#"),
      attempt: this.#sends,
      promptVersion: this.#question.prompt.version,
      modelRequested: this.#session.endpoint.model,
      modelAnswered: answer?.modelAnswered ?? null,
      isStandIn: answer?.isStandIn ?? false,
      outputMode,
      inputHash: this.#inputHash,
      request: body,
      outcome,
      httpStatus: answer === undefined ? (failure?.facts.httpStatus ?? null) : 200,
      answer: raw === undefined ? null : storableText(raw).slice(0, answerCharsKept),
      promptTokens: answer?.promptTokens ?? null,
      completionTokens: answer?.completionTokens ?? null,
      durationMs: Date.now() - sentAt,
    });
  }
}

/** Longer answers than this are kept with their beginning only. */
const answerCharsKept = 65_536;

function readVerdict<T>(answer: ChatAnswer, question: Question<T>): T {
  if (answer.refusal !== null && answer.refusal !== "") {
    throw new JudgeFailure("refused", "The judge refused to answer.", { answer: answer.refusal });
  }
  if (answer.finishReason === "content_filter") {
    throw new JudgeFailure("content_filter", "The judge's content filter stopped this text.", { answer: answer.text });
  }
  if (answer.finishReason === "length") {
    throw new JudgeFailure("truncated", "The judge's answer was cut off at its length limit.", { answer: answer.text });
  }
  const reply = readReply(answer.text, question);
  if (reply.ok) return reply.value;
  throw new JudgeFailure("unparsable", `The judge's answer could not be read: ${reply.problem}.`, {
    answer: answer.text,
  });
}

function readReply<T>(text: string, question: Question<T>): ReturnType<typeof parseReply<T>> {
  const reply = parseReply(text, question.schema);
  const problem = reply.ok ? question.check?.(reply.value) : undefined;
  return problem === undefined ? reply : { ok: false, problem };
}

function messagesOf<T>({ prompt, language, content }: Question<T>): ChatCompletionMessageParam[] {
  const user = `${dataBlock(content, newNonce())}\n${prompt.reminder[language]}`;
  return [
    { role: "system", content: systemMessage(prompt, language) },
    { role: "user", content: user },
  ];
}

function correction(failure: JudgeFailure): ChatCompletionMessageParam[] {
  const said = failure.facts.answer?.slice(0, 2_000) ?? "";
  return [
    { role: "assistant", content: said === "" ? "(empty)" : said },
    {
      role: "user",
      content: `${failure.message} Reply again with the one JSON object that the rules ask for, and nothing else.`,
    },
  ];
}

/** The same question to the same judge has the same hash in every run; markers and modes are left out. */
function hashInput<T>(endpoint: JudgeEndpoint, question: Question<T>): string {
  const { prompt, part, language, content } = question;
  const { baseUrl, model, temperature, topP } = endpoint;
  const input = JSON.stringify([prompt.version, part ?? null, language, baseUrl, model, temperature, topP, content]);
  return createHash("sha256").update(input).digest("hex");
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal.addEventListener("abort", finish, { once: true });
  });
  if (signal.aborted) throw new JudgeFailure("cancelled", "The evaluation was ended while it waited to call again.");
}
