import { flag, port, readEnv } from "@plumbline/base/env";
import { allowedAddresses } from "@plumbline/outbound/allowed-addresses";
import { classifyAddress } from "@plumbline/outbound/classify-address";
import type { MetricRetention } from "@plumbline/span-store/metrics/keep-metrics";
import { z } from "zod";

/** Everything that the worker reads from the environment. */
export interface WorkerConfig {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /** Opens the judges' tokens. */
  readonly masterKey: Buffer;
  /** Base URL of the stand-in model; undefined where none runs. */
  readonly standInUrl: string | undefined;
  /** Judges on this machine may be asked: the product itself listens on loopback only. */
  readonly allowLoopback: boolean;
  readonly allowPrivate: boolean;
  /** Private and metadata addresses that the operator names one by one. */
  readonly allowedAddresses?: readonly string[] | undefined;
  /** Where this product's own processes listen; no judge is asked there. */
  readonly ownPorts: readonly number[];
  /** Where /health answers, on loopback. */
  readonly healthPort: number;
  /** How long figures over time are kept; left out: the defaults. */
  readonly metricRetention?: MetricRetention | undefined;
  readonly logLevel: string;
}

/** `8,35,400,1600`: days for which figures by minute, ten minutes, hour and day are kept. */
const metricDays = z.string().transform((text, context): MetricRetention => {
  const [minuteDays = 0, tenMinuteDays = 0, hourDays = 0, dayDays = 0, ...more] = text.split(",").map(Number);
  const ascending = [1, minuteDays, tenMinuteDays, hourDays, dayDays];
  const isValid = ascending.every((days, at) => Number.isSafeInteger(days) && days >= (ascending[at - 1] ?? 0));
  if (isValid && more.length === 0) return { minuteDays, tenMinuteDays, hourDays, dayDays };
  context.addIssue({
    code: "custom",
    message: "must be four numbers of days, none smaller than the one before, such as 8,35,400,1600",
  });
  return z.NEVER;
});

const masterKey = z.string().transform((text, context) => {
  const key = Buffer.from(text, "base64url");
  if (key.length === 32) return key;
  context.addIssue({ code: "custom", message: "must be 32 bytes in base64url; the launcher makes one and passes it" });
  return z.NEVER;
});

export function readConfig(environment?: NodeJS.ProcessEnv): WorkerConfig {
  const env = readEnv(
    {
      DATABASE_URL: z.string().min(1),
      REDIS_URL: z.string().optional(),
      PLUMBLINE_MASTER_KEY: masterKey,
      PLUMBLINE_STANDIN_URL: z.url().optional(),
      PLUMBLINE_HOST: z.string().default("127.0.0.1"),
      PLUMBLINE_OUTBOUND_ALLOW_PRIVATE: flag(false),
      PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES: allowedAddresses.optional(),
      PLUMBLINE_WORKER_PORT: port(4319),
      PLUMBLINE_CONSOLE_PORT: port(3000),
      PLUMBLINE_OTLP_HTTP_PORT: port(4318),
      PLUMBLINE_METRIC_DAYS: metricDays.optional(),
      PLUMBLINE_LOG_LEVEL: z.string().default("info"),
    },
    environment,
  );
  return {
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    masterKey: env.PLUMBLINE_MASTER_KEY,
    standInUrl: env.PLUMBLINE_STANDIN_URL,
    allowLoopback: env.PLUMBLINE_HOST === "localhost" || classifyAddress(env.PLUMBLINE_HOST) === "loopback",
    allowPrivate: env.PLUMBLINE_OUTBOUND_ALLOW_PRIVATE,
    allowedAddresses: env.PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES,
    ownPorts: [env.PLUMBLINE_CONSOLE_PORT, env.PLUMBLINE_OTLP_HTTP_PORT, env.PLUMBLINE_WORKER_PORT],
    healthPort: env.PLUMBLINE_WORKER_PORT,
    metricRetention: env.PLUMBLINE_METRIC_DAYS,
    logLevel: env.PLUMBLINE_LOG_LEVEL,
  };
}
