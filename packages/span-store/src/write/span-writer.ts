import { PlumblineError } from "@plumbline/base/errors";
import type { Grant } from "@plumbline/base/grant";
import type { Pool } from "@plumbline/db/pool";
import { isRetryable, sqlState } from "@plumbline/db/sqlstate";
import type { TraceWalk } from "@plumbline/otlp/walk-traces";
import { createPartitionKeeper, type DayNumber, dayOf, type PartitionWindow } from "../partitions";
import { ProjectPricers } from "../prices/project-pricers";
import { flushChunks, insertRejects } from "./flush";
import { inlineCompressor, type PayloadCompressor } from "./payload-compressor";
import { defaultPrepareLimits, type PreparedTraces, type PrepareLimits, prepareTraces } from "./prepare-traces";
import type { RejectedSpan } from "./rejected-span";
import type { TraceChunk } from "./trace-chunk";

export interface SpanWriterOptions {
  readonly pool: Pool;
  /** Hears of what costs no span: a partition that could not be made yet. */
  readonly onError?: (error: unknown) => void;
  readonly limits?: PrepareLimits;
  /** Left open by the writer; compresses on the calling thread by default. */
  readonly compressor?: PayloadCompressor;
  readonly partitionWindow?: PartitionWindow;
  /** Flushes at once, each on its own connection. */
  readonly connections?: number;
  /** A flush takes waiting requests until their rows and payloads reach this. */
  readonly flushBytesMax?: number;
  /** How many stored spans a flush may read again to total traces that grow; longer ones wait for `settleTraceTotals`. */
  readonly storedSpansMax?: number;
}

export interface WriteResult {
  readonly storedSpans: number;
  /** Spans that can never be stored; they stand in ingest_reject. */
  readonly rejected: readonly RejectedSpan[];
  /** Spans that were stored although their times cannot be in nanoseconds. */
  readonly implausibleTimes: number;
}

export interface SpanWriterStats {
  readonly flushes: number;
  readonly flushedSpans: number;
  readonly flushedBytes: number;
  readonly rejectedSpans: number;
  readonly waitingRequests: number;
}

/** The only writer of span, trace_payload, trace (but its evaluation) and ingest_reject. */
export interface SpanWriter {
  /**
   * Stores the spans of one request into the grant's project. Idempotent by (trace id, span id, start time): the same spans
   * again change nothing, a better version of a span replaces its row. Resolves only after COMMIT. Throws
   * `request.undecodable`, or `store.unavailable` (retryable) when nothing is known to be stored.
   */
  write(grant: Grant<"span:write">, walk: TraceWalk): Promise<WriteResult>;
  stats(): SpanWriterStats;
  /** Resolves when everything handed over so far is stored or refused. */
  drain(): Promise<void>;
}

interface Waiting {
  readonly prepared: PreparedTraces;
  readonly bytes: number;
  readonly settle: (error?: unknown) => void;
}

/** Rows of ingest_reject that one request may add; the answer always tells the full number. */
const rejectRowsPerRequestMax = 100;
const flushBytesMaxDefault = 6 * 1024 * 1024;
const conflictRetriesMax = 3;

/**
 * Group commit without a timer: a request leaves at once when a connection is idle, and what arrives while all are busy forms
 * the next flush together.
 */
