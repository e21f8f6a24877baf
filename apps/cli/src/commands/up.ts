import type { Config } from "../config";
import { reachableHost, readConfig, version } from "../config";
import { checkFreeDisk, openDataFolder, writeInstallation } from "../launch/data-folder";
import { chooseDatabase } from "../launch/database";
import { prepareDatabase } from "../launch/first-start";
import { formatGreeting } from "../launch/greeting";
import { Launch } from "../launch/launch";
import { settleEarlierRun } from "../launch/leftovers";
import { checkPorts } from "../launch/ports";
import { checkQueue } from "../launch/queue";
import { loadSecrets } from "../launch/secrets";
import { listServices } from "../launch/services";
import { unknownSettings } from "../unknown-settings";

/** Starts the whole product and keeps it running until a signal. Everything that can be checked is checked before. */
export async function up(): Promise<number> {
  const startedAt = Date.now();
  const config = readConfig();
  // First of all: what fails next may fail because of a name that was misspelt.
  for (const sentence of unknownSettings(process.env)) console.error(sentence);
  const installation = await openDataFolder(config.dataFolder, version);
  await checkFreeDisk(config.dataFolder);
  await settleEarlierRun(config.dataFolder);
  const secrets = await loadSecrets(config.dataFolder, config);
  const database = await chooseDatabase(config, installation, secrets.postgresPassword);
  if (database.postgresFolder !== undefined && database.part !== undefined)
    await checkFreeDisk(database.postgresFolder);
  await checkPorts(listPorts(config));
  await checkQueue(config);

  const launch = new Launch(config);
  launch.catchSignals();
  for (const note of database.notes) launch.say(note);
  await launch.run(async () => {
    if (database.part !== undefined) await launch.start([database.part], "PostgreSQL");
    const prepared = await launch.step("Preparing the database", () => prepareDatabase(config, database.url, secrets));
    await writeInstallation(config.dataFolder, {
      version,
      ...(database.postgresFolder !== undefined && { postgresFolder: database.postgresFolder }),
    });
    const services = listServices({
      config,
      secrets,
      databaseUrl: database.url,
      onProblem: (service, line) => launch.say(`[${service}] ${line}`),
    });
    await launch.start(services, "stand-in, ingest, worker and console");
    launch.say(formatGreeting(config, prepared, Date.now() - startedAt));
  });
  return launch.ended;
}

/** Every port that something of this start listens on. */
export function listPorts(config: Config) {
  const { host, ports } = config;
  const loopback = "127.0.0.1";
  return [
    { purpose: "the console", port: ports.console, host, variable: "PLUMBLINE_CONSOLE_PORT" },
    { purpose: "OTLP over HTTP", port: ports.otlpHttp, host, variable: "PLUMBLINE_OTLP_HTTP_PORT" },
    { purpose: "the stand-in model", port: ports.standin, host: loopback, variable: "PLUMBLINE_STANDIN_PORT" },
    { purpose: "the worker's health", port: ports.worker, host: loopback, variable: "PLUMBLINE_WORKER_PORT" },
    ...(config.databaseUrl === undefined
      ? [{ purpose: "PostgreSQL", port: ports.postgres, host: loopback, variable: "PLUMBLINE_POSTGRES_PORT" }]
      : []),
  ].map((need) => ({ ...need, host: need.host === "localhost" ? reachableHost("127.0.0.1") : need.host }));
}
