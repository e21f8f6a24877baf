import { settingsOrExit } from "@plumbline/base/env";
import { createLogger } from "@plumbline/base/log";
import { readConfig } from "./config";
import { startWorker } from "./start-worker";
import { stopWithin, waitForStopSignal } from "./stop-signal";

const config = settingsOrExit(readConfig);
const log = createLogger("worker", config.logLevel);
const stopSignal = waitForStopSignal();
// What is true stands in the database: a promise that nobody awaited is worth a line in the log, not every running job.
process.on("unhandledRejection", (error) => log.error({ err: error }, "A promise was rejected unheard."));

const worker = await startWorker(config, log, new URL("./search-thread.js", import.meta.url));
worker.ready.then((isReady) => {
  if (!isReady) return;
  log.info({ healthPort: worker.healthPort, queue: config.redisUrl === undefined ? "postgresql" : "redis" }, "Ready");
  process.send?.("ready");
});

log.info({ signal: await stopSignal }, "Stopping");
await stopWithin(9_000, worker.stop(), log);
log.info("Stopped");
process.exit(0);
