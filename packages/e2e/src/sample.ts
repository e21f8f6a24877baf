import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort, type ProductFacts } from "./product";

const folder = fileURLToPath(new URL("../../../examples/rag-node", import.meta.url));

/**
 * Runs examples/rag-node against the product, asks it questions over HTTP, and resolves with their trace ids once the sample
 * has ended, which sends its last spans.
 */
export async function askSample(
  product: ProductFacts,
  questions: readonly string[],
  serviceName: string,
): Promise<string[]> {
  const port = await freePort();
  const sample = spawn(process.execPath, ["server.mjs"], {
    cwd: folder,
    env: {
      ...process.env,
      PORT: String(port),
      MODEL_BASE_URL: `${product.standinUrl}/v1`,
      OTEL_SERVICE_NAME: serviceName,
      OTEL_EXPORTER_OTLP_ENDPOINT: product.otlpUrl,
      OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer%20${product.apiKey}`,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise((resolve) => sample.once("exit", resolve));
  try {
    await new Promise<void>((resolve, reject) => {
      sample.stdout.once("data", () => resolve());
      void exited.then(() => reject(new Error("The sample ended while starting.")));
    });
    const traceIds: string[] = [];
    for (const question of questions) traceIds.push(await ask(port, question));
    return traceIds;
  } finally {
    sample.kill("SIGTERM");
    await exited;
  }
}

async function ask(port: number, question: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/ask`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ question, sessionId: "e2e-session", userId: "e2e-user" }),
  });
  const body = (await response.json()) as { traceId?: string; error?: string };
  if (body.traceId === undefined) throw new Error(`The sample answered ${response.status}: ${body.error}`);
  return body.traceId;
}
