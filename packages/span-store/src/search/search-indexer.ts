import { setPriority } from "node:os";
import { parentPort, Worker } from "node:worker_threads";
import type { Pool } from "@plumbline/db/pool";
import { nextTurn } from "../read/time-slices";
import { type IndexOptions, indexProject, segmentSpansDefault, waitMsDefault } from "./index-project";

export interface IndexRun {
  readonly spans: number;
  readonly segments: number;
}

export interface SearchIndexer {
  /** Indexes what waits in all projects, and resolves when nothing does or the signal ends it. */
  run(signal: AbortSignal): Promise<IndexRun>;
  close(): Promise<void>;
}

/** Indexes on the calling thread, in slices. For tests and tools. */
export function createInlineIndexer(pool: Pool, options: IndexOptions = {}): SearchIndexer {
  return {
    run: (signal) => indexWaiting(pool, { ...options, pause: () => pauseUnless(signal.aborted) }),
    close: async () => {},
  };
}

/** A thread that had nothing to do for so long gives its memory back. */
const idleMs = 60_000;

/**
 * Indexes on a thread of its own, at the lowest priority: reading texts takes long, and neither evaluations nor ingest may wait
 * for it. The thread runs while there is work.
 *
 * @param entry A module that calls `serveIndexing`. @param data What that module finds as `workerData`.
 */
export function createThreadIndexer(pool: Pool, entry: URL, data: unknown): SearchIndexer {
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;

  function start(): Worker {
    const started = new Worker(entry, { workerData: data });
    // A thread may die while it has nothing to do; without a listener its error would end the process.
    started.on("error", () => {});
    started.on("exit", () => {
      if (thread === started) thread = undefined;
    });
    return started;
  }

  async function close(): Promise<void> {
    clearTimeout(idle);
    const closing = thread;
    thread = undefined;
    await closing?.terminate();
  }

  return {
    close,
    async run(signal) {
      const projects = await selectWaitingProjects(pool);
      if (projects.length === 0 || signal.aborted) return { spans: 0, segments: 0 };
      clearTimeout(idle);
      thread ??= start();
      try {
        return await askThread(thread, signal);
      } catch (error) {
        await close();
        // What was not committed is done again by the next run. Asking a thread of such low priority to end could take long.
        if (signal.aborted) return { spans: 0, segments: 0 };
        throw error;
      } finally {
        idle = setTimeout(() => void close(), idleMs);
        idle.unref();
      }
    },
  };
}

type ThreadAnswer = { readonly run: IndexRun } | { readonly error: string };

function askThread(thread: Worker, signal: AbortSignal): Promise<IndexRun> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: ThreadAnswer) =>
      settle(() => ("run" in answer ? resolve(answer.run) : reject(new Error(answer.error))));
    const onError = (error: unknown) => settle(() => reject(error));
    const onExit = (code: number) => onError(new Error(`The indexing thread ended with code ${code}.`));
    const onAbort = () => onError(signal.reason);
    const settle = (end: () => void) => {
      signal.removeEventListener("abort", onAbort);
      thread.off("message", onMessage).off("error", onError).off("exit", onExit);
      end();
    };
    thread.on("message", onMessage).on("error", onError).on("exit", onExit);
    signal.addEventListener("abort", onAbort);
    thread.postMessage("run");
  });
}

/** The other side: to be called once by the module that the thread runs. */
export function serveIndexing(pool: Pool): void {
  if (!parentPort) throw new Error("serveIndexing belongs into a thread.");
  const port = parentPort;
  // Elsewhere the priority is one of the whole process.
  if (process.platform === "linux") setPriority(lowestPriority);
  port.on("message", async () => {
    try {
      port.postMessage({ run: await indexWaiting(pool, {}) } satisfies ThreadAnswer);
    } catch (error) {
      port.postMessage({ error: (error as Error).message } satisfies ThreadAnswer);
    }
  });
}

const lowestPriority = 19;

/** Ends the work of a batch; nothing of it is stored then. */
class Stopped extends Error {}

let lastTurnMs = 0;

/** Lets the event loop turn now and then: a slice is as long as those of reads. */
async function pauseUnless(isStopped: boolean): Promise<void> {
  if (isStopped) throw new Stopped();
  if (performance.now() - lastTurnMs < sliceMs) return;
  await nextTurn();
  lastTurnMs = performance.now();
}

const sliceMs = 8;

async function indexWaiting(pool: Pool, options: IndexOptions): Promise<IndexRun> {
  let [spans, segments] = [0, 0];
  try {
    let projects = await selectWaitingProjects(pool, options);
    while (projects.length > 0) {
      const behind: string[] = [];
      // One batch of each, so that none waits for another's backlog.
      for (const projectId of projects) {
        const result = await indexProject(pool, projectId, options);
        spans += result.spans;
        segments += result.segments;
        if (result.isBehind) behind.push(projectId);
      }
      projects = behind;
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  return { spans, segments };
}

/** Projects with a segment's worth of spans behind the watermark, or with few that wait for long. */
async function selectWaitingProjects(
  pool: Pool,
  { segmentSpans = segmentSpansDefault, waitMsMax = waitMsDefault }: IndexOptions = {},
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `WITH RECURSIVE project AS (
  (SELECT project_id AS id FROM trace ORDER BY project_id LIMIT 1)
  UNION ALL
  SELECT (SELECT project_id FROM trace WHERE project_id > project.id ORDER BY project_id LIMIT 1) FROM project WHERE id IS NOT NULL
)
SELECT project.id FROM project
LEFT JOIN search_state ON search_state.project_id = project.id,
LATERAL (
  SELECT sum(span_count) AS spans, min(last_received_at) AS oldest FROM (
    SELECT span_count, last_received_at FROM trace
    WHERE trace.project_id = project.id AND last_received_at > coalesce(indexed_through, '-infinity')
    ORDER BY last_received_at LIMIT $1
  ) AS oldest_first
) AS waiting
WHERE project.id IS NOT NULL AND (spans >= $1 OR oldest < now() - $2 * interval '1 millisecond')`,
    [segmentSpans, waitMsMax],
  );
  return rows.map((row) => row.id);
}
