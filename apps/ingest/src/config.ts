import { port, readEnv } from "@plumbline/base/env";
import { z } from "zod";

/** Everything that ingest reads from the environment, and the limits that it keeps. */
export interface IngestConfig {
  readonly databaseUrl: string;
  /** The address to listen on. */
  readonly host: string;
  /** 0 lets the system choose; for tests. */
  readonly otlpHttpPort: number;
  readonly limits: IngestLimits;
}

export interface IngestLimits {
  /** Before decompression, and again after it (OTLP and the Collector: 20 MiB). */
  readonly bodyBytesMax: number;
  /** Bodies that are held at once, counted as they arrive and again after decompression. */
  readonly bytesInFlightMax: number;
  readonly spansPerRequestMax: number;
  readonly spanBytesMax: number;
  readonly connectionsMax: number;
  readonly headersTimeoutMs: number;
  /** Headers and body together. */
  readonly requestTimeoutMs: number;
  readonly idleTimeoutMs: number;
  /** How long a stop waits for requests in flight. */
  readonly stopTimeoutMs: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: IngestLimits = {
  bodyBytesMax: 20 * mebibyte,
  bytesInFlightMax: 64 * mebibyte,
  spansPerRequestMax: 10_000,
  spanBytesMax: 10 * mebibyte,
  connectionsMax: 1_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  idleTimeoutMs: 60_000,
  stopTimeoutMs: 8_000,
};

export function readConfig(environment?: NodeJS.ProcessEnv): IngestConfig & { readonly logLevel: string } {
  const env = readEnv(
    {
      DATABASE_URL: z.string().min(1),
      PLUMBLINE_HOST: z.string().default("127.0.0.1"),
      PLUMBLINE_OTLP_HTTP_PORT: port(4318),
      PLUMBLINE_LOG_LEVEL: z.string().default("info"),
    },
    environment,
  );
  return {
    databaseUrl: env.DATABASE_URL,
    host: env.PLUMBLINE_HOST,
    otlpHttpPort: env.PLUMBLINE_OTLP_HTTP_PORT,
    logLevel: env.PLUMBLINE_LOG_LEVEL,
    limits: defaultLimits,
  };
}
