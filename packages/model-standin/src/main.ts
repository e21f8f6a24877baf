import { port, readEnv, settingsOrExit } from "@plumbline/base/env";
import { createLogger } from "@plumbline/base/log";
import { z } from "zod";
import { standinModel } from "./identity";
import { startModelStandin } from "./start-model-standin";

const config = settingsOrExit(() =>
  readEnv({
    PLUMBLINE_STANDIN_PORT: port(4400),
    PLUMBLINE_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error"]).default("info"),
  }),
);
const log = createLogger("model-standin", config.PLUMBLINE_LOG_LEVEL);

// Always on loopback, and deaf to fault markers: here the texts are people's traces.
const standin = await startModelStandin({ port: config.PLUMBLINE_STANDIN_PORT, markers: false, requestsMax: 0 }).catch(
  (error: Error) => {
    log.fatal({ port: config.PLUMBLINE_STANDIN_PORT }, `The stand-in model cannot listen: ${error.message}`);
    process.exit(1);
  },
);
log.info({ url: standin.url, model: standinModel }, "stand-in model listening");

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    standin.close().then(() => process.exit(0));
  });
}
