import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { requireGoodPassword } from "@plumbline/access/password-rules";
import { flag, port, readEnv } from "@plumbline/base/env";
import { allowedAddresses } from "@plumbline/outbound/allowed-addresses";
import { z } from "zod";
import {
  adminEmail,
  authSecret,
  bootstrapApiKey,
  consoleUrl,
  databaseUrl,
  host,
  masterKey,
  redisUrl,
} from "./setting-schemas";
import { Stop } from "./stop";

/** The checkout: both src/ and dist/ lie two folders below it, in apps/cli. */
export const rootFolder = fileURLToPath(new URL("../../..", import.meta.url));
export const version = (JSON.parse(readFileSync(path.join(rootFolder, "package.json"), "utf8")) as { version: string })
  .version;

/**
 * Every setting of .env.example, also those that only a service uses: the launcher checks them all before anything starts,
 * because a service could say what is wrong only by crashing.
 */
export const launcherEnvironment = {
  DATABASE_URL: databaseUrl.optional(),
  REDIS_URL: redisUrl.optional(),
  PLUMBLINE_DATA_DIR: z.string().default(path.join(rootFolder, ".plumbline")),
  PLUMBLINE_HOST: host.default("127.0.0.1"),
  PLUMBLINE_CONSOLE_PORT: port(3000),
  PLUMBLINE_OTLP_HTTP_PORT: port(4318),
  PLUMBLINE_POSTGRES_PORT: port(5433),
  PLUMBLINE_STANDIN_PORT: port(4400),
  PLUMBLINE_WORKER_PORT: port(4319),
  PLUMBLINE_CONSOLE_URL: consoleUrl.optional(),
  PLUMBLINE_MASTER_KEY: masterKey.optional(),
  PLUMBLINE_AUTH_SECRET: authSecret.optional(),
  PLUMBLINE_ADMIN_EMAIL: adminEmail.optional(),
  PLUMBLINE_ADMIN_PASSWORD: z.string().optional(),
  PLUMBLINE_BOOTSTRAP_API_KEY: bootstrapApiKey.optional(),
  PLUMBLINE_OUTBOUND_ALLOW_PRIVATE: flag(false),
  PLUMBLINE_OUTBOUND_ALLOW_ADDRESSES: allowedAddresses.optional(),
  PLUMBLINE_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
} as const;

export interface Config {
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  /** Absolute. */
  readonly dataFolder: string;
  /** Address that console and ingest listen on. */
  readonly host: string;
  readonly ports: {
    readonly console: number;
    readonly otlpHttp: number;
    readonly postgres: number;
    readonly standin: number;
    readonly worker: number;
  };
  /** Origin under which browsers reach the console, without a trailing slash. */
  readonly consoleUrl: string;
  readonly masterKey: string | undefined;
  readonly authSecret: string | undefined;
  readonly admin: { readonly email: string; readonly password: string } | undefined;
  readonly bootstrapApiKey: string | undefined;
  readonly logLevel: string;
}

/** Reads `.env` of the checkout (what is set already wins) and the environment. Throws `Stop` with one sentence per mistake. */
export function readConfig(): Config {
  const file = path.join(rootFolder, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  return parseConfig(process.env);
}

/** Throws `Stop` with one sentence per mistake: the variable, what is wrong, what is allowed, an example. */
export function parseConfig(environment: NodeJS.ProcessEnv): Config {
  const env = readOrStop(environment);
  return {
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    dataFolder: path.resolve(rootFolder, env.PLUMBLINE_DATA_DIR),
    host: env.PLUMBLINE_HOST,
    ports: {
      console: env.PLUMBLINE_CONSOLE_PORT,
      otlpHttp: env.PLUMBLINE_OTLP_HTTP_PORT,
      postgres: env.PLUMBLINE_POSTGRES_PORT,
      standin: env.PLUMBLINE_STANDIN_PORT,
      worker: env.PLUMBLINE_WORKER_PORT,
    },
    consoleUrl: env.PLUMBLINE_CONSOLE_URL ?? `http://localhost:${env.PLUMBLINE_CONSOLE_PORT}`,
    masterKey: env.PLUMBLINE_MASTER_KEY,
    authSecret: env.PLUMBLINE_AUTH_SECRET,
    admin: readAdmin(env.PLUMBLINE_ADMIN_EMAIL, env.PLUMBLINE_ADMIN_PASSWORD),
    bootstrapApiKey: env.PLUMBLINE_BOOTSTRAP_API_KEY,
    logLevel: env.PLUMBLINE_LOG_LEVEL,
  };
}

function readOrStop(environment: NodeJS.ProcessEnv) {
  try {
    return readEnv(launcherEnvironment, environment);
  } catch (error) {
    throw wrongSettings((error as Error).message, error);
  }
}

function readAdmin(email: string | undefined, password: string | undefined): Config["admin"] {
  if (email === undefined && password === undefined) return undefined;
  if (email === undefined || password === undefined) {
    const missing = email === undefined ? "PLUMBLINE_ADMIN_EMAIL" : "PLUMBLINE_ADMIN_PASSWORD";
    throw wrongSettings(
      `${missing} is missing: set both PLUMBLINE_ADMIN_EMAIL (such as owner@example.com) and PLUMBLINE_ADMIN_PASSWORD, or neither.`,
    );
  }
  try {
    requireGoodPassword(password, { email, name: email });
  } catch (error) {
    throw wrongSettings(
      `PLUMBLINE_ADMIN_PASSWORD cannot be used. ${(error as Error).message} Four words of your own make a good one.`,
      error,
    );
  }
  return { email, password };
}

function wrongSettings(sentences: string, cause?: unknown): Stop {
  return new Stop(`${sentences}\nNothing was started. .env.example lists every setting.`, { cause });
}

/** The address for a client on this machine: a wildcard is no address to connect to. */
export function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
}
