import { createServer } from "node:http";
import { answer } from "./answer.mjs";
import { startTracing } from "./tracing.mjs";

const provider = startTracing();

/** Any OpenAI-compatible endpoint; by default the stand-in model that Plumbline brings along. */
const model = {
  baseUrl: process.env.MODEL_BASE_URL ?? "http://127.0.0.1:4400/v1",
  name: process.env.MODEL_NAME ?? "plumbline-stand-in",
  token: process.env.MODEL_TOKEN ?? "none",
};
const bodyBytesMax = 64 * 1024;

const server = createServer(async (request, response) => {
  try {
    if (request.method === "GET" && request.url === "/health") return send(response, 200, { status: "ok" });
    if (request.method !== "POST" || request.url !== "/ask")
      return send(response, 404, { error: "POST /ask with { question, sessionId?, userId? }" });
    const input = readInput(await readBody(request));
    if (input === undefined) return send(response, 400, { error: "The body must be JSON with a question." });
    return send(response, 200, await answer(input, model));
  } catch (error) {
    return send(response, 502, { error: error.message });
  }
});

server.listen(Number(process.env.PORT ?? 4500), "127.0.0.1", () => {
  console.log(`rag-node listens on http://127.0.0.1:${server.address().port}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    // Spans still in the batch are sent before the process ends.
    server.close(() => provider.shutdown().finally(() => process.exit(0)));
    server.closeIdleConnections();
  });
}

async function readBody(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new Error("The body is larger than 64 KiB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function readInput(body) {
  try {
    const { question, sessionId, userId } = JSON.parse(body);
    return typeof question === "string" && question.trim() !== "" ? { question, sessionId, userId } : undefined;
  } catch {
    return undefined;
  }
}

function send(response, status, body) {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}
