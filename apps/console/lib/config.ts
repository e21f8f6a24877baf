import { deriveAuthSecret, parseMasterKey } from "@plumbline/access/master-key";
import { flag, port, readEnv } from "@plumbline/base/env";
import { allowedAddresses } from "@plumbline/outbound/allowed-addresses";
import { z } from "zod";

/** The console's settings. The only place in the console that reads the environment. */
export interface Config {
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  /** Where people reach the console; cookies, origin checks and links are made for this address. */
  readonly consoleUrl: URL;
  /** Where exporters send to, as a person types it. */
  readonly otlpHttpUrl: string;
  /** 32 bytes; seals judge tokens. */
  readonly masterKey: Buffer;
  /** Signs session cookies; derived from the master key where none is set. */
  readonly authSecret: string;
  /** Whether the product listens on loopback only: judge addresses on loopback are allowed then. */
  readonly isLoopbackOnly: boolean;
  readonly outboundAllowPrivate: boolean;
  readonly outboundAllowAddresses: readonly string[] | undefined;
  /** Where this product's own processes listen; no judge is asked there. */
  readonly ownPorts: readonly number[];
  readonly standinUrl: string | undefined;
  readonly logLevel: string;
}

const shape = {
  DATABASE_URL: z.string().startsWith("postgres", "DATABASE_URL must be a postgres:// address."),
  REDIS_URL: z.string().optional(),
  PLUMBLINE_HOST: z.string().default("127.0.0.1"),
  PLUMBLINE_CONSOLE_URL: z.url("PLUMBLINE_CONSOLE_URL must be an http(s) address.").default("http://localhost:3000"),
  PLUMBLINE_CONSOLE_PORT: port(3000),
  PLUMBLINE_OTLP_HTTP_PORT: port(4318),
  PLUMBLINE_WORKER_PORT: port(4319),
  PLUMBLINE_MASTER_KEY: z.string(),
  PLUMBLINE_AUTH_SECRET: z.string().min(32, "PLUMBLINE_AUTH_SECRET must have at least 32 characters.").optional(),
  PLUMBLINE_OUTBOUND_ALLOW_PRIVATE: flag(false),
  PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES: allowedAddresses.optional(),
  PLUMBLINE_STANDIN_URL: z.url().optional(),
  PLUMBLINE_LOG_LEVEL: z.string().default("info"),
};

/** Throws one sentence per wrong variable. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const env = readEnv(shape, environment);
  const consoleUrl = new URL(env.PLUMBLINE_CONSOLE_URL);
  const masterKey = parseMasterKey(env.PLUMBLINE_MASTER_KEY);
  return {
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    consoleUrl,
    otlpHttpUrl: `http://${consoleUrl.hostname}:${env.PLUMBLINE_OTLP_HTTP_PORT}`,
    masterKey,
    authSecret: env.PLUMBLINE_AUTH_SECRET ?? deriveAuthSecret(masterKey),
    isLoopbackOnly: isLoopbackName(env.PLUMBLINE_HOST),
    outboundAllowPrivate: env.PLUMBLINE_OUTBOUND_ALLOW_PRIVATE,
    outboundAllowAddresses: env.PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES,
    ownPorts: [env.PLUMBLINE_CONSOLE_PORT, env.PLUMBLINE_OTLP_HTTP_PORT, env.PLUMBLINE_WORKER_PORT],
    standinUrl: env.PLUMBLINE_STANDIN_URL,
    logLevel: env.PLUMBLINE_LOG_LEVEL,
  };
}

/** The part that the request proxy needs; it runs before the rest is ready and must not fail for a missing key. */
export function readConsoleUrl(environment: NodeJS.ProcessEnv = process.env): URL {
  return new URL(readEnv({ PLUMBLINE_CONSOLE_URL: shape.PLUMBLINE_CONSOLE_URL }, environment).PLUMBLINE_CONSOLE_URL);
}

export function isLoopbackName(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
