import { Agent, type BodyInit as UndiciBodyInit, fetch as undiciFetch } from "undici";
import { type AddressPolicy, parseOutboundUrl, type ResolveName, resolveName } from "./check-address";
import { limitBody } from "./limit-body";
import { OutboundError } from "./outbound-error";
import { createPinningConnector } from "./pinning-connector";
import { startClock } from "./request-clock";

export interface OutboundOptions extends AddressPolicy {
  readonly connectTimeoutMs?: number;
  /** From the start of the request to the headers of the answer. */
  readonly firstByteTimeoutMs?: number;
  /** From the start of the request to the last byte of the answer. */
  readonly totalTimeoutMs?: number;
  /** Counted after decompression. */
  readonly answerBytesMax?: number;
  readonly resolve?: ResolveName;
}

/** Has the shape of the global fetch, so that the `openai` client takes it. Rejects with OutboundError only. */
export interface OutboundFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Waits for running requests and closes idle connections. */
  close(): Promise<void>;
}

const redirects: ReadonlySet<number> = new Set([300, 301, 302, 303, 305, 307, 308]);

/**
 * The one way out of the product: judges and whatever else is asked over HTTP. Each connection goes to an address that was
 * resolved and checked for it, redirects are not followed, and the answer is bounded in bytes and time.
 */
export function createOutboundFetch(options: OutboundOptions): OutboundFetch {
  const { connectTimeoutMs = 5_000, firstByteTimeoutMs = 30_000, totalTimeoutMs = 120_000 } = options;
  const answerBytesMax = options.answerBytesMax ?? 1_048_576;
  const agent = new Agent({
    connect: createPinningConnector(options, options.resolve ?? resolveName, connectTimeoutMs),
    // The clock speaks in finished sentences; undici's own timers stand a second behind it.
    headersTimeout: firstByteTimeoutMs + 1_000,
    bodyTimeout: totalTimeoutMs + 1_000,
    maxHeaderSize: 16_384,
  });

  async function outboundFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const request = await readRequest(input, init);
    const url = parseOutboundUrl(request.url, options);
    const clock = startClock(url.host, request.signal, { firstByteTimeoutMs, totalTimeoutMs });
    try {
      const answer = await undiciFetch(url, {
        method: request.method,
        headers: request.headers,
        body: request.body,
        redirect: "manual",
        dispatcher: agent,
        signal: clock.signal,
      });
      clock.gotHeaders();
      if (redirects.has(answer.status)) {
        await answer.body?.cancel();
        throw new OutboundError(
          "redirect",
          `${url.host} answered with a redirect (${answer.status}), which is not followed. Enter the address it leads to.`,
        );
      }
      const stream = answer.body as ReadableStream<Uint8Array> | null;
      if (stream === null) clock.stop();
      const body = stream === null ? null : limitBody(stream, { host: url.host, answerBytesMax, clock });
      const { status, statusText } = answer;
      return new Response(body, { status, statusText, headers: decodedHeaders([...answer.headers]) });
    } catch (thrown) {
      const error = clock.explain(thrown);
      clock.stop();
      throw error;
    }
  }
  return Object.assign(outboundFetch, { close: () => agent.close() });
}

interface OutboundRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: [string, string][];
  readonly body: UndiciBodyInit | null;
  readonly signal: AbortSignal | null | undefined;
}

async function readRequest(input: string | URL | Request, init: RequestInit): Promise<OutboundRequest> {
  const given = input instanceof Request ? new Request(input, init) : undefined;
  const headers = new Headers(given?.headers ?? init.headers);
  if (!headers.has("user-agent")) headers.set("user-agent", "plumbline");
  return {
    url: given?.url ?? String(input),
    method: given?.method ?? init.method ?? "GET",
    headers: [...headers],
    body: given === undefined ? ((init.body ?? null) as UndiciBodyInit | null) : await bytesOf(given),
    signal: given?.signal ?? init.signal,
  };
}

async function bytesOf(request: Request): Promise<ArrayBuffer | null> {
  return request.body === null ? null : request.arrayBuffer();
}

/** The body has been decompressed by now, so the headers that describe its wire form would be untrue. */
function decodedHeaders(headers: [string, string][]): [string, string][] {
  return headers.filter(([name]) => name !== "content-encoding" && name !== "content-length");
}
