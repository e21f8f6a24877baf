import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAccessCore } from "@plumbline/access/create-access-core";
import { createLogger, type Logger } from "@plumbline/base/log";
import { createPool } from "@plumbline/db/pool";
import { inlineCompressor, type PayloadCompressor } from "@plumbline/span-store/write/payload-compressor";
import { createSpanWriter } from "@plumbline/span-store/write/span-writer";
import type { IngestConfig } from "./config";
import { createHealthCheck } from "./health";
import { createHttpServer } from "./http-server";

export interface Ingest {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  /** Takes no new request, answers those in flight, and closes everything; ten seconds at most. */
  stop(): Promise<void>;
}

/** Starts the ingest service; resolves when it listens. It starts without a database too, and answers 503 until there is one. */
export async function startIngest(
  config: IngestConfig,
  log: Logger = createLogger("ingest"),
  compressor: PayloadCompressor = inlineCompressor,
): Promise<Ingest> {
  const pool = createPool(
    { url: config.databaseUrl, applicationName: "plumbline-ingest", max: 6, statementTimeoutMs: 15_000 },
    (error) => log.warn({ err: error }, "An idle database connection was lost"),
  );
  const access = createAccessCore({
    pool,
    onBackgroundError: (work, error) => log.warn({ work, err: error }, "Background work failed"),
  });
  const writer = createSpanWriter({
    pool,
    limits: config.limits,
    compressor,
    onError: (error) =>
      log.warn({ err: error }, "A daily partition could not be made yet; spans go to the default one"),
  });
  let isStopping = false;
  const server = createHttpServer({
    access,
    writer,
    limits: config.limits,
    checkHealth: createHealthCheck(pool, () => isStopping),
    isStopping: () => isStopping,
    log,
  });
  const url = await listen(server, config);

  return {
    url,
    async stop() {
      isStopping = true;
      await closeServer(server, config.limits.stopTimeoutMs);
      await writer.drain();
      await compressor.close();
      await access.close();
      await pool.end();
    },
  };
}

function listen(server: Server, config: IngestConfig): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.otlpHttpPort, config.host, () => {
      server.off("error", reject);
      const { port } = server.address() as AddressInfo;
      resolve(`http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`);
    });
  });
}

/** Idle connections are closed at once; the others when their answer is out, or when the time is up. */
function closeServer(server: Server, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
