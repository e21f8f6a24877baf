import type { Logger } from "@plumbline/base/log";
import type { WorkerConfig } from "./config";
import { startHealthServer, type WorkerHealth } from "./health-server";
import { createJobTable } from "./job-table";
import { createServices } from "./services";

export interface Worker {
  readonly healthPort: number | undefined;
  /** True when jobs are taken; a database or queue that is away only makes it later. False: it was stopped before. */
  readonly ready: Promise<boolean>;
  /** Ends calls in flight, gives running evaluations back to the queue, and closes. Under ten seconds. */
  stop(): Promise<void>;
}

const healthTimeoutMs = 2_000;

/** @param searchThread See `createServices`. */
export async function startWorker(config: WorkerConfig, logger: Logger, searchThread?: URL): Promise<Worker> {
  const services = createServices(config, logger, searchThread);
  let status: WorkerHealth["status"] = "waiting";
  const workers = services.queue.work(createJobTable(services));
  const ready = workers.then(() => {
    if (status === "waiting") status = "ok";
    return status === "ok";
  });
  const readHealth = async (): Promise<WorkerHealth> => {
    if (status === "stopping") return { status, reason: "The worker is stopping." };
    if (!(await answers(services.pool))) return { status: "waiting", reason: "The database cannot be reached." };
    return { status, reason: status === "ok" ? null : "The queue cannot be reached yet." };
  };
  const health = await startHealthServer(config.healthPort, readHealth, logger);
  return {
    healthPort: health.port,
    ready,
    async stop() {
      status = "stopping";
      services.queue.stopWorking();
      await (await workers).close();
      await services.close();
      await health.close();
    },
  };
}

async function answers(pool: { query(text: string): Promise<unknown> }): Promise<boolean> {
  const query = pool.query("SELECT 1").then(
    () => true,
    () => false,
  );
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, healthTimeoutMs, false);
  });
  try {
    return await Promise.race([query, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
