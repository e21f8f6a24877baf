import type { IncomingMessage, ServerResponse } from "node:http";
import { PlumblineError } from "@plumbline/base/errors";
import { isRetryable } from "@plumbline/db/sqlstate";
import {
  encodeExportResponse,
  encodeStatus,
  mediaTypes,
  type OtlpEncoding,
  type PartialSuccess,
} from "@plumbline/otlp/responses";
import { retryAfterSeconds } from "./bytes-in-flight";

/**
 * The encoding that a media type names, without its parameters and in any case; undefined for one that is not OTLP.
 * `text/javascript` is what some browsers' exporters send for JSON.
 */
export function encodingOf(contentType: string | undefined): OtlpEncoding | undefined {
  const mediaType = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  if (mediaType === "application/x-protobuf" || mediaType === "application/protobuf") return "protobuf";
  if (mediaType === "application/json" || mediaType === "text/javascript") return "json";
  return undefined;
}

/** What an exporter is told. Anything unexpected is 503: a 500 is never retried, and the batch would be lost (OTLP). */
export function toAnswerError(thrown: unknown): PlumblineError {
  // Whichever query met a database that is away, an exporter is told the same: nothing was stored, send it again.
  const isAway = isRetryable(thrown) || (thrown instanceof PlumblineError && thrown.code === "store.unavailable");
  if (!isAway && thrown instanceof PlumblineError && thrown.row.http !== 500) return thrown;
  const code = isAway ? "store.unavailable" : "service.failed";
  return new PlumblineError(code, { cause: thrown, retryAfterSeconds: retryAfterSeconds() });
}

export function sendExportResponse(response: ServerResponse, encoding: OtlpEncoding, partial?: PartialSuccess): void {
  send(response, 200, mediaTypes[encoding], encodeExportResponse(encoding, partial));
}

/** google.rpc.Status in the request's own encoding; JSON where the request named none. */
export function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  encoding: OtlpEncoding | undefined,
  error: PlumblineError,
): void {
  const answerEncoding = encoding ?? "json";
  const { http, retryable } = error.row;
  if (retryable) response.setHeader("Retry-After", String(error.retryAfterSeconds ?? retryAfterSeconds()));
  if (http === 401) response.setHeader("WWW-Authenticate", "Bearer");
  if (http === 405) response.setHeader("Allow", "POST");
  if (!request.complete) {
    // The rest of the body is read and dropped for a while: closing at once could reset the connection under the answer.
    response.setHeader("Connection", "close");
    request.resume();
    const timer = setTimeout(() => request.destroy(), drainMs);
    request.once("close", () => clearTimeout(timer));
  }
  send(response, http, mediaTypes[answerEncoding], encodeStatus(answerEncoding, error));
}

const drainMs = 5_000;

export function send(response: ServerResponse, status: number, mediaType: string, body: Buffer | string): void {
  response.writeHead(status, { "Content-Type": mediaType, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}
