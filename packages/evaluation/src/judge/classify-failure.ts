import { findOutboundError, type OutboundError } from "@plumbline/outbound/outbound-error";
import OpenAI from "openai";
import { z } from "zod";
import { JudgeFailure, type JudgeFailureOutcome } from "./outcome";
import { retryAfterMs } from "./retry-after";

const contextPattern =
  /context[ _-]?(?:length|window|size)|maximum context|too many (?:input )?tokens|(?:prompt|input)[^.]{0,30}too long|range of input length/i;
const filterPattern = /content[ _-]?(?:filter|policy|management)|data_inspection_failed|inappropriate content|safety/i;
const quotaPattern = /insufficient[ _]?(?:quota|balance)|exceeded your current quota|billing|arrearage/i;

/** Names what went wrong with a call, from anything that the client or the network threw. */
export function classifyFailure(thrown: unknown): JudgeFailure {
  if (thrown instanceof JudgeFailure) return thrown;
  const outbound = findOutboundError(thrown);
  if (outbound !== undefined) return fromOutboundError(outbound);
  if (thrown instanceof OpenAI.APIConnectionTimeoutError) return timedOut();
  if (thrown instanceof OpenAI.APIError && typeof thrown.status === "number") return fromStatus(thrown, thrown.status);
  return new JudgeFailure("network", `The judge could not be reached: ${networkReason(thrown)}.`);
}

export function timedOut(): JudgeFailure {
  return new JudgeFailure("timeout", "The judge did not finish its answer in time.");
}

function fromOutboundError(error: OutboundError): JudgeFailure {
  switch (error.failure) {
    case "address-refused":
    case "redirect":
      return new JudgeFailure("invalid_request", error.message);
    case "answer-too-large":
      return new JudgeFailure("unparsable", "The judge's answer is larger than 1 MiB. It was cut off and not read.");
    case "timeout":
      return timedOut();
    default:
      return new JudgeFailure(
        "network",
        `The judge could not be reached: ${networkReason(error)}`.replace(/\.*$/, "."),
      );
  }
}

function fromStatus(error: InstanceType<typeof OpenAI.APIError>, status: number): JudgeFailure {
  const shown = shownError(error);
  const said = shown === undefined ? "" : oneLine(shown.message);
  const wait = error.headers === undefined ? undefined : retryAfterMs(error.headers);
  const outcome = outcomeOf(status, `${error.code ?? ""} ${error.type ?? ""} ${error.message}`);
  return new JudgeFailure(
    outcome,
    `${sentences[outcome]} The server answered ${status}${said === "" ? "" : `: ${said}`}.`,
    {
      httpStatus: status,
      ...(shown === undefined ? {} : { answer: JSON.stringify(shown) }),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
  );
}

function outcomeOf(status: number, said: string): JudgeFailureOutcome {
  if (status === 402 || quotaPattern.test(said)) return "quota";
  if (status === 401 || status === 403) return "auth";
  if (status === 408) return "timeout";
  if (status === 429) return "rate";
  if (status === 409 || status === 425 || status >= 500) return "server";
  if (contextPattern.test(said) || status === 413) return "context_too_long";
  if (filterPattern.test(said)) return "content_filter";
  return "invalid_request";
}

const sentences: Record<JudgeFailureOutcome, string> = {
  auth: "The judge refused the token. Enter a valid one in the judge settings and retry.",
  quota: "The judge's account has no quota left. Top it up and retry.",
  rate: "The judge accepts no more calls for now.",
  timeout: "The judge did not finish its answer in time.",
  server: "The judge's server failed.",
  context_too_long: "The text is longer than the judge accepts. Lower the context size in the judge settings.",
  content_filter: "The judge's content filter stopped this text.",
  invalid_request: "The judge refused the request. Check its address and model name.",
  network: "The judge could not be reached.",
  unparsable: "The judge's answer could not be read.",
  truncated: "The judge's answer was cut off.",
  refused: "The judge refused to answer.",
  cancelled: "The evaluation was ended.",
  budget: "The task's cap is reached.",
  held: "The task waits.",
};

const openaiError = z.object({
  message: z.string(),
  type: z.string().nullish(),
  code: z.union([z.string(), z.number()]).nullish(),
  param: z.string().nullish(),
});

/**
 * The error as OpenAI's API shapes it, its known fields only. Any other body may be a page of whatever answers at an address
 * that was entered by mistake or on purpose: it is read to name the outcome, and neither shown nor kept.
 */
function shownError(error: InstanceType<typeof OpenAI.APIError>): z.infer<typeof openaiError> | undefined {
  return openaiError.safeParse(error.error).data;
}

/** The server's own words, one line, at most 300 characters. */
function oneLine(message: string): string {
  return message
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300)
    .replace(/[.。]$/, "");
}

function networkReason(thrown: unknown): string {
  const withCode = findCause(thrown, (error) => typeof (error as { code?: unknown }).code === "string");
  const { code, message } = (withCode ?? thrown ?? {}) as { code?: string; message?: string };
  const known: Record<string, string> = {
    ECONNREFUSED: "nothing listens at its address (ECONNREFUSED)",
    ENOTFOUND: "its host name is not known (ENOTFOUND)",
    ECONNRESET: "the connection was reset (ECONNRESET)",
    UND_ERR_SOCKET: "the connection was closed before the answer was complete",
  };
  return (code === undefined ? undefined : (known[code] ?? code)) ?? message ?? "no reason was given";
}

function findCause(thrown: unknown, matches: (error: object) => boolean): unknown {
  for (let error = thrown, depth = 0; typeof error === "object" && error !== null && depth < 6; depth += 1) {
    if (matches(error)) return error;
    error = (error as { cause?: unknown }).cause;
  }
  return undefined;
}
