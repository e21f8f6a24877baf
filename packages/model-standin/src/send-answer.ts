import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Fault } from "./fault";

/** An answer as it should go out, before the fault has its way with the connection. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** One string is a body; several are events of a stream. */
  readonly body: string | readonly string[];
}

const dripEveryMs = 250;
const hugeBytes = 8 << 20;

export function jsonAnswer(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** Sends the answer the way the fault says. What never ends, ends when the client goes away or the server closes. */
export function sendAnswer(response: ServerResponse, answer: Answer, fault: Fault): void {
  const text = typeof answer.body === "string" ? answer.body : answer.body.join("");
  const headers = {
    ...(typeof answer.body === "string" ? {} : { "content-type": "text/event-stream", "cache-control": "no-cache" }),
    ...answer.headers,
  };
  switch (fault.kind) {
    case "hang":
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "hang-body":
      response.writeHead(answer.status, headers).write(text.slice(0, 8));
      return;
    case "reset-body":
      response.writeHead(answer.status, { ...headers, "content-length": Buffer.byteLength(text) });
      response.write(text.slice(0, 8), () => response.socket?.resetAndDestroy());
      return;
    case "slow-drip":
      drip(response.writeHead(answer.status, headers), text);
      return;
    case "gzip":
      response.writeHead(answer.status, { ...headers, "content-encoding": "gzip" }).end(gzipSync(text));
      return;
    case "bad-gzip":
      response.writeHead(answer.status, { ...headers, "content-encoding": "gzip" }).end(text);
      return;
    case "huge":
      response.writeHead(answer.status, headers).end(text.replace(/\}$/, `,"padding":"${"x".repeat(hugeBytes)}"}`));
      return;
    case "endless":
      response.writeHead(answer.status, headers);
      pour(response);
      return;
    default:
      response.writeHead(answer.status, headers).end(text);
  }
}

function drip(response: ServerResponse, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    response.write(text.slice(at, at + 1));
    at += 1;
    if (at >= text.length) response.end();
  }, dripEveryMs);
  response.once("close", () => clearInterval(timer));
}

function pour(response: ServerResponse): void {
  const block = " ".repeat(65_536);
  const write = (): void => {
    while (!response.destroyed && response.write(block));
    response.once("drain", write);
  };
  write();
}
