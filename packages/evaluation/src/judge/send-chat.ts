import OpenAI from "openai";
import { type ChatAnswer, readCapped, readChatAnswer } from "./chat-answer";
import type { ChatBody } from "./chat-request";
import { classifyFailure, timedOut } from "./classify-failure";
import type { JudgeEndpoint } from "./endpoint";
import { JudgeFailure } from "./outcome";

export type Fetch = typeof globalThis.fetch;

/** A 400 or 422, before it is known whether leaving out a parameter helps. */
export class RequestRefused extends JudgeFailure {
  readonly param: string | null;
  /** All that the server said, in whatever form: to be searched for parameter names, never shown. */
  readonly said: string;

  constructor(failure: JudgeFailure, param: string | null, said: string) {
    super(failure.outcome, failure.message, failure.facts);
    this.param = param;
    this.said = said;
  }
}

/**
 * Sends one chat call and reads the whole answer within the endpoint's timeout. No retry here.
 * Throws JudgeFailure; `cancelled` when the signal ended it. The token is cut out of everything that is thrown or returned,
 * in case a server echoes it.
 */
export async function sendChat(
  endpoint: JudgeEndpoint,
  body: ChatBody,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<ChatAnswer> {
  const timeout = AbortSignal.timeout(endpoint.timeoutMs);
  try {
    const response = await createClient(endpoint, fetch)
      .chat.completions.create(body, { signal: AbortSignal.any([signal, timeout]) })
      .asResponse();
    return withoutToken(readChatAnswer(await readCapped(response)), endpoint.token);
  } catch (thrown) {
    if (signal.aborted) throw new JudgeFailure("cancelled", "The evaluation was ended while this call was under way.");
    if (timeout.aborted) throw timedOut();
    throw withTokenHidden(thrown, endpoint.token);
  }
}

function createClient(endpoint: JudgeEndpoint, fetch: Fetch): OpenAI {
  const { token, authScheme } = endpoint;
  // The client would put "Bearer" before every token; null takes the header away.
  const authorization = token === undefined ? null : authScheme === "raw" ? token : `Bearer ${token}`;
  return new OpenAI({
    apiKey: token ?? "none",
    baseURL: endpoint.baseUrl,
    // Told explicitly, because the client would otherwise read them from this process's environment.
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: "off",
    maxRetries: 0,
    timeout: endpoint.timeoutMs,
    fetch,
    defaultHeaders: { Authorization: authorization },
  });
}

function withTokenHidden(thrown: unknown, token: string | undefined): JudgeFailure {
  const failure = classifyFailure(thrown);
  const { answer } = failure.facts;
  const hidden = new JudgeFailure(failure.outcome, hide(failure.message, token), {
    ...failure.facts,
    ...(answer === undefined ? {} : { answer: hide(answer, token) }),
  });
  const isRefusal = thrown instanceof OpenAI.APIError && (thrown.status === 400 || thrown.status === 422);
  return isRefusal ? new RequestRefused(hidden, thrown.param ?? null, thrown.message) : hidden;
}

function withoutToken(answer: ChatAnswer, token: string | undefined): ChatAnswer {
  return {
    ...answer,
    text: hide(answer.text, token),
    refusal: answer.refusal === null ? null : hide(answer.refusal, token),
    modelAnswered: answer.modelAnswered === null ? null : hide(answer.modelAnswered, token),
  };
}

/** Real tokens are longer. "EMPTY" or "key", which local servers are given, are words of ordinary answers. */
const secretCharsMin = 12;

function hide(text: string, token: string | undefined): string {
  const bare = token?.replace(/^Bearer\s+/i, "") ?? "";
  return bare.length < secretCharsMin ? text : text.replaceAll(bare, "[hidden]");
}
