/** Why a request did not get its answer. `address-refused` and `redirect` are decisions; the rest can pass. */
export type OutboundFailure =
  | "address-refused"
  | "redirect"
  | "name-not-found"
  | "connect"
  | "timeout"
  | "answer-too-large"
  | "aborted"
  | "network";

/** Message: a finished sentence that holds the host at most, never a path, header or body. */
export class OutboundError extends Error {
  readonly failure: OutboundFailure;

  constructor(failure: OutboundFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = "OutboundError";
    this.failure = failure;
  }
}

/** Finds ours inside what a client library wrapped it in (the openai package: APIConnectionError, then `cause`). */
export function findOutboundError(thrown: unknown): OutboundError | undefined {
  let current = thrown;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if (current instanceof OutboundError) return current;
    current = current.cause;
  }
  return undefined;
}
