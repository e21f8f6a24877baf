import { createHash } from "node:crypto";
import { newUuid } from "@plumbline/base/ids";
import { storableText } from "@plumbline/base/json";
import type { ChatCompletionMessageParam } from "openai/resources/chat/completions";
import { type JudgePrompt, systemMessage } from "../prompts/prompt";
import { parseReply } from "../reply/parse-reply";
import type { ReplySchema } from "../reply/reply-schemas";
import type { CallBudget, CallReservation } from "./call-budget";
import type { ChatAnswer } from "./chat-answer";
import { adaptTo, type ChatBody, chatBody } from "./chat-request";
import { dataBlock, newNonce } from "./data-block";
import type { EndpointMemory, JudgeEndpoint, OutputMode } from "./endpoint";
import type { JudgeLanguage } from "./language";
import { JudgeFailure, type JudgeOutcome } from "./outcome";
import { backoffMs } from "./retry-after";
import type { RetryPolicy, RunBounds } from "./run-bounds";
import { type Fetch, RequestRefused, sendChat } from "./send-chat";
import { estimateTokens } from "./text-budget";

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
  /** A finished sentence without secrets; null where outcome is `ok`. */
  readonly problem: string | null;
}

/** A judge that can be asked: where it is, what is known of it, and where its calls are kept. */
export interface JudgeSession {
  readonly endpoint: JudgeEndpoint;
  readonly memory: EndpointMemory;
  readonly fetch: Fetch;
  readonly bounds: RunBounds;
  readonly retryPolicy: RetryPolicy;
  /** MUST resolve only when the call is stored. */
  recordCall(record: JudgeCallRecord): Promise<void>;
  /** The readable answer of an earlier run to the same question, so that a crash never pays twice. */
  findAnswer(inputHash: string): Promise<string | undefined>;
  /** For a run that belongs to a task. */
  readonly budget?: CallBudget;
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
 * overloaded or unreachable judge is tried again within the retry policy and the bounds of the run; a cut-off answer is asked for once with twice the
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

  constructor(session: JudgeSession, question: Question<T>, inputHash: string) {
    this.#session = session;
    this.#question = question;
    this.#inputHash = inputHash;
    this.#maxTokens = question.maxTokens;
    this.#messages = messagesOf(question);
  }

  async run(): Promise<T> {
    try {
      for (;;) {
        const sent = await this.#send();
        if (sent !== "again") return sent.value;
      }
    } catch (thrown) {
      // What the limiter throws has not been through the bounds yet.
      throw thrown instanceof JudgeFailure ? this.#session.bounds.finalFailure(thrown) : thrown;
    }
  }

  /** One send through the limiter, recorded whatever comes of it. */
  async #send(): Promise<{ readonly value: T } | "again"> {
    const { endpoint, memory, fetch, bounds, budget } = this.#session;
    const wait = {
      signal: bounds.waits,
      get until() {
        return bounds.until;
      },
      tokens: tokensOf(this.#messages) + this.#maxTokens,
    };
    return memory.limiter.run(wait, async (spent) => {
      const body = chatBody(endpoint, memory, {
        messages: [...this.#messages, ...this.#corrections],
        reply: this.#question.schema,
        maxTokens: this.#maxTokens,
      });
      const reservation = await budget?.reserve(body);
      const mode = memory.mode;
      const sentAt = Date.now();
      this.#sends += 1;
      let answer: ChatAnswer | undefined;
      try {
        answer = await sendChat(endpoint, body, fetch, bounds.calls);
        if (answer.promptTokens !== null) spent(answer.promptTokens + (answer.completionTokens ?? 0));
        const value = readVerdict(answer, this.#question);
        memory.limiter.succeeded();
        bounds.succeeded();
        await this.#record("ok", body, mode, sentAt, answer, undefined, reservation);
        return { value };
      } catch (thrown) {
        if (!(thrown instanceof JudgeFailure)) throw thrown;
        this.#tellLimiter(thrown, sentAt);
        await this.#record(thrown.outcome, body, mode, sentAt, answer, thrown, reservation);
        if (this.#canGoOn(thrown)) return "again";
        await budget?.gaveUp(thrown);
        // Before the turn is given up, or the next question would still be sent.
        throw bounds.finalFailure(thrown);
      }
    });
  }

  #tellLimiter(failure: JudgeFailure, sentAt: number): void {
    const { memory, bounds, retryPolicy } = this.#session;
    if (failure.scope === "delay") {
      bounds.failed(failure, sentAt);
      const { baseDelayMs, maxDelayMs } = retryPolicy;
      const pauseMs = failure.facts.retryAfterMs ?? backoffMs(bounds.failuresInRow, baseDelayMs, maxDelayMs);
      memory.limiter.failed(failure, pauseMs);
    } else if (failure.scope === "evaluation") {
      memory.limiter.reset();
    } else if (failure.scope === "metric") {
      memory.limiter.succeeded();
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
    return this.#failedTries < this.#session.retryPolicy.triesMax && this.#session.bounds.allowsRetry;
  }

  async #record(
    outcome: JudgeOutcome,
    body: ChatBody,
    outputMode: OutputMode,
    sentAt: number,
    answer: ChatAnswer | undefined,
    failure: JudgeFailure | undefined,
    reservation: CallReservation | undefined,
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
      problem: failure?.message ?? null,
    });
    await reservation?.settle({
      outcome,
      httpStatus: answer === undefined ? (failure?.facts.httpStatus ?? null) : 200,
      promptTokens: answer?.promptTokens ?? null,
      completionTokens: answer?.completionTokens ?? null,
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

function tokensOf(messages: readonly ChatCompletionMessageParam[]): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(String(content)), 0);
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
