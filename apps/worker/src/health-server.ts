import { createServer } from "node:http";
import type { Logger } from "@plumbline/base/log";

export interface WorkerHealth {
  readonly status: "ok" | "waiting" | "stopping";
  /** What is waited for, one sentence; null when status is "ok". */
  readonly reason: string | null;
}

export interface HealthServer {
  readonly port: number | undefined;
  close(): Promise<void>;
}

/**
 * `GET /health` on loopback: 200 while jobs are taken, 503 while the database or the queue is waited for. A port that is
 * taken costs only this answer, so that several workers can run beside each other with one configuration.
 */
export async function startHealthServer(
  port: number,
  readHealth: () => Promise<WorkerHealth>,
  logger: Logger,
): Promise<HealthServer> {
  const server = createServer(async (request, response) => {
    const found = request.method === "GET" && request.url === "/health";
    const health = found ? await readHealth() : { status: "not found" };
    response.writeHead(found ? (health.status === "ok" ? 200 : 503) : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(health));
  });
  const listens = await new Promise<boolean>((resolve) => {
    server.once("error", (error) => {
      logger.warn(
        { reason: error.message },
        `Port ${port} for the worker's health cannot be opened; the worker runs without it. PLUMBLINE_WORKER_PORT sets another.`,
      );
      resolve(false);
    });
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  const address = server.address();
  return {
    port: listens && typeof address === "object" && address !== null ? address.port : undefined,
    close: async () => {
      if (!listens) return;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
