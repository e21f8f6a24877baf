import { createLogger } from "@plumbline/base/log";
import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createQueue, type Queue, type QueueWorkers } from "./create-queue";
import { defineJob, handleJob } from "./job-definition";
import { noRedis, startTestRedis, type TestRedis } from "./testing";

const database = await useTestDatabase();
const logger = createLogger("test", "silent");

const count = defineJob({ name: "count", payload: z.object({ id: z.string() }), permission: null, concurrency: 4 });
const tick = defineJob({ name: "tick", payload: z.object({}), permission: null, concurrency: 1, everyMs: 50 });

interface Place {
  readonly name: string;
  /** Why this half cannot run here; undefined: it can. */
  readonly skipped?: string;
  start(): Promise<void>;
  open(): Queue;
  /** Cuts every connection; the place itself comes back. */
  interrupt(): Promise<void>;
  /** Throws every job away. */
  empty(): Promise<void>;
  stop(): Promise<void>;
}

const postgresql: Place = {
  name: "PostgreSQL",
  start: async () => {},
  open: () => createQueue({ databaseUrl: database.url, logger }),
  interrupt: async () => {
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
  },
  empty: async () => {
    const { rows } = await database.pool.query<{ tablename: string }>(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'bullmq' AND tablename <> 'migration'`,
    );
    const truncate = `TRUNCATE ${rows.map((row) => `bullmq.${row.tablename}`).join(", ")}`;
    // Workers are at work in these tables: the first try may end in a deadlock.
    await vi.waitFor(() => database.pool.query(truncate), 10_000);
  },
  stop: async () => {},
};

const places: Place[] = [postgresql, redisPlace()];

describe.each(places)("the queue in $name", (place) => {
  if (place.skipped !== undefined) {
    test.skip(`runs (${place.skipped})`, () => {});
    return;
  }
  const open: { queues: Queue[]; workers: QueueWorkers[] } = { queues: [], workers: [] };
  beforeAll(() => place.start());
  afterAll(() => place.stop());
  afterEach(async () => {
    await Promise.all(open.workers.splice(0).map((workers) => workers.close()));
    await Promise.all(open.queues.splice(0).map((queue) => queue.close()));
    await place.empty();
  });
  const openQueue = () => {
    const queue = place.open();
    open.queues.push(queue);
    return queue;
  };
  const collect = async (queue: Queue, seen: string[], before: (id: string) => Promise<void> = async () => {}) => {
    const handler = handleJob(count, async ({ id }) => {
      await before(id);
      seen.push(id);
    });
    const workers = await queue.work([handler]);
    open.workers.push(workers);
    return workers;
  };

  test("a job added by one process is run by another, with its payload", async () => {
    const seen: string[] = [];
    await collect(openQueue(), seen);
    await openQueue().add(count, { id: "a" });
    await expect.poll(() => seen).toEqual(["a"]);
  });

  test("jobs added before any worker exists are kept", async () => {
    const producer = openQueue();
    for (const id of ["1", "2", "3"]) await producer.add(count, { id });
    const seen: string[] = [];
    await collect(openQueue(), seen);
    await expect.poll(() => [...seen].sort()).toEqual(["1", "2", "3"]);
  });

  test("a job with the id of one that waits is not added twice, and can come again when it is done", async () => {
    const queue = openQueue();
    await queue.add(count, { id: "a" }, { jobId: "same" });
    await queue.add(count, { id: "a" }, { jobId: "same" });
    const seen: string[] = [];
    await collect(queue, seen);
    await queue.add(count, { id: "end" });
    await expect.poll(() => seen).toContain("end");
    expect(seen.filter((id) => id === "a")).toHaveLength(1);
    await expect
      .poll(async () => {
        await queue.add(count, { id: "a" }, { jobId: "same" });
        return seen.filter((id) => id === "a").length;
      })
      .toBeGreaterThan(1);
  });

  test("a delayed job comes after its delay and not before", async () => {
    const queue = openQueue();
    const seen: string[] = [];
    await collect(queue, seen);
    const addedAt = Date.now();
    await queue.add(count, { id: "late" }, { delayMs: 400 });
    await queue.add(count, { id: "soon" });
    await expect.poll(() => seen).toEqual(["soon", "late"]);
    expect(Date.now() - addedAt).toBeGreaterThanOrEqual(390);
  });

  test("as many jobs run at once as the definition allows, and no more", async () => {
    const queue = openQueue();
    let running = 0;
    let most = 0;
    const gate = deferred();
    const seen: string[] = [];
    await collect(queue, seen, async () => {
      running += 1;
      most = Math.max(most, running);
      if (running === count.concurrency) gate.resolve();
      await gate.promise;
      running -= 1;
    });
    for (let id = 0; id < 12; id += 1) await queue.add(count, { id: String(id) });
    await expect.poll(() => seen.length).toBe(12);
    expect(most).toBe(count.concurrency);
  });

  test("a handler that throws does not stop the ones after it", async () => {
    const queue = openQueue();
    const seen: string[] = [];
    await collect(queue, seen, async (id) => {
      if (id === "bad") throw new Error("refused");
    });
    await queue.add(count, { id: "bad" });
    await queue.add(count, { id: "good" });
    await expect.poll(() => seen).toEqual(["good"]);
  });

  test("a payload that does not fit its definition is refused when it is added", async () => {
    await expect(openQueue().add(count, { id: 7 } as never)).rejects.toThrow();
  });

  test("closing ends the signal of running handlers and waits for them", async () => {
    const queue = openQueue();
    const started = deferred();
    let ended = false;
    const workers = await queue.work([
      handleJob(count, async (_payload, { signal }) => {
        started.resolve();
        await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        ended = true;
      }),
    ]);
    await queue.add(count, { id: "a" });
    await started.promise;
    await workers.close();
    expect(ended).toBe(true);
  });

  test("a recurring job comes by itself, again and again, even after the queue was emptied", async () => {
    const queue = openQueue();
    let ticks = 0;
    const countTicks = handleJob(tick, async () => {
      ticks += 1;
    });
    open.workers.push(await queue.work([countTicks]));
    await expect.poll(() => ticks).toBeGreaterThan(2);
    await place.empty();
    const before = ticks;
    await expect.poll(() => ticks).toBeGreaterThan(before + 2);
  });

  test("workers go on after every connection was cut", async () => {
    const queue = openQueue();
    const seen: string[] = [];
    await collect(queue, seen);
    await queue.add(count, { id: "before" });
    await expect.poll(() => seen).toEqual(["before"]);
    await place.interrupt();
    const isAdded = () =>
      queue.add(count, { id: "after" }, { jobId: "after" }).then(
        () => true,
        () => false,
      );
    await expect.poll(isAdded, { timeout: 10_000 }).toBe(true);
    await expect.poll(() => seen, { timeout: 10_000 }).toContain("after");
  });
});

test("BullMQ's tables stand in a schema of their own", async () => {
  const { rows } = await database.pool.query(
    `SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public' AND tablename IN ('job', 'queue', 'migration')`,
  );
  expect(rows[0]?.n).toBe(0);
});

test("adding to a queue whose place is away rejects instead of waiting", async () => {
  const queue = createQueue({ databaseUrl: "postgres://nobody@127.0.0.1:1/none", logger });
  await expect(queue.add(count, { id: "a" })).rejects.toThrow(/ECONNREFUSED/);
  await queue.close();
  const redis = createQueue({ databaseUrl: database.url, redisUrl: "redis://127.0.0.1:1", logger });
  await expect(redis.add(count, { id: "a" })).rejects.toThrow();
  await redis.close();
});

function redisPlace(): Place {
  let redis: TestRedis | undefined;
  return {
    name: "Redis",
    ...(noRedis === undefined ? {} : { skipped: noRedis }),
    async start() {
      redis = await startTestRedis();
    },
    open: () => createQueue({ databaseUrl: database.url, redisUrl: redis?.url, logger }),
    interrupt: async () => redis?.command("CLIENT", "KILL", "TYPE", "normal"),
    empty: async () => redis?.command("FLUSHALL"),
    stop: async () => redis?.stop(),
  };
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
