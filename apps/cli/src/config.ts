import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { port, readEnv } from "@plumbline/base/env";
import { z } from "zod";
import { Stop } from "./stop";

/** The checkout: both src/ and dist/ lie two folders below it, in apps/cli. */
export const rootFolder = fileURLToPath(new URL("../../..", import.meta.url));
export const version = (JSON.parse(readFileSync(path.join(rootFolder, "package.json"), "utf8")) as { version: string })
  .version;

/** Everything the launcher reads from the environment. The same list, with the same words, stands in .env.example. */
export const launcherEnvironment = {
  DATABASE_URL: z.string().optional(),
  REDIS_URL: z.string().optional(),
  PLUMBLINE_DATA_DIR: z.string().default(path.join(rootFolder, ".plumbline")),
  PLUMBLINE_HOST: z.string().default("127.0.0.1"),
  PLUMBLINE_CONSOLE_PORT: port(3000),
  PLUMBLINE_OTLP_HTTP_PORT: port(4318),
  PLUMBLINE_POSTGRES_PORT: port(5433),
  PLUMBLINE_STANDIN_PORT: port(4400),
  PLUMBLINE_CONSOLE_URL: z.string().optional(),
  PLUMBLINE_MASTER_KEY: z.string().optional(),
  PLUMBLINE_AUTH_SECRET: z.string().optional(),
  PLUMBLINE_ADMIN_EMAIL: z.string().optional(),
  PLUMBLINE_ADMIN_PASSWORD: z.string().optional(),
  PLUMBLINE_BOOTSTRAP_API_KEY: z.string().optional(),
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
  const env = readOrStop();
  if ((env.PLUMBLINE_ADMIN_EMAIL === undefined) !== (env.PLUMBLINE_ADMIN_PASSWORD === undefined)) {
    throw new Stop("Set both PLUMBLINE_ADMIN_EMAIL and PLUMBLINE_ADMIN_PASSWORD, or neither.");
  }
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
    },
    consoleUrl: (env.PLUMBLINE_CONSOLE_URL ?? `http://localhost:${env.PLUMBLINE_CONSOLE_PORT}`).replace(/\/+$/, ""),
    masterKey: env.PLUMBLINE_MASTER_KEY,
    authSecret: env.PLUMBLINE_AUTH_SECRET,
    admin:
      env.PLUMBLINE_ADMIN_EMAIL !== undefined && env.PLUMBLINE_ADMIN_PASSWORD !== undefined
        ? { email: env.PLUMBLINE_ADMIN_EMAIL, password: env.PLUMBLINE_ADMIN_PASSWORD }
        : undefined,
    bootstrapApiKey: env.PLUMBLINE_BOOTSTRAP_API_KEY,
    logLevel: env.PLUMBLINE_LOG_LEVEL,
  };
}

function readOrStop() {
  try {
    return readEnv(launcherEnvironment);
  } catch (error) {
    throw new Stop(`The environment is not usable:\n${(error as Error).message}`, { cause: error });
  }
}

/** The address for a client on this machine: a wildcard is no address to connect to. */
export function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  return host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
}
