import { type Access, createAccess } from "@plumbline/access/create-access";
import { createKeyring } from "@plumbline/access/secrets";
import { createLogger } from "@plumbline/base/log";
import { createPool, type Pool } from "@plumbline/db/pool";
import { createPrismaClient } from "@plumbline/db/prisma";
import { createEvaluationService } from "@plumbline/evaluation/create-evaluation-service";
import { createJudgeOutbound } from "@plumbline/evaluation/judge-outbound";
import type { Services } from "@plumbline/public-api/services";
import { createQueue } from "@plumbline/queue/create-queue";
import { createMetricsReader } from "@plumbline/span-store/metrics/metrics-reader";
import { createModelPrices } from "@plumbline/span-store/prices/model-prices";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import { type Config, readConfig } from "./config";

/** What the console's process holds: made once, at the first request, and shared by pages and API. */
export interface ConsoleServices extends Omit<Services, "access"> {
  readonly access: Access;
  readonly config: Config;
  readonly pool: Pool;
}

const statementTimeoutMs = 5_000;

// On globalThis, because development replaces modules at every edit and each copy would open its own connections.
const shared = globalThis as typeof globalThis & { plumblineConsole?: Promise<ConsoleServices> };

export function getServices(): Promise<ConsoleServices> {
  shared.plumblineConsole ??= compose().catch((error: unknown) => {
    // The next request tries again: what was missing may have come.
    delete shared.plumblineConsole;
    throw error;
  });
  return shared.plumblineConsole;
}

async function compose(): Promise<ConsoleServices> {
  const config = readConfig();
  const logger = createLogger("console", config.logLevel);
  const pool = createPool(
    { url: config.databaseUrl, applicationName: "plumbline-console", statementTimeoutMs },
    // Its message only: pg hangs the whole client on the error.
    ({ message }) => logger.warn({ reason: message }, "an idle database connection was lost"),
  );
  const consoleUrl = config.consoleUrl.origin;
  const prisma = createPrismaClient(pool);
  const spans = createSpanReader({ pool });
  const access = createAccess({
    pool,
    prisma,
    masterKey: config.masterKey,
    authSecret: config.authSecret,
    consoleUrl,
    logger,
  });
  const { databaseUrl, redisUrl, standinUrl: standInUrl } = config;
  const outbound = createJudgeOutbound({
    allowLoopback: config.isLoopbackOnly,
    allowPrivate: config.outboundAllowPrivate,
    allowedAddresses: config.outboundAllowAddresses,
    standInUrl,
    databaseUrl,
    redisUrl,
    ownPorts: config.ownPorts,
  });
  const evaluation = createEvaluationService({
    pool,
    prisma,
    keyring: createKeyring(config.masterKey),
    spans,
    queue: createQueue({ databaseUrl, redisUrl, logger }),
    fetch: outbound.fetch,
    checkAddress: outbound.checkAddress,
    recordAuditEvent: access.recordAuditEvent,
    standInUrl,
    logger,
  });
  const metrics = createMetricsReader({ pool });
  const prices = createModelPrices({ pool });
  return { access, spans, metrics, prices, evaluation, consoleUrl, logger, config, pool };
}
