import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type JsonValue, tryParseJson } from "@plumbline/base/json";
import { z } from "zod";
import { noFault } from "./fault";
import { createFaultScript, type FaultScript } from "./fault-script";
import { standinModel } from "./identity";
import { modelList, modelRoutes } from "./model-routes";
import { openaiError } from "./openai-shape";
import { jsonAnswer, sendAnswer } from "./send-answer";

export interface ModelStandinOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Before every answer. */
  readonly delayMs?: number;
  /** Faults that every request meets (fault.ts), unless something nearer decides. Only the first counts. */
  readonly faults?: readonly string[];
  /** Whether texts may name a fault as `[[stand-in:429]]`. */
  readonly markers?: boolean;
  /** How many of the last requests are kept for `requests`; 1,000 by default. */
  readonly requestsMax?: number;
}

/** A request that was answered, or is being. `headers` without the token. */
export interface StandinRequest {
  readonly path: string;
  readonly body: JsonValue | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly at: number;
}

export interface ModelStandin {
  /** `http://host:port`; the OpenAI base URL is `${url}/v1`. */
  readonly url: string;
  readonly port: number;
  /** The last requests to a model, oldest first. */
  readonly requests: readonly StandinRequest[];
  /** The next requests meet these faults in turn (fault.ts); then all is well again. */
  script(steps: readonly string[]): void;
  /** Forgets script and requests. */
  reset(): void;
  /** Breaks what is running. */
  close(): Promise<void>;
}

const bodyBytesMax = 20 << 20;

interface State {
  readonly script: FaultScript;
  readonly requests: StandinRequest[];
  readonly requestsMax: number;
  readonly delayMs: number;
  readonly timers: Set<NodeJS.Timeout>;
}

/**
 * Starts the stand-in model: OpenAI's and DashScope's shapes over word overlap. Deterministic, no model, and it says so in
 * every answer. `GET /health`; `POST /control/script {"steps":[…]}`, `GET /control/requests` and `POST /control/reset`
 * from loopback only. Rejects when the port is taken.
 */
export async function startModelStandin(options: ModelStandinOptions = {}): Promise<ModelStandin> {
  const state: State = {
    script: createFaultScript({ standing: options.faults ?? [], markers: options.markers ?? true }),
    requests: [],
    requestsMax: options.requestsMax ?? 1_000,
    delayMs: options.delayMs ?? 0,
    timers: new Set(),
  };
  const server = createServer((request, response) => {
    answer(request, response, state).catch((error: Error) => {
      if (response.headersSent) response.destroy();
      else sendAnswer(response, jsonAnswer(500, openaiError(500, `Stand-in: ${error.message}`)), noFault);
    });
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const host = options.host ?? "127.0.0.1";
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    requests: state.requests,
    script: (steps) => state.script.set(steps),
    reset: () => reset(state),
    async close() {
      for (const timer of state.timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function reset(state: State): void {
  state.script.reset();
  state.requests.length = 0;
}

async function answer(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const { pathname: path } = new URL(request.url ?? "/", "http://stand-in");
  if (request.method === "GET" && path === "/health") {
    return sendAnswer(response, jsonAnswer(200, { status: "ok", model: standinModel }), noFault);
  }
  if (request.method === "GET" && path.endsWith("/v1/models")) {
    return sendAnswer(response, jsonAnswer(200, modelList), noFault);
  }
  if (path.startsWith("/control/")) return control(request, response, path, state);
  const route = modelRoutes.get(path);
  if (route === undefined || request.method !== "POST") {
    const message = `The stand-in has no ${request.method} ${path}. It has POST ${[...modelRoutes.keys()].join(", ")}.`;
    return sendAnswer(response, jsonAnswer(404, openaiError(404, message)), noFault);
  }
  const body = await readBody(request);
  if (body === undefined)
    return sendAnswer(response, jsonAnswer(413, openaiError(413, "Stand-in: too large.")), noFault);
  remember(state, request, path, body);
  const made = route({ body, headers: request.headers }, state.script);
  await wait(state, state.delayMs + made.fault.delayMs);
  sendAnswer(response, made.answer, made.fault);
}

const controlBody = z.object({ steps: z.array(z.string()).max(10_000) });

async function control(request: IncomingMessage, response: ServerResponse, path: string, state: State): Promise<void> {
  const send = (status: number, value: unknown) => sendAnswer(response, jsonAnswer(status, value), noFault);
  // A browser page from elsewhere could reach loopback too, but cannot send this header without asking first.
  const isOwn = isLoopback(request.socket.remoteAddress) && request.headers.origin === undefined;
  if (!isOwn) return send(403, openaiError(403, "The stand-in is controlled from its own machine only."));
  if (request.method === "GET" && path === "/control/requests") return send(200, { requests: state.requests });
  if (request.method === "POST" && path === "/control/reset") {
    reset(state);
    return send(200, { status: "ok" });
  }
  if (request.method !== "POST" || path !== "/control/script") return send(404, openaiError(404, `No ${path} here.`));
  const parsed = controlBody.safeParse(tryParseJson((await readBody(request)) ?? ""));
  if (!parsed.success) return send(400, openaiError(400, 'Send {"steps": ["500", "ok"]}.'));
  try {
    state.script.set(parsed.data.steps);
  } catch (error) {
    return send(400, openaiError(400, (error as Error).message));
  }
  return send(200, { status: "ok", steps: parsed.data.steps.length });
}

function remember(state: State, request: IncomingMessage, path: string, body: string): void {
  const headers = Object.entries(request.headers)
    .filter(([name, value]) => typeof value === "string" && name !== "authorization" && name !== "cookie")
    .map(([name, value]) => [name, String(value)] as const);
  state.requests.push({ path, body: tryParseJson(body), headers: Object.fromEntries(headers), at: Date.now() });
  if (state.requests.length > state.requestsMax) state.requests.shift();
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function wait(state: State, ms: number): Promise<void> {
  if (ms <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      state.timers.delete(timer);
      resolve();
    }, ms);
    state.timers.add(timer);
  });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

function isLoopback(address: string | undefined): boolean {
  return address === "::1" || /^(?:::ffff:)?127\./.test(address ?? "");
}
