import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { freePort, freePorts, type Product, startProduct } from "./product";
import { askSample } from "./sample";

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

test.describe("with the queue in Redis", () => {
  test.skip(!hasRedis, "there is no redis-server on the PATH");
  test.setTimeout(180_000);

  let folder: string;
  let redis: ChildProcess;
  let product: Product;

  test.beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "plumbline-redis-"));
    await chmod(folder, 0o755);
    const port = await freePort();
    redis = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], {
      cwd: folder,
      stdio: "ignore",
    });
    await expect.poll(() => answers(port)).toBe(true);
    product = await startProduct(path.join(folder, "data"), await freePorts(), {
      REDIS_URL: `redis://127.0.0.1:${port}`,
    });
  });

  test.afterAll(async () => {
    await product?.stop();
    redis?.kill("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  });

  test("an evaluation goes from request to scores", async () => {
    const [traceId] = await askSample(product, ["How long is the warranty of the frame?"], "redis");
    const headers = { authorization: `Bearer ${product.apiKey}`, "content-type": "application/json" };
    const response = await fetch(`${product.consoleUrl}/api/v1/traces/${traceId}/evaluations`, {
      method: "POST",
      headers,
      body: JSON.stringify({
        judge: { preset: "stand-in" },
        extraction: {
          query: {
            spanName: "answer_question",
            jsonPathInSpan: "attributes.input.value",
            jsonPathInSpanValue: "question",
          },
          answer: {
            spanName: "generate_answer",
            jsonPathInSpan: "attributes.output.value",
            jsonPathInSpanValue: "text[0]",
          },
          context: {
            spanName: "retrieve_documents",
            jsonPathInSpan: "attributes.retrieval.documents[*].document.content",
          },
        },
      }),
    });
    expect(response.status).toBe(202);
    const { id } = (await response.json()) as { id: string };
    const state = async () => {
      const answer = await fetch(`${product.consoleUrl}/api/v1/evaluations/${id}`, { headers });
      return ((await answer.json()) as { state: string }).state;
    };
    await expect.poll(state, { timeout: 60_000 }).toBe("succeeded");
  });
});

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
