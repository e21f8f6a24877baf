import { type Logger, pino } from "pino";

export type { Logger };

/** Keys whose values never reach a log line, at any depth that the loggers here are given. */
const secretKeys = ["token", "password", "apiKey", "authorization", "cookie", "ticket", "secret"];

/** One JSON line per event on stdout; the launcher makes them readable. */
export function createLogger(name: string, level: string = "info"): Logger {
  return pino({
    name,
    level,
    base: { name },
    redact: { paths: secretKeys.flatMap((key) => [key, `*.${key}`, `headers.${key}`]), censor: "[hidden]" },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
