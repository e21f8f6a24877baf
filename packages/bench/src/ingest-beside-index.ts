import path from "node:path";
import { fileURLToPath } from "node:url";
import { createThreadIndexer } from "@plumbline/span-store/search/search-indexer";
import { type BenchServer, startBenchServer } from "./bench-server";
import { createLoadBodies, type LoadBody } from "./ingest-bodies";
import { runLoad } from "./load-client";

/** Built with the worker (npm run build). */
const threadFile = fileURLToPath(new URL("../../../apps/worker/dist/search-thread.js", import.meta.url));

export interface SlowDown {
  /** Medians of the rounds. */
  readonly alone: number;
  readonly besideIndexing: number;
  /** Of the speed alone: the median over the rounds, each of which measures both. */
  readonly lostPercent: number;
  readonly lostPercentMin: number;
  readonly lostPercentMax: number;
  /** While it was under load, and at the lowest priority. */
  readonly indexedSpansPerSecond: number;
}

const seconds = 8;
const rounds = 5;

/**
 * Saturated ingest with and without the indexer, in turns on one server and in turns first, because the machine's speed drifts and
 * tables grow. What was sent without the indexer waits for it, so that it never runs out of work.
 */
export async function measureSlowDown(): Promise<SlowDown> {
  const server = await startBenchServer();
  const indexer = createThreadIndexer(server.pool, new URL(`file://${path.resolve(threadFile)}`), server.databaseUrl);
  try {
    const bodies = createLoadBodies({ bodies: 24, spansPerBody: 512 });
    const load = (forSeconds: number) => loadWith(server, bodies, forSeconds);
    let indexed = 0;
    const besideIndexing = async () => {
      const stop = new AbortController();
      const before = await indexedSpans(server);
      const running = indexUntil(stop.signal, () => indexer.run(stop.signal));
      // Heard below; until then nobody listens, and the process would end with the server running.
      running.catch(() => {});
      const speed = await load(seconds);
      stop.abort();
      await running;
      indexed += (await indexedSpans(server)) - before;
      return speed;
    };
    await load(4);
    const pairs: { readonly alone: number; readonly beside: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      if (round % 2 === 0) {
        const alone = await load(seconds);
        pairs.push({ alone, beside: await besideIndexing() });
      } else {
        const beside = await besideIndexing();
        pairs.push({ alone: await load(seconds), beside });
      }
    }
    const lost = pairs.map(({ alone, beside }) => Math.round((1 - beside / alone) * 1000) / 10);
    return {
      alone: Math.round(median(pairs.map(({ alone }) => alone))),
      besideIndexing: Math.round(median(pairs.map(({ beside }) => beside))),
      lostPercent: median(lost),
      lostPercentMin: Math.min(...lost),
      lostPercentMax: Math.max(...lost),
      indexedSpansPerSecond: Math.round(indexed / rounds / seconds),
    };
  } finally {
    await indexer.close();
    await server.stop();
  }
}

async function loadWith(server: BenchServer, bodies: readonly LoadBody[], forSeconds: number): Promise<number> {
  const result = await runLoad({ url: server.url, key: server.key, bodies, connections: 6, isGzip: false }, forSeconds);
  return result.ackedSpans / result.seconds;
}

async function indexUntil(signal: AbortSignal, run: () => Promise<unknown>): Promise<void> {
  while (!signal.aborted) await run();
}

async function indexedSpans({ pool }: BenchServer): Promise<number> {
  const { rows } = await pool.query<{ spans: number }>(
    "SELECT coalesce(sum(span_count), 0)::float8 AS spans FROM search_segment",
  );
  return rows[0]?.spans ?? 0;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
