import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "@plumbline/db/free-port";
import { rootFolder } from "../config";
import { Stop } from "../stop";
import type { Receiver } from "./send-traces";

const questions = [
  "How long is the warranty of the frame?",
  "When is a bicycle delivered after I order?",
  "How should I store the battery in winter?",
  "What has to be done when the bicycle is stolen?",
  "When is the first service due?",
  "Within how many days can a bicycle be returned?",
  "车架保修多久？",
  "自行车多久可以送达？",
  "冬季电池如何存放？",
  "车辆被盗后应该怎么办？",
  "首次保养在什么时候？",
  "收货后多少天内可以退货？",
] as const;

export interface SampleAnswer {
  readonly question: string;
  readonly traceId: string;
}

/** Runs examples/rag-node with nothing but OpenTelemetry's own variables set, asks it questions, and stops it again. */
export async function driveSample(
  receiver: Receiver,
  modelBaseUrl: string,
  onProgress: (askedCount: number, count: number) => void,
): Promise<SampleAnswer[]> {
  const port = await freePort();
  const sample = spawn(process.execPath, ["server.mjs"], {
    cwd: path.join(rootFolder, "examples/rag-node"),
    env: {
      ...process.env,
      PORT: String(port),
      MODEL_BASE_URL: modelBaseUrl,
      OTEL_SERVICE_NAME: "rag-node",
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer%20${receiver.apiKey}`,
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  try {
    await waitUntilAnswers(sample, `http://127.0.0.1:${port}/health`);
    const answers: SampleAnswer[] = [];
    for (const [place, question] of questions.entries()) {
      answers.push({ question, traceId: await ask(port, question, `demo-${place < 6 ? "en" : "zh"}`) });
      onProgress(answers.length, questions.length);
    }
    return answers;
  } finally {
    await end(sample);
  }
}

async function ask(port: number, question: string, sessionId: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/ask`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ question, sessionId, userId: "u-demo" }),
    signal: AbortSignal.timeout(60_000),
  });
  const body = (await response.json()) as { traceId?: string; error?: string };
  if (!response.ok || body.traceId === undefined)
    throw new Stop(`The sample answered ${response.status}: ${body.error}`);
  return body.traceId;
}

async function waitUntilAnswers(sample: ChildProcess, url: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline && sample.exitCode === null) {
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await delay(50);
  }
  throw new Stop("The sample service examples/rag-node did not start.");
}

/** SIGTERM lets it send its last spans. */
async function end(sample: ChildProcess): Promise<void> {
  if (sample.exitCode !== null) return;
  const exited = new Promise((resolve) => sample.once("exit", resolve));
  sample.kill("SIGTERM");
  await exited;
}
