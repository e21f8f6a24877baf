import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AccessCore } from "@plumbline/access/create-access-core";
import { PlumblineError } from "@plumbline/base/errors";
import type { Logger } from "@plumbline/base/log";
import type { OtlpEncoding } from "@plumbline/otlp/responses";
import type { SpanWriter } from "@plumbline/span-store/write/span-writer";
import { authenticate } from "./authenticate";
import { BytesInFlight } from "./bytes-in-flight";
import type { IngestLimits } from "./config";
import type { CheckHealth } from "./health";
import { encodingOf, send, sendError, sendExportResponse, toAnswerError } from "./http-answers";
import { checkDeclaredLength, contentCoding, decompress, readBody } from "./read-body";
import { receive } from "./receive";
import { SelfMetrics } from "./self-metrics";

export interface HttpServerOptions {
  readonly access: AccessCore;
  readonly writer: SpanWriter;
  readonly limits: IngestLimits;
  readonly checkHealth: CheckHealth;
  readonly isStopping: () => boolean;
  readonly log: Logger;
}

/** OTLP over HTTP. Translates only: what happens to a request is in `receive`. */
export function createHttpServer(options: HttpServerOptions): Server {
  const { limits, log } = options;
  const metrics = new SelfMetrics();
  const inFlight = new BytesInFlight(limits.bytesInFlightMax);

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    response.once("finish", () => metrics.countAnswer(response.statusCode));
    const path = request.url?.split("?", 1)[0];
    if (path === "/v1/traces") void answerTraces(request, response);
    else if (path === "/health" && isRead(request)) void answerHealth(options, response);
    else if (path === "/metrics" && isRead(request)) {
      send(response, 200, "text/plain; version=0.0.4", metrics.render(gauges(options.writer, inFlight)));
    } else sendError(request, response, encodingOf(request.headers["content-type"]), unknownPath(path));
  };

  async function answerTraces(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const encoding = encodingOf(request.headers["content-type"]);
    const share = inFlight.open();
    try {
      const accepted = acceptRequest(request, encoding, options);
      const grant = await authenticate(options.access, request.headers);
      checkDeclaredLength(request, limits.bodyBytesMax);
      const coding = contentCoding(request.headers["content-encoding"]);
      if (request.headers.expect !== undefined) response.writeContinue();
      const sent = await readBody(request, limits.bodyBytesMax, share);
      metrics.requestBytes += sent.length;
      const body = await decompress(sent, coding, limits.bodyBytesMax, share);
      sendExportResponse(response, accepted, await receive(options.writer, grant, body, accepted));
    } catch (thrown) {
      const error = toAnswerError(thrown);
      if (error.row.http === 503) log.warn({ code: error.code, err: error.cause }, error.message);
      sendError(request, response, encoding, error);
    } finally {
      share.release();
    }
  }

  const server = createServer(
    {
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.idleTimeoutMs,
      connectionsCheckingInterval: 2_000,
      noDelay: true,
    },
    listener,
  );
  // Asked first by clients with large bodies: the key and the declared size are checked before they send.
  server.on("checkContinue", listener);
  server.maxConnections = limits.connectionsMax;
  return server;
}

function acceptRequest(
  request: IncomingMessage,
  encoding: OtlpEncoding | undefined,
  { isStopping }: HttpServerOptions,
): OtlpEncoding {
  if (isStopping()) throw new PlumblineError("service.stopping");
  if (request.method !== "POST") {
    throw new PlumblineError("request.method", { message: "Spans are sent with POST." });
  }
  if (encoding === undefined) {
    throw new PlumblineError("request.media_type", {
      message: "Nothing was stored. Send spans as application/x-protobuf or application/json.",
      field: "content-type",
    });
  }
  return encoding;
}

async function answerHealth({ checkHealth }: HttpServerOptions, response: ServerResponse): Promise<void> {
  const health = await checkHealth();
  send(response, health.status === "ok" ? 200 : 503, "application/json", JSON.stringify(health));
}

function isRead(request: IncomingMessage): boolean {
  return request.method === "GET" || request.method === "HEAD";
}

function unknownPath(path: string | undefined): PlumblineError {
  const isOtherSignal = path === "/v1/logs" || path === "/v1/metrics" || path === "/v1development/profiles";
  return new PlumblineError("resource.not_found", {
    message: isOtherSignal
      ? "Plumbline stores traces only. Send them to /v1/traces and switch this signal's exporter off."
      : "There is nothing here. Spans are sent to /v1/traces.",
  });
}

function gauges(writer: SpanWriter, inFlight: BytesInFlight): Record<string, number> {
  const stats = writer.stats();
  return {
    bytes_in_flight: inFlight.bytes,
    waiting_requests: stats.waitingRequests,
    flushes_total: stats.flushes,
    stored_spans_total: stats.flushedSpans,
    stored_bytes_total: stats.flushedBytes,
    rejected_spans_total: stats.rejectedSpans,
  };
}
