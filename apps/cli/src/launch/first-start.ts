import { createAccess } from "@plumbline/access/create-access";
import { createLogger } from "@plumbline/base/log";
import { MigrationError, migrate } from "@plumbline/db/migrate";
import { createPool, type Pool } from "@plumbline/db/pool";
import { createPrismaClient } from "@plumbline/db/prisma";
import type { Config } from "../config";
import { Stop } from "../stop";
import { replaceApiKey, type Secrets } from "./secrets";

export interface Prepared {
  /** A key that works now. */
  readonly apiKey: string;
  /** Somebody has sent it: it is in place, and need not stand in terminals and their logs again. */
  readonly isApiKeyUsed: boolean;
  readonly projectSlug: string;
  /** Set while nobody has an account: opens the page that makes the first owner. */
  readonly signInUrl: string | undefined;
  readonly migrationCount: number;
}

/** Brings the database to what this version needs and makes what a first start needs. Doing it again changes nothing. */
export async function prepareDatabase(config: Config, databaseUrl: string, secrets: Secrets): Promise<Prepared> {
  const pool = createPool({
    url: databaseUrl,
    applicationName: "plumbline-launcher",
    max: 3,
    statementTimeoutMs: 60_000,
  });
  try {
    const applied = await migrateOrStop(pool, databaseUrl);
    const access = openAccess(config, pool, secrets);
    const project = await access.ensureFirstProject();
    if (config.bootstrapApiKey !== undefined) await access.ensureBootstrapApiKey(project.id, config.bootstrapApiKey);
    const ownKey = await ensureOwnKey(access, config, project.id, secrets.apiKey);
    if (config.admin !== undefined && !(await access.hasOwner())) {
      await access.createFirstOwner({ ...config.admin, name: config.admin.email.split("@")[0] ?? "Owner" });
    }
    const token = (await access.hasOwner()) ? undefined : await access.createSignInLink(null);
    await access.close();
    return {
      ...ownKey,
      projectSlug: project.slug,
      signInUrl: token === undefined ? undefined : `${config.consoleUrl}/welcome#${token}`,
      migrationCount: applied.length,
    };
  } finally {
    await pool.end();
  }
}

/** Access as the command line uses it. */
export function openAccess(config: Config, pool: Pool, secrets: Secrets) {
  return createAccess({
    pool,
    prisma: createPrismaClient(pool),
    masterKey: Buffer.from(secrets.masterKey, "base64url"),
    authSecret: secrets.authSecret,
    consoleUrl: config.consoleUrl,
    logger: createLogger("plumbline", "error"),
  });
}

async function migrateOrStop(pool: Pool, databaseUrl: string): Promise<string[]> {
  try {
    return await migrate(pool);
  } catch (error) {
    if (error instanceof MigrationError) throw new Stop(error.message, { cause: error });
    throw new Stop(
      `The database at ${databaseAddress(databaseUrl)} cannot be used: ${(error as Error).message}. Check DATABASE_URL, or leave it out to use the embedded PostgreSQL.`,
      { cause: error },
    );
  }
}

/** As a sentence may show it: without user, password and options. */
function databaseAddress(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

async function ensureOwnKey(
  access: ReturnType<typeof openAccess>,
  config: Config,
  projectId: Parameters<typeof access.ensureBootstrapApiKey>[0],
  key: string,
): Promise<Pick<Prepared, "apiKey" | "isApiKeyUsed">> {
  await access.ensureBootstrapApiKey(projectId, key);
  const use = await access.readApiKeyUse(key);
  if (use !== "unusable") return { apiKey: key, isApiKeyUsed: use === "used" };
  // Somebody revoked it on purpose; that stays so, and the launcher gets another one.
  const fresh = await replaceApiKey(config.dataFolder);
  await access.ensureBootstrapApiKey(projectId, fresh);
  return { apiKey: fresh, isApiKeyUsed: false };
}
