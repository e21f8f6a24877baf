import { createLogger } from "@plumbline/base/log";
import { readConfig } from "./config";
import { startIngest } from "./start-ingest";
import { waitForStopSignal } from "./stop-signal";

const config = readConfig();
const log = createLogger("ingest", config.logLevel);
const stopSignal = waitForStopSignal();

const ingest = await startIngest(config, log);
log.info({ url: ingest.url }, "Listening for OTLP over HTTP");

log.info({ signal: await stopSignal }, "Stopping");
await ingest.stop();
log.info("Stopped");
