import type { Logger } from "@plumbline/base/log";
import type { JobDefinition, JobHandler } from "./job-definition";
import {
  type AnyQueue,
  type AnyWorker,
  createPostgresQueueBackend,
  createRedisQueueBackend,
  type QueueBackend,
} from "./queue-backend";

export interface QueueOptions {
  readonly databaseUrl: string;
  /** Set: jobs are kept in Redis instead of PostgreSQL. */
  readonly redisUrl?: string | undefined;
  readonly logger: Logger;
}

export interface AddOptions {
  /** A job with an id that is still in the queue is not added again. Letters, digits, dots and dashes. */
  readonly jobId?: string;
  readonly delayMs?: number;
}

export interface Queue {
  readonly kind: "postgresql" | "redis";
  /**
   * Adds a job. Rejects when the queue cannot be reached: whoever adds a job for a stored row may go on then, because the
   * sweep finds the row.
   */
  add<P>(definition: JobDefinition<P>, payload: P, options?: AddOptions): Promise<void>;
  /**
   * Runs handlers until the workers are closed. Resolves when they listen; while the queue is away it keeps trying and says
   * so in the log. A handler that throws is logged, and its job is gone: the row it stood for is still there.
   */
  work(handlers: readonly JobHandler[]): Promise<QueueWorkers>;
  /** Ends the signal of running handlers and any wait of `work` for a queue that is away, without waiting itself. */
  stopWorking(): void;
  close(): Promise<void>;
}

export interface QueueWorkers {
  /** Ends the signal of running handlers, waits for them, and takes no more jobs. */
  close(): Promise<void>;
}

const retryMs = 1_000;
/** A long outage is one line in half a minute, however many connections try again. */
const lineEveryMs = 30_000;
/** A producer waits this long for its first connection: it may stand in a request. */
const openMsMax = 2_000;

export function createQueue({ databaseUrl, redisUrl, logger }: QueueOptions): Queue {
  const backend = redisUrl === undefined ? createPostgresQueueBackend(databaseUrl) : createRedisQueueBackend(redisUrl);
  const queues = new QueueSet(backend, logger);
  const stopping = new AbortController();
  return {
    kind: backend.kind,
    async add(definition, payload, { jobId, delayMs = 0 } = {}) {
      const queue = await queues.open(definition.name);
      await queue.add(definition.name, definition.payload.parse(payload), {
        ...(jobId === undefined ? {} : { jobId }),
        delay: Math.max(0, Math.ceil(delayMs)),
        attempts: 1,
        // A finished job that stayed would keep its id from being added again.
        removeOnComplete: true,
        removeOnFail: true,
      });
    },
    work: (handlers) =>
      startWorkers({ backend, queues, logger, handlers, signal: stopping.signal, sayAway: awayLine(backend, logger) }),
    stopWorking: () => stopping.abort(),
    async close() {
      await queues.close();
      await backend.close();
    },
  };
}

/** The producers, opened at first use. One that could not be opened is forgotten, so that the next call tries again. */
class QueueSet {
  readonly #backend: QueueBackend;
  readonly #logger: Logger;
  readonly #open = new Map<string, Promise<AnyQueue>>();

  constructor(backend: QueueBackend, logger: Logger) {
    this.#backend = backend;
    this.#logger = logger;
  }

  open(name: string): Promise<AnyQueue> {
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const opening = this.#create(name);
    this.#open.set(name, opening);
    opening.catch(() => this.#open.delete(name));
    return opening;
  }

  async #create(name: string): Promise<AnyQueue> {
    await this.#backend.prepare();
    const queue = this.#backend.createQueue(name);
    queue.on("error", (error) =>
      this.#logger.warn({ queue: name, reason: error.message }, "The queue reports an error."),
    );
    try {
      await within(openMsMax, queue.waitUntilReady());
      return queue;
    } catch (error) {
      // Closing waits for the connection that did not come.
      queue.close().catch(() => {});
      throw error;
    }
  }

  async close(): Promise<void> {
    const queues = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    await Promise.all(queues.map((result) => (result.status === "fulfilled" ? result.value.close() : undefined)));
  }
}

interface WorkersInput {
  readonly backend: QueueBackend;
  readonly queues: QueueSet;
  readonly logger: Logger;
  readonly handlers: readonly JobHandler[];
  readonly signal: AbortSignal;
  /** The queue is away; every connection of every worker hears of it. */
  readonly sayAway: (reason: string) => void;
}

function awayLine({ place }: QueueBackend, logger: Logger): (reason: string) => void {
  let saidAt = Number.NEGATIVE_INFINITY;
  return (reason) => {
    if (Date.now() - saidAt < lineEveryMs) return;
    saidAt = Date.now();
    logger.warn({ reason }, `The queue in ${place} cannot be reached; waiting for it, and trying every second.`);
  };
}

async function startWorkers(input: WorkersInput): Promise<QueueWorkers> {
  const closing = new AbortController();
  const signal = AbortSignal.any([input.signal, closing.signal]);
  const workers: AnyWorker[] = [];
  for (const handler of input.handlers) {
    const worker = await untilReached(input, signal, () => openWorker(input, handler, signal));
    if (worker !== undefined) workers.push(worker);
  }
  const timers = signal.aborted ? [] : input.handlers.flatMap((handler) => startTimer(input, handler));
  return {
    async close() {
      closing.abort();
      for (const timer of timers) clearInterval(timer);
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}

async function openWorker(
  { backend, logger, sayAway }: WorkersInput,
  handler: JobHandler,
  signal: AbortSignal,
): Promise<AnyWorker> {
  const { name, concurrency } = handler.definition;
  await backend.prepare();
  const worker = backend.createWorker(
    name,
    async (job) => {
      try {
        await handler.run(job.data, { signal });
      } catch (error) {
        logger.error({ job: name, jobId: job.id, err: error }, "A job failed.");
        throw error;
      }
    },
    { concurrency, lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 3, runRetryDelay: retryMs },
  );
  worker.on("error", (error) => sayAway(error.message));
  try {
    await worker.waitUntilReady();
    return worker;
  } catch (error) {
    await worker.close().catch(() => {});
    throw error;
  }
}

/**
 * A recurring job is added by every worker on its own timer, with the time slot in its id so that they agree on one. No
 * schedule is stored, so that emptying the queue cannot end it.
 */
function startTimer({ queues, logger }: WorkersInput, { definition }: JobHandler): NodeJS.Timeout[] {
  const { name, everyMs } = definition;
  if (everyMs === undefined) return [];
  const add = async () => {
    const slot = Math.floor(Date.now() / everyMs);
    const queue = await queues.open(name);
    await queue.add(name, {}, { jobId: `${name}.${slot}`, removeOnComplete: true, removeOnFail: true });
  };
  const tick = () => {
    add().catch((error: Error) =>
      logger.warn({ job: name, reason: error.message }, "A recurring job could not be added."),
    );
  };
  tick();
  return [setInterval(tick, everyMs)];
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The queue did not answer within ${ms} ms.`)), ms);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function untilReached<T>(
  { sayAway }: WorkersInput,
  signal: AbortSignal,
  open: () => Promise<T>,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await open();
    } catch (error) {
      sayAway((error as Error).message);
      await new Promise((resolve) => setTimeout(resolve, retryMs));
    }
  }
  return undefined;
}
