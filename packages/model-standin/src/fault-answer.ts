import type { Fault } from "./fault";
import { openaiError } from "./openai-shape";
import { type Answer, jsonAnswer } from "./send-answer";

const sentences: Readonly<Record<number, string>> = {
  400: "The stand-in was told to refuse this request.",
  401: "Incorrect API key provided (stand-in).",
  402: "Your account is in arrears (stand-in).",
  403: "You have no access to this model (stand-in).",
  404: "The model does not exist (stand-in).",
  408: "The request timed out (stand-in).",
  429: "Rate limit reached for requests (stand-in).",
  500: "The server had an error (stand-in).",
  502: "Bad gateway (stand-in).",
  503: "The service is overloaded (stand-in).",
  529: "Overloaded (stand-in).",
};

export type ErrorBody = (status: number, message: string) => unknown;

/** The answer of a fault that decides the whole body; undefined where the real answer goes out, spoilt or not. */
export function faultAnswer(fault: Fault, errorBody: ErrorBody = openaiError): Answer | undefined {
  const status = Number(fault.kind);
  if (Number.isInteger(status)) {
    return jsonAnswer(status, errorBody(status, sentences[status] ?? "Stand-in fault."), retryHeader(fault));
  }
  switch (fault.kind) {
    case "garbage":
      return {
        status: 200,
        headers: { "content-type": "application/json" },
        body: '{"choices": [{"mess\u0000 ÿ not json',
      };
    case "html":
      return {
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<!doctype html><h1>Sign in (stand-in)</h1>",
      };
    case "empty-body":
      return { status: 200, headers: { "content-type": "application/json" }, body: "" };
    case "redirect":
      return { status: 302, headers: { location: "http://169.254.169.254/latest/meta-data/" }, body: "" };
    default:
      return undefined;
  }
}

function retryHeader({ retryAfter }: Fault): Record<string, string> {
  if (retryAfter === undefined) return {};
  return { "retry-after": retryAfter === "date" ? new Date(Date.now() + 1_000).toUTCString() : String(retryAfter) };
}
