import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Config, reachableHost, rootFolder } from "../config";
import { Stop } from "../stop";
import { withoutExpectedErrors } from "./database";
import { openLogFile } from "./log-file";
import { startNode } from "./running";
import type { Secrets } from "./secrets";
import type { Part } from "./supervise";

export interface ServiceContext {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly databaseUrl: string;
  /** Hears a service's warnings and errors, one line each. */
  readonly onProblem: (service: string, line: string) => void;
}

interface ServiceDefinition {
  readonly name: string;
  readonly folder: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Answers 200 when the service works; left out for one that says so through its channel. */
  readonly healthUrl?: string;
}

const guardFile = pathToFileURL(path.join(rootFolder, "apps/cli/guard.mjs")).href;

/** The product's processes in the order in which they start; they stop the other way round. */
export function listServices(context: ServiceContext): Part[] {
  const { config, secrets, databaseUrl } = context;
  const { ports } = config;
  const host = reachableHost(config.host);
  const standinUrl = `http://127.0.0.1:${ports.standin}`;
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    PLUMBLINE_HOST: config.host,
    PLUMBLINE_CONSOLE_PORT: String(ports.console),
    PLUMBLINE_OTLP_HTTP_PORT: String(ports.otlpHttp),
    PLUMBLINE_STANDIN_PORT: String(ports.standin),
    PLUMBLINE_WORKER_PORT: String(ports.worker),
    PLUMBLINE_STANDIN_URL: standinUrl,
    PLUMBLINE_CONSOLE_URL: config.consoleUrl,
    PLUMBLINE_MASTER_KEY: secrets.masterKey,
    PLUMBLINE_AUTH_SECRET: secrets.authSecret,
    PLUMBLINE_LOG_LEVEL: config.logLevel,
  };
  const app = (name: string): string => builtFile(`apps/${name}/dist/main.js`);
  const definitions: ServiceDefinition[] = [
    { name: "stand-in", folder: "apps/cli", args: [app("cli"), "stand-in"], env, healthUrl: `${standinUrl}/health` },
    {
      name: "ingest",
      folder: "apps/ingest",
      args: [app("ingest")],
      // A database of the user's own may not allow the setting.
      env: config.databaseUrl === undefined ? { ...env, DATABASE_URL: withoutExpectedErrors(databaseUrl) } : env,
      healthUrl: `http://${host}:${ports.otlpHttp}/health`,
    },
    { name: "worker", folder: "apps/worker", args: [app("worker")], env },
    {
      name: "console",
      folder: "apps/console",
      args: [nextProgram(), "start", "--hostname", config.host, "--port", String(ports.console)],
      env,
      healthUrl: `http://${host}:${ports.console}/api/health`,
    },
  ];
  return definitions.map((definition) => toPart(definition, context));
}

function toPart(definition: ServiceDefinition, { config, onProblem }: ServiceContext): Part {
  const logFile = path.join(config.dataFolder, "logs", `${definition.name}.log`);
  const log = openLogFile(logFile, (line) => onProblem(definition.name, line));
  let saidReady = false;
  return {
    name: definition.name,
    logFile,
    async start() {
      saidReady = false;
      const onReady = () => {
        saidReady = true;
      };
      return startNode(
        { args: definition.args, folder: path.join(rootFolder, definition.folder), env: definition.env, log, onReady },
        guardFile,
      );
    },
    isHealthy: async () => (definition.healthUrl === undefined ? saidReady : answersOk(definition.healthUrl)),
  };
}

/** Whether a GET answers 2xx within two seconds. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: "manual" });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function builtFile(name: string): string {
  const file = path.join(rootFolder, name);
  if (!existsSync(file))
    throw new Stop(`${name} has not been built. Start Plumbline with \`npm start\`, which builds what is missing.`);
  return file;
}

function nextProgram(): string {
  return createRequire(path.join(rootFolder, "apps/console/package.json")).resolve("next/dist/bin/next");
}
