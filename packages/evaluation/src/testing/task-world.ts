import { randomBytes } from "node:crypto";
import type { ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { storeOtlpJson } from "@plumbline/span-store/testing";
import { createEvaluationService } from "../create-evaluation-service";
import type { EvaluationOptions } from "../evaluation-deps";
import type { TaskInput } from "../tasks/task-settings";
import type { TaskDetail } from "../tasks/task-types";
import {
  createEvaluationWorld,
  type EvaluationWorld,
  type RagTrace,
  ragExtraction,
  ragTrace,
} from "./evaluation-world";

export interface TaskTrace extends Partial<RagTrace> {
  /** Default: a minute ago. */
  readonly startedAt?: Date;
  /** Left out: root and retriever come together. */
  readonly part?: "root" | "retriever";
}

/** Evaluation tasks on a real database: turns are taken by the test, in place of the worker's clock. */
export interface TaskWorld extends EvaluationWorld {
  /** Stores a RAG trace and answers its id. */
  storeTrace(trace?: TaskTrace): Promise<string>;
  /** Stores many in one request. */
  storeTraces(traces: readonly TaskTrace[]): Promise<string[]>;
  createTask(judgeModelId: string, more?: Partial<TaskInput>): Promise<TaskDetail>;
  task(id: string): Promise<TaskDetail>;
  /** One turn of the task. */
  advance(id: string): Promise<void>;
  /** Turns and runs until nothing moves any more. */
  settle(id: string): Promise<TaskDetail>;
  /** Another process takes over: nothing of what the one before knew or waits for is left. */
  restart(): void;
  /** Runs every evaluation that is queued, side by side. */
  runQueued(): Promise<number>;
}

export async function createTaskWorld(pool: Pool, more: Partial<EvaluationOptions> = {}): Promise<TaskWorld> {
  const world = await createEvaluationWorld(pool, {
    ...more,
    taskTimes: { settleMs: 0, ...more.taskTimes },
  });
  const { projectId } = world;
  let { service } = world;
  const never = new AbortController().signal;
  const run = world.grant("evaluation:run");
  const task = (id: string) => service.tasks.get(world.grant("evaluation:read"), id);
  const advance = (id: string) => service.tasks.advance(run, id, never);
  const runQueued = async () => {
    const { rows } = await pool.query<{ id: string }>(
      "SELECT id FROM evaluation WHERE project_id = $1 AND state = 'queued'",
      [projectId],
    );
    await Promise.all(rows.map(({ id }) => service.runEvaluation(run, id, never)));
    return rows.length;
  };
  return {
    ...world,
    task,
    advance,
    runQueued,
    restart: () => {
      service = createEvaluationService(world.options);
    },
    storeTrace: async (trace = {}) => (await storeAll(pool, projectId, [trace]))[0] ?? "",
    storeTraces: (traces) => storeAll(pool, projectId, traces),
    createTask: (judgeModelId, settings = {}) =>
      service.tasks.create(world.grant("task:manage"), {
        name: "Museum answers",
        judgeModelId,
        metrics: ["correctness"],
        extraction: ragExtraction,
        samplingStart: new Date(Date.now() - 3_600_000).toISOString(),
        sampling: { policy: "probability", percent: 100 },
        quietSeconds: 0,
        ...settings,
      }),
    async settle(id) {
      for (let turn = 0; turn < 50; turn += 1) {
        await advance(id);
        const isMoving = (await runQueued()) > 0 && (await task(id)).state === "running";
        if (!isMoving && turn > 0) break;
      }
      await advance(id);
      return task(id);
    },
  };
}

async function storeAll(pool: Pool, projectId: ProjectId, traces: readonly TaskTrace[]): Promise<string[]> {
  const named = traces.map((trace) => ({ ...trace, traceId: trace.traceId ?? randomBytes(16).toString("hex") }));
  const requests = named.map(({ part, ...trace }) => {
    const request = ragTrace(trace) as OtlpRequest;
    return part === undefined ? request : onlyPart(request, part);
  });
  await storeOtlpJson(pool, projectId, { resourceSpans: requests.flatMap(({ resourceSpans }) => resourceSpans) });
  return named.map(({ traceId }) => traceId);
}

interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: unknown;
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
}

function onlyPart(request: OtlpRequest, part: "root" | "retriever"): OtlpRequest {
  const name = part === "root" ? "rag" : "retrieve";
  return {
    resourceSpans: request.resourceSpans.map(({ resource, scopeSpans }) => ({
      resource,
      scopeSpans: scopeSpans.map(({ spans }) => ({ spans: spans.filter((span) => span.name === name) })),
    })),
  };
}
