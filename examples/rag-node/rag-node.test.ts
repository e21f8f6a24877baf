import { type ChildProcess, spawn } from "node:child_process";
import { createTestApiKey, createTestProject, testGrant } from "@plumbline/access/testing";
import type { ProjectId, TraceId } from "@plumbline/base/ids";
import { createLogger } from "@plumbline/base/log";
import { freePort } from "@plumbline/db/free-port";
import { useTestDatabase } from "@plumbline/db/testing";
import { defaultLimits } from "@plumbline/ingest/config";
import { startIngest } from "@plumbline/ingest/start-ingest";
import { type ModelStandin, startModelStandin } from "@plumbline/model-standin/start-model-standin";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import { afterAll, beforeAll, expect, test } from "vitest";

const database = await useTestDatabase();
let projectId: ProjectId;
let ingest: Awaited<ReturnType<typeof startIngest>>;
let model: ModelStandin;
let sample: ChildProcess;
let sampleUrl: string;

beforeAll(async () => {
  projectId = await createTestProject(database.pool);
  const { key } = await createTestApiKey(database.pool, projectId, ["ingest"]);
  ingest = await startIngest(
    { databaseUrl: database.url, host: "127.0.0.1", otlpHttpPort: 0, limits: defaultLimits },
    createLogger("ingest", "error"),
  );
  model = await startModelStandin();
  const port = await freePort();
  sampleUrl = `http://127.0.0.1:${port}`;
  sample = spawn(process.execPath, ["server.mjs"], {
    cwd: import.meta.dirname,
    env: {
      ...process.env,
      PORT: String(port),
      MODEL_BASE_URL: `${model.url}/v1`,
      OTEL_EXPORTER_OTLP_ENDPOINT: ingest.url,
      OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer%20${key}`,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => sample.stdout?.once("data", resolve));
});

afterAll(async () => {
  sample.kill("SIGKILL");
  await model.close();
  await ingest.stop();
});

async function ask(body: unknown): Promise<{ status: number; answer: Record<string, unknown> }> {
  const response = await fetch(`${sampleUrl}/ask`, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

/** The names of a stored trace's spans; none while it has not arrived. */
async function readSpanNames(traceId: string): Promise<string[]> {
  const reader = createSpanReader({ pool: database.pool });
  const trace = await reader.getTrace(testGrant("trace:read", projectId), traceId as TraceId).catch(() => undefined);
  return trace?.spans.map(({ name }) => name).sort() ?? [];
}

test("a question is answered from the right document, in its own language", async () => {
  const english = await ask({ question: "How long is the warranty of the frame?" });
  expect(english.answer.answer).toContain("ten years");
  const chinese = await ask({ question: "车架保修多久？" });
  expect(chinese.answer.answer).toContain("十年");
});

test("each question becomes one stored trace of retrieval and generation", async () => {
  const { answer } = await ask({ question: "When is the first service due?", sessionId: "s-1", userId: "u-1" });
  await expect
    .poll(() => readSpanNames(String(answer.traceId)), { timeout: 15_000 })
    .toEqual(["answer_question", "generate_answer", "retrieve_documents"]);
});

test("a model that fails leaves a trace that says why", async () => {
  model.script(["500"]);
  const { status } = await ask({ question: "How should I store the battery in winter?" });
  expect(status).toBe(502);
  const reader = createSpanReader({ pool: database.pool });
  const grant = testGrant("trace:read", projectId);
  const now = new Date();
  await expect
    .poll(
      async () => {
        const page = await reader.listTraces(grant, {
          from: new Date(now.getTime() - 3_600_000),
          to: new Date(now.getTime() + 3_600_000),
          query: { type: "clause", field: "status", operator: "=", values: ["error"] },
          limit: 5,
        });
        return page.items.map(({ errorMessage }) => errorMessage);
      },
      { timeout: 15_000 },
    )
    .toEqual([expect.stringContaining("The model answered 500")]);
});

test("a body without a question is refused and makes no trace", async () => {
  expect((await ask({ nothing: true })).status).toBe(400);
});
