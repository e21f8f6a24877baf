import { createPool } from "@plumbline/db/pool";
import { type Config, reachableHost, readConfig, rootFolder, version } from "../config";
import { diskFreeMinBytes, openDataFolder, readFreeBytes } from "../launch/data-folder";
import { findHolder } from "../launch/ports";
import { loadSecrets } from "../launch/secrets";
import { answersOk } from "../launch/services";
import { unknownSettings } from "../unknown-settings";
import { ownDatabaseUrl } from "./with-database";

interface Finding {
  readonly isFine: boolean;
  readonly sentence: string;
}

/** Looks at everything a start or a running Plumbline depends on, changes nothing, and says what is wrong. */
export async function doctor(): Promise<number> {
  const config = readConfig();
  const findings = [
    {
      isFine: true,
      sentence: `Plumbline ${version} in ${rootFolder}, Node ${process.versions.node} on ${process.platform} ${process.arch}.`,
    },
    ...unknownSettings(process.env).map((sentence) => ({ isFine: false, sentence })),
    await checkDisk(config),
    await checkDatabase(config),
    await checkService("The OTLP endpoint", `${base(config, config.ports.otlpHttp)}/health`, config.ports.otlpHttp),
    await checkService("The worker", `http://127.0.0.1:${config.ports.worker}/health`, config.ports.worker),
    await checkService("The console", `${base(config, config.ports.console)}/api/health`, config.ports.console),
    await checkService("The stand-in model", `http://127.0.0.1:${config.ports.standin}/health`, config.ports.standin),
  ];
  for (const { isFine, sentence } of findings) console.log(`${isFine ? "ok    " : "WRONG "} ${sentence}`);
  return findings.every(({ isFine }) => isFine) ? 0 : 1;
}

function base(config: Config, port: number): string {
  return `http://${reachableHost(config.host)}:${port}`;
}

async function checkDisk(config: Config): Promise<Finding> {
  await openDataFolder(config.dataFolder, version);
  const freeBytes = await readFreeBytes(config.dataFolder);
  const free = `${(freeBytes / 1024 ** 3).toFixed(1)} GiB are free at ${config.dataFolder}.`;
  if (freeBytes >= diskFreeMinBytes) return { isFine: true, sentence: free };
  return { isFine: false, sentence: `${free} Plumbline starts with ${diskFreeMinBytes / 1024 ** 2} MiB or more.` };
}

async function checkDatabase(config: Config): Promise<Finding> {
  const secrets = await loadSecrets(config.dataFolder, config);
  const pool = createPool({
    url: config.databaseUrl ?? ownDatabaseUrl(config, secrets),
    applicationName: "plumbline-doctor",
    max: 1,
  });
  try {
    const { rows } = await pool.query<{ version: string; size: string; migration: string | null }>(
      `SELECT current_setting('server_version') AS version, pg_size_pretty(pg_database_size(current_database())) AS size,
              (SELECT max(migration_name) FROM _prisma_migrations) AS migration`,
    );
    const [row] = rows;
    return {
      isFine: true,
      sentence: `PostgreSQL ${row?.version} answers: ${row?.size}, last migration ${row?.migration}.`,
    };
  } catch (error) {
    const advice = config.databaseUrl === undefined ? "Is Plumbline running? `npm start`" : "Check DATABASE_URL.";
    return { isFine: false, sentence: `The database does not answer (${(error as Error).message}). ${advice}` };
  } finally {
    await pool.end();
  }
}

async function checkService(name: string, url: string, port: number): Promise<Finding> {
  if (await answersOk(url)) return { isFine: true, sentence: `${name} answers at ${url}.` };
  const holder = await findHolder(port);
  const reason = holder === "" ? "nothing listens there" : `port ${port} is used${holder}`;
  return { isFine: false, sentence: `${name} does not answer at ${url}: ${reason}.` };
}
