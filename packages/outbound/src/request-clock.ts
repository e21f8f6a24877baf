import { OutboundError } from "./outbound-error";

/** The timers of one request, and the one place that turns what was thrown into our error. */
export interface RequestClock {
  /** Aborts when the caller does, when the answer is late, or when it has run too long. */
  readonly signal: AbortSignal;
  gotHeaders(): void;
  /** The request is over: no timer may fire any more. */
  stop(): void;
  /** Ends the request with this error. */
  fail(error: OutboundError): void;
  explain(thrown: unknown): OutboundError;
}

export interface RequestTimes {
  readonly firstByteTimeoutMs: number;
  readonly totalTimeoutMs: number;
}

export function startClock(
  host: string,
  callerSignal: AbortSignal | null | undefined,
  times: RequestTimes,
): RequestClock {
  const controller = new AbortController();
  const stopAfter = (ms: number, sentence: string) =>
    setTimeout(() => controller.abort(new OutboundError("timeout", sentence)), ms);
  const firstByte = stopAfter(
    times.firstByteTimeoutMs,
    `${host} sent no answer within ${times.firstByteTimeoutMs / 1000} s.`,
  );
  const total = stopAfter(
    times.totalTimeoutMs,
    `${host} did not finish its answer within ${times.totalTimeoutMs / 1000} s.`,
  );
  const onCallerAbort = () =>
    controller.abort(new OutboundError("aborted", "The request was stopped.", callerSignal?.reason));
  if (callerSignal?.aborted === true) onCallerAbort();
  else callerSignal?.addEventListener("abort", onCallerAbort, { once: true });

  return {
    signal: controller.signal,
    gotHeaders: () => clearTimeout(firstByte),
    stop() {
      clearTimeout(firstByte);
      clearTimeout(total);
      callerSignal?.removeEventListener("abort", onCallerAbort);
    },
    fail: (error) => controller.abort(error),
    explain(thrown) {
      const { reason } = controller.signal;
      if (reason instanceof OutboundError) return reason;
      return explainNetworkError(host, thrown);
    },
  };
}

const connectCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function explainNetworkError(host: string, thrown: unknown): OutboundError {
  const code = findCode(thrown);
  for (let current = thrown; current instanceof Error; current = current.cause) {
    if (current instanceof OutboundError) return current;
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT") {
    return new OutboundError("timeout", `${host} did not take the connection in time.`, thrown);
  }
  if (code !== undefined && connectCodes.has(code)) {
    return new OutboundError("connect", `${host} could not be connected to (${code}).`, thrown);
  }
  if (code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") {
    return new OutboundError("timeout", `${host} stopped answering.`, thrown);
  }
  return new OutboundError(
    "network",
    `The connection to ${host} broke${code === undefined ? "" : ` (${code})`}.`,
    thrown,
  );
}

function findCode(thrown: unknown): string | undefined {
  let current = thrown;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const { code } = current as { code?: unknown };
    if (typeof code === "string") return code;
    const inner: unknown = current instanceof AggregateError ? current.errors[0] : current.cause;
    current = inner;
  }
  return undefined;
}