export function createSpanWriter(options: SpanWriterOptions): SpanWriter {
  const { pool, limits = defaultPrepareLimits, compressor = inlineCompressor } = options;
  const { connections = 2, flushBytesMax = flushBytesMaxDefault } = options;
  const keeper = createPartitionKeeper(pool, options.onError ?? (() => {}), options.partitionWindow);
  const prices = new ProjectPricers(pool);
  const stats = { flushes: 0, flushedSpans: 0, flushedBytes: 0, rejectedSpans: 0 };
  const waiting: Waiting[] = [];
  const running = new Set<Promise<void>>();

  function pump(): void {
    while (waiting.length > 0 && running.size < connections) {
      const group = takeGroup(waiting, flushBytesMax);
      const flight = flushGroup(group).finally(() => {
        running.delete(flight);
        pump();
      });
      running.add(flight);
    }
  }

  async function flushGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const chunks = group.flatMap(({ prepared }) => prepared.chunks);
      if (chunks.length > 0) {
        await keeper.prepare(daysOf(chunks));
        await storeOrRefuse((some) => flushChunks(pool, some, options.storedSpansMax), chunks);
      }
      await insertRejects(pool, group.flatMap(rejectRows));
      stats.flushes += 1;
      for (const { prepared, bytes, settle } of group) {
        stats.flushedSpans += prepared.spanCount - prepared.rejected.length;
        stats.rejectedSpans += prepared.rejected.length;
        stats.flushedBytes += bytes;
        settle();
      }
    } catch (error) {
      const failure = toStoreError(error);
      for (const { settle } of group) settle(failure);
    }
  }

  return {
    async write(grant, walk) {
      const pricer = await prices.get(grant.projectId);
      const prepared = await prepareTraces(grant.projectId, walk, limits, compressor, pricer);
      if (prepared.chunks.length > 0 || prepared.rejected.length > 0) {
        const bytes = prepared.chunks.reduce((sum, chunk) => sum + chunkBytes(chunk), 0);
        await new Promise<void>((resolve, reject) => {
          waiting.push({ prepared, bytes, settle: (error) => (error === undefined ? resolve() : reject(error)) });
          pump();
        });
      }
      return {
        storedSpans: prepared.spanCount - prepared.rejected.length,
        rejected: prepared.rejected,
        implausibleTimes: prepared.implausibleTimes,
      };
    },
    stats: () => ({ ...stats, waitingRequests: waiting.length }),
    async drain() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function chunkBytes(chunk: TraceChunk): number {
  return chunk.spanTuples.length + chunk.payloadTuple.length;
}

function takeGroup(waiting: Waiting[], bytesMax: number): Waiting[] {
  let bytes = 0;
  let count = 0;
  while (count < waiting.length && (count === 0 || bytes + (waiting[count]?.bytes ?? 0) <= bytesMax)) {
    bytes += waiting[count]?.bytes ?? 0;
    count += 1;
  }
  return waiting.splice(0, count);
}

function daysOf(chunks: readonly TraceChunk[]): Set<DayNumber> {
  const days = new Set<DayNumber>();
  for (const chunk of chunks) for (const row of chunk.rows) days.add(dayOf(row.startUs / 1000));
  return days;
}

function rejectRows({ prepared }: Waiting): { projectId: string; span: RejectedSpan }[] {
  return prepared.rejected.slice(0, rejectRowsPerRequestMax).map((span) => ({ projectId: prepared.projectId, span }));
}

type Flush = (chunks: readonly TraceChunk[]) => Promise<void>;

/**
 * Stores chunks; where PostgreSQL refuses them for good, halves them until the span at fault is alone and is refused, so that
 * it never costs its neighbours.
 */
async function storeOrRefuse(flush: Flush, chunks: readonly TraceChunk[]): Promise<void> {
  try {
    await storeWithRetries(flush, chunks);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    const [first] = chunks;
    if (chunks.length === 1 && first && first.rows.length === 1) {
      first.refuse(`PostgreSQL refused it (${sqlState(error)}: ${(error as Error).message})`);
      return;
    }
    const parts = chunks.length === 1 && first ? first.split() : chunks;
    const middle = Math.ceil(parts.length / 2);
    await storeOrRefuse(flush, parts.slice(0, middle));
    await storeOrRefuse(flush, parts.slice(middle));
  }
}

async function storeWithRetries(flush: Flush, chunks: readonly TraceChunk[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await flush(chunks);
    } catch (error) {
      if (!isConflict(error) || attempt > conflictRetriesMax) throw error;
    }
  }
}

/**
 * Whether the same flush may succeed at once: it collided with another one (deadlock, lock timeout, a merge that lost a race),
 * or a partition was attached while its rows were on their way to the default one. PostgreSQL reports the last as a check
 * violation (23514) without the name of a constraint.
 */
function isConflict(error: unknown): boolean {
  const state = sqlState(error);
  if (state === "23514") return (error as { constraint?: string }).constraint === undefined;
  return state === "40P01" || state === "40001" || state === "55P03" || state === "23505";
}

/** Data exceptions, integrity violations and program limits: the same span would be refused again and again. */
function isPermanent(error: unknown): boolean {
  const state = sqlState(error);
  return state !== undefined && /^(?:22|23|54)/.test(state) && !isConflict(error);
}

function toStoreError(error: unknown): unknown {
  if (error instanceof PlumblineError) return error;
  if (isRetryable(error) || isConflict(error)) {
    return new PlumblineError("store.unavailable", { cause: error, retryAfterSeconds: 2 });
  }
  return error;
}
