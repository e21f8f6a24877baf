import type { AccessCore } from "@plumbline/access/create-access-core";
import type { Keyring } from "@plumbline/access/secrets";
import type { Grant } from "@plumbline/base/grant";
import type { TraceId } from "@plumbline/base/ids";
import type { Logger } from "@plumbline/base/log";
import type { Pool } from "@plumbline/db/pool";
import type { PrismaClient } from "@plumbline/db/prisma";
import type { Queue } from "@plumbline/queue/create-queue";
import type { TraceContent } from "@plumbline/span-store/read/types";
import type { LeaseTimes } from "./evaluation-lease";
import type { EndpointMemories } from "./judge/endpoint";
import type { RetryPolicy } from "./judge/run-bounds";
import type { Fetch } from "./judge/send-chat";
import type { JudgeShares } from "./judge-shares";

/** What evaluation needs of packages/span-store. */
export interface EvaluationSpans {
  /** Throws `resource.not_found` for a trace that this project does not have. */
  readTraceContent(
    grant: Grant<"evaluation:run">,
    traceId: TraceId,
    options?: { readonly spanNames?: readonly string[] },
  ): Promise<TraceContent>;
}

export interface EvaluationOptions {
  readonly pool: Pool;
  readonly prisma: PrismaClient;
  readonly keyring: Keyring;
  readonly spans: EvaluationSpans;
  readonly queue: Pick<Queue, "add">;
  /** From packages/outbound: every call to a judge goes through it. */
  readonly fetch: Fetch;
  /** From packages/outbound: parses and checks an address. Throws `judge.invalid_address`. */
  checkAddress(url: string): Promise<URL>;
  readonly recordAuditEvent: AccessCore["recordAuditEvent"];
  /** Where the stand-in model runs, with or without `/v1`; undefined where none does. */
  readonly standInUrl?: string | undefined;
  readonly logger: Logger;
  /** Waits of a run, for tests that cannot wait as long. */
  readonly retryPolicy?: RetryPolicy;
  /** For tests that cannot wait as long. */
  readonly leaseTimes?: LeaseTimes;
  /** Evaluations that this process runs at once. Default: those of the job. */
  readonly slots?: number;
  /** For tests that cannot wait as long. */
  readonly taskTimes?: Partial<TaskTimes>;
}

export interface TaskTimes {
  /** Traces that received a span so recently are left for the next turn: most of them grow. */
  readonly settleMs: number;
  /** Evaluations of one task that are queued, running or delayed at once. */
  readonly openMax: number;
  /** Traces that are decided in one transaction: few enough that a filter about contents is read in a moment. */
  readonly tracesPerBatch: number;
}

export const defaultTaskTimes: TaskTimes = { settleMs: 1_000, openMax: 200, tracesPerBatch: 1_000 };

/** The options with what one process remembers of its judges. */
export interface EvaluationDeps extends EvaluationOptions {
  readonly memories: EndpointMemories;
  readonly shares: JudgeShares;
  readonly retryPolicy: RetryPolicy;
  readonly leaseTimes: LeaseTimes;
  readonly taskTimes: TaskTimes;
}
