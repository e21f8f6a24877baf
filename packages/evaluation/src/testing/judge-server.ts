import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the server saw it, with the parts that a judge would look at. */
export interface SeenCall {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
  readonly purpose: string;
  readonly language: string;
  /** The JSON object between the markers. */
  readonly data: Record<string, unknown>;
  readonly userMessage: string;
}

export type Script = (call: SeenCall, index: number, response: ServerResponse) => unknown;

/** An OpenAI-shaped server whose every answer is written by the test. */
export interface JudgeServer {
  readonly baseUrl: string;
  readonly calls: readonly SeenCall[];
  /** Calls begun and not yet answered or given up. */
  readonly open: number;
  /** What the next answers are; a value that is no string is sent as the reply's JSON, undefined means the script answered. */
  script: Script;
  close(): Promise<void>;
}

export async function startJudgeServer(script: Script = agreeable): Promise<JudgeServer> {
  const calls: SeenCall[] = [];
  let open = 0;
  const server = createServer(async (request, response) => {
    open += 1;
    response.once("close", () => {
      open -= 1;
    });
    const call = await readCall(request);
    calls.push(call);
    const reply = await judge.script(call, calls.length - 1, response);
    if (reply !== undefined) sendReply(response, typeof reply === "string" ? reply : JSON.stringify(reply), call);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
  const judge: JudgeServer = {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    calls,
    get open() {
      return open;
    },
    script,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return judge;
}

/** Approves of everything: the shape of a judge, with no judgement. */
export function agreeable(call: SeenCall): unknown {
  switch (call.purpose) {
    case "correctness":
      return { reason: "It agrees with document 1.", label: "correct" };
    case "claims":
      return { claims: [{ id: 1, claim: "The one claim." }] };
    case "verdicts":
      return {
        verdicts: (call.data.claims as { id: number }[]).map(({ id }) => ({
          id,
          reason: "Document 1 says so.",
          evidence: [1],
          verdict: "supported",
        })),
      };
    default:
      return { reason: "It holds the answer.", grade: 3 };
  }
}

export interface ReplyShape {
  readonly finishReason?: string;
  readonly message?: Record<string, unknown>;
  /** Whole fields of the completion, such as `system_fingerprint`. */
  readonly completion?: Record<string, unknown>;
}

export function sendReply(response: ServerResponse, content: string, call?: SeenCall, shape: ReplyShape = {}): void {
  const isTool = Array.isArray(call?.body.tools);
  const message = isTool
    ? {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "1", type: "function", function: { name: "x", arguments: content } }],
      }
    : { role: "assistant", content };
  sendJson(response, 200, {
    id: "chatcmpl-test",
    object: "chat.completion",
    model: `${String(call?.body.model ?? "test")}-2026`,
    choices: [{ index: 0, finish_reason: shape.finishReason ?? "stop", message: { ...message, ...shape.message } }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
    ...shape.completion,
  });
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): undefined {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

export function sendError(
  response: ServerResponse,
  status: number,
  error: { readonly message: string; readonly code?: string; readonly param?: string; readonly type?: string },
  headers: Record<string, string> = {},
): undefined {
  return sendJson(response, status, { error }, headers);
}

async function readCall(request: IncomingMessage): Promise<SeenCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>;
  const messages = body.messages as { role: string; content: string }[];
  const [head = "", lang = ""] = (messages[0]?.content ?? "").split("\n");
  const userMessage = messages[1]?.content ?? "";
  return {
    path: request.url ?? "",
    headers: request.headers,
    body,
    purpose: head.split(" ")[1] ?? "",
    language: lang.replace("lang: ", ""),
    data: JSON.parse(userMessage.split("\n")[1] ?? "null") as Record<string, unknown>,
    userMessage,
  };
}
