import { settingsOrExit } from "@plumbline/base/env";
import { createLogger } from "@plumbline/base/log";
import { createThreadCompressor } from "@plumbline/span-store/write/thread-compressor";
import { readConfig } from "./config";
import { startIngest } from "./start-ingest";
import { waitForStopSignal } from "./stop-signal";

const config = settingsOrExit(readConfig);
const log = createLogger("ingest", config.logLevel);
const stopSignal = waitForStopSignal();

const ingest = await startIngest(config, log, createThreadCompressor(new URL("./compress.js", import.meta.url)));
log.info({ url: ingest.url }, "Listening for OTLP over HTTP");

log.info({ signal: await stopSignal }, "Stopping");
await ingest.stop();
log.info("Stopped");
