import { createPool, type Pool } from "@plumbline/db/pool";
import {
  Queue as BullQueue,
  Worker as BullWorker,
  createPostgresBackend,
  type JobsOptions,
  type PgPool,
  type QueueOptions,
  type WorkerOptions,
} from "bullmq";
import { PoolLender } from "./lent-pool";
import { prepareQueueStore, queueSchema } from "./queue-store";
import { redisAddress } from "./redis-address";

/** The part of BullMQ's Queue that is used here, the same for both places. */
export interface AnyQueue {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  waitUntilReady(): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

export interface AnyWorker {
  waitUntilReady(): Promise<unknown>;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

export type ProcessJob = (job: { readonly id?: string | undefined; readonly data: unknown }) => Promise<void>;
export type WorkerSettings = Omit<WorkerOptions, "connection">;

/** Where jobs are kept: makes BullMQ's two objects, and makes sure that the place is there. */
export interface QueueBackend {
  readonly kind: "postgresql" | "redis";
  /** For the log: where the jobs are, without a password, and the setting that says so. */
  readonly place: string;
  /** Rejects while the place cannot be used; MUST be called before the others. */
  prepare(): Promise<void>;
  createQueue(name: string): AnyQueue;
  createWorker(name: string, process: ProcessJob, settings: WorkerSettings): AnyWorker;
  close(): Promise<void>;
}

/** Each worker holds one connection to hear of new jobs; the rest are for short statements. */
const poolSize = 12;

/** Jobs in PostgreSQL, through a pool of this package's own, because its search path differs. */
export function createPostgresQueueBackend(databaseUrl: string): QueueBackend {
  const url = new URL(databaseUrl);
  const given = url.searchParams.get("options");
  url.searchParams.set("options", [given, `-c search_path=${queueSchema}`].filter(Boolean).join(" "));
  const pool = createPool({ url: url.href, applicationName: "plumbline-queue", max: poolSize });
  const lender = new PoolLender(pool);
  // A real pg.Pool is what BullMQ wants; its hand-written type of one differs from @types/pg in the listener of `on`.
  const connectionOf = (lent: Pool) => lent as unknown as PgPool;
  return {
    kind: "postgresql",
    place: "the database (DATABASE_URL)",
    prepare: () => prepareQueueStore(pool),
    createQueue: (name) =>
      lender.lend((lent) => new BullQueue(name, { connection: connectionOf(lent) }, createPostgresBackend)),
    createWorker: (name, process, settings) =>
      lender.lend(
        (lent) => new BullWorker(name, process, { ...settings, connection: connectionOf(lent) }, createPostgresBackend),
      ),
    close: () => pool.end(),
  };
}

const redisPrefix = "plumbline";

export function createRedisQueueBackend(redisUrl: string): QueueBackend {
  return {
    kind: "redis",
    place: `${redisAddress(redisUrl)} (REDIS_URL)`,
    prepare: async () => {},
    createQueue: (name) => new BullQueue(name, { connection: producer(redisUrl), prefix: redisPrefix }),
    createWorker: (name, process, settings) =>
      new BullWorker<unknown, void>(name, process, {
        ...settings,
        connection: consumer(redisUrl),
        prefix: redisPrefix,
      }),
    close: async () => {},
  };
}

/** A producer hears at once that Redis is away, instead of waiting with a request in hand. */
function producer(url: string): QueueOptions["connection"] {
  return { url, enableOfflineQueue: false, maxRetriesPerRequest: 1, connectTimeout: 2_000 };
}

/** A worker waits for Redis for as long as it takes (BullMQ asks for null). */
function consumer(url: string): QueueOptions["connection"] {
  return { url, maxRetriesPerRequest: null };
}
