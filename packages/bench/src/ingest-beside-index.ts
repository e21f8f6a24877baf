import path from "node:path";
import { fileURLToPath } from "node:url";
import { createThreadIndexer } from "@plumbline/span-store/search/search-indexer";
import { type BenchServer, startBenchServer } from "./bench-server";
import { createLoadBodies, type LoadBody } from "./ingest-bodies";
import { runLoad } from "./load-client";

/** Built with the worker (npm run build). */
const threadFile = fileURLToPath(new URL("../../../apps/worker/dist/search-thread.js", import.meta.url));

export interface SlowDown {
  readonly alone: number;
  readonly besideIndexing: number;
  /** Of the speed alone. */
  readonly lostPercent: number;
  /** While it was under load, and at the lowest priority. */
  readonly indexedSpansPerSecond: number;
}

const seconds = 8;
const rounds = 3;

/** Saturated ingest with and without the indexer, in turns on one server, because the machine's speed drifts. */
export async function measureSlowDown(): Promise<SlowDown> {
  const server = await startBenchServer();
  const indexer = createThreadIndexer(server.pool, new URL(`file://${path.resolve(threadFile)}`), server.databaseUrl);
  try {
    const bodies = createLoadBodies({ bodies: 24, spansPerBody: 512 });
    const load = (forSeconds: number) => loadWith(server, bodies, forSeconds);
    let [alone, beside, indexed] = [0, 0, 0];
    await load(2);
    for (let round = 0; round < rounds; round++) {
      alone += await load(seconds);
      const stop = new AbortController();
      const before = await indexedSpans(server);
      const running = indexUntil(stop.signal, () => indexer.run(stop.signal));
      // Heard below; until then nobody listens, and the process would end with the server running.
      running.catch(() => {});
      beside += await load(seconds);
      stop.abort();
      await running;
      indexed += (await indexedSpans(server)) - before;
    }
    return {
      alone: Math.round(alone / rounds),
      besideIndexing: Math.round(beside / rounds),
      lostPercent: Math.round((1 - beside / alone) * 1000) / 10,
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
