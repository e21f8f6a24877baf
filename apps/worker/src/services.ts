import { type AccessCore, createAccessCore } from "@plumbline/access/create-access-core";
import { createKeyring } from "@plumbline/access/secrets";
import type { Logger } from "@plumbline/base/log";
import { createPool, type Pool } from "@plumbline/db/pool";
import { createPrismaClient } from "@plumbline/db/prisma";
import { createEvaluationService, type EvaluationService } from "@plumbline/evaluation/create-evaluation-service";
import { createJudgeOutbound } from "@plumbline/evaluation/judge-outbound";
import { createQueue, type Queue } from "@plumbline/queue/create-queue";
import { defaultMetricRetention, type MetricRetention } from "@plumbline/span-store/metrics/keep-metrics";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import {
  createInlineIndexer,
  createThreadIndexer,
  type SearchIndexer,
} from "@plumbline/span-store/search/search-indexer";
import type { WorkerConfig } from "./config";

/** What the job handlers work with. */
export interface WorkerServices {
  readonly pool: Pool;
  readonly access: AccessCore;
  readonly evaluation: EvaluationService;
  readonly queue: Queue;
  readonly searchIndexer: SearchIndexer;
  readonly metricRetention: MetricRetention;
  readonly logger: Logger;
  /** After the workers are closed: lets go of everything, in reverse order. */
  close(): Promise<void>;
}

/**
 * Nothing here connects: a database or queue that is away is waited for by those who need it.
 *
 * @param searchThread The built `search-thread`; without it spans are indexed on the main thread.
 */
export function createServices(config: WorkerConfig, logger: Logger, searchThread?: URL): WorkerServices {
  const { databaseUrl, redisUrl } = config;
  const pool = createPool({ url: databaseUrl, applicationName: "plumbline-worker", max: 12 }, (error) =>
    logger.warn({ reason: error.message }, "A database connection was lost."),
  );
  const prisma = createPrismaClient(pool);
  const access = createAccessCore({
    pool,
    onBackgroundError: (name, error) => logger.error({ work: name, err: error }, "Background work failed."),
  });
  const queue = createQueue({ databaseUrl, redisUrl, logger });
  const outbound = createJudgeOutbound(config);
  const evaluation = createEvaluationService({
    pool,
    prisma,
    keyring: createKeyring(config.masterKey),
    spans: createSpanReader({ pool }),
    queue,
    fetch: outbound.fetch,
    checkAddress: outbound.checkAddress,
    recordAuditEvent: access.recordAuditEvent,
    standInUrl: config.standInUrl,
    logger,
  });
  const searchIndexer =
    searchThread === undefined ? createInlineIndexer(pool) : createThreadIndexer(pool, searchThread, databaseUrl);
  return {
    pool,
    access,
    evaluation,
    queue,
    searchIndexer,
    metricRetention: config.metricRetention ?? defaultMetricRetention,
    logger,
    async close() {
      await queue.close();
      await searchIndexer.close();
      await outbound.close();
      await access.close();
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
