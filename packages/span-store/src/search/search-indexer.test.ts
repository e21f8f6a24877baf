import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import type { Query } from "@plumbline/query/query";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { listTraces } from "../read/list-traces";
import { storeOtlpJson } from "../testing";
import { indexProject } from "./index-project";
import { createInlineIndexer, createThreadIndexer } from "./search-indexer";
import { createRandomSpans } from "./testing-random-traces";

const database = await useTestDatabase();
const baseMs = Date.UTC(2026, 10, 20, 12);
const range = { from: new Date(baseMs), to: new Date(baseMs + 3_600_000) };
const atOnce = { segmentSpans: 10, waitMsMax: 0, settleMs: 0 };

async function storeTraces(projectId: ProjectId, traces: number, text = "needle"): Promise<void> {
  const random = createRandomSpans(3, baseMs);
  for (let trace = 0; trace < traces; trace++) {
    const span = random.span(trace, 0);
    const spans = [{ ...span, attributes: [{ key: "input.value", value: { stringValue: `${text} ${trace}` } }] }];
    await storeOtlpJson(database.pool, projectId, {
      resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }],
    });
  }
}

async function indexed(projectId: string): Promise<{ segments: number; spans: number }> {
  const { rows } = await database.pool.query(
    "SELECT count(*)::integer AS segments, coalesce(sum(span_count), 0)::integer AS spans FROM search_segment WHERE project_id = $1",
    [projectId],
  );
  return rows[0];
}

const needle: Query = { type: "text", text: "needle" };
const running = () => new AbortController().signal;

test("a run indexes every project that has enough, and a second one finds nothing to do", async () => {
  const [large, small] = [newUuid() as ProjectId, newUuid() as ProjectId];
  await storeTraces(large, 25);
  await storeTraces(small, 3);
  const indexer = createInlineIndexer(database.pool, { segmentSpans: 10, settleMs: 0 });
  expect(await indexer.run(running())).toEqual({ spans: 25, segments: 3 });
  expect(await indexer.run(running())).toEqual({ spans: 0, segments: 0 });
  expect(await indexed(small)).toEqual({ segments: 0, spans: 0 });
  const page = await listTraces(database.pool, small, { ...range, query: needle, limit: 10 });
  expect(page.items).toHaveLength(3);
});

test("two indexers at once do not index the same traces twice", async () => {
  const projectId = newUuid() as ProjectId;
  await storeTraces(projectId, 30);
  const results = await Promise.all([1, 2, 3].map(() => indexProject(database.pool, projectId, atOnce)));
  expect(results.map(({ spans }) => spans).sort()).toEqual([0, 0, 30]);
  expect(await indexed(projectId)).toEqual({ segments: 3, spans: 30 });
});

test("a run that is stopped in the middle stores nothing of its batch, and the next one does all of it", async () => {
  const projectId = newUuid() as ProjectId;
  await storeTraces(projectId, 30);
  let chunks = 0;
  const stopped = indexProject(database.pool, projectId, {
    ...atOnce,
    pause: async () => {
      chunks += 1;
      if (chunks > 15) throw new Error("stop");
    },
  });
  await expect(stopped).rejects.toThrow("stop");
  expect(await indexed(projectId)).toEqual({ segments: 0, spans: 0 });
  const abort = new AbortController();
  abort.abort();
  expect(await createInlineIndexer(database.pool, atOnce).run(abort.signal)).toEqual({ spans: 0, segments: 0 });
  await createInlineIndexer(database.pool, atOnce).run(running());
  expect(await indexed(projectId)).toEqual({ segments: 3, spans: 30 });
});

test("the watermark stays behind every transaction that is still open", async () => {
  const projectId = newUuid() as ProjectId;
  await storeTraces(projectId, 12);
  const client = await database.pool.connect();
  await client.query("BEGIN");
  const { rows: began } = await client.query<{ now: string }>("SELECT now()::text AS now");
  await storeTraces(projectId, 24);
  // What that transaction writes will have been received when it began.
  await indexProject(database.pool, projectId, atOnce);
  const { rows } = await database.pool.query(
    "SELECT indexed_through < $2::timestamptz AS is_behind FROM search_state WHERE project_id = $1",
    [projectId, began[0]?.now],
  );
  expect(rows).toEqual([{ is_behind: true }]);
  await client.query("ROLLBACK");
  client.release();
  await indexProject(database.pool, projectId, atOnce);
  expect(await indexed(projectId)).toEqual({ segments: 4, spans: 24 });
});

test("observed attribute paths are remembered with their types and some values", async () => {
  const projectId = newUuid() as ProjectId;
  await storeTraces(projectId, 30);
  await indexProject(database.pool, projectId, atOnce);
  const { rows } = await database.pool.query(
    "SELECT path, types, cardinality(samples) AS samples FROM attribute_key WHERE project_id = $1",
    [projectId],
  );
  expect(rows).toEqual([{ path: "attributes.input.value", types: ["string"], samples: 20 }]);
});

test("a thread indexes at the request of the process that holds it, and ends at its word", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "plumbline-index-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, "thread.mjs");
  await build({
    stdin: {
      contents: `import { workerData } from "node:worker_threads";
import { createPool } from "@plumbline/db/pool";
import { serveIndexing } from "./search-indexer";
serveIndexing(createPool({ url: workerData, applicationName: "test", max: 2 }));`,
      resolveDir: path.dirname(fileURLToPath(import.meta.url)),
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["pg-native"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  const projectId = newUuid() as ProjectId;
  await storeTraces(projectId, 3);
  // Ten minutes old, so that a thread with its own settings finds that they have waited long enough.
  await database.pool.query("UPDATE trace SET last_received_at = now() - interval '11 minutes' WHERE project_id = $1", [
    projectId,
  ]);
  const indexer = createThreadIndexer(database.pool, pathToFileURL(outfile), database.url);
  const run = await indexer.run(running());
  expect(run.spans).toBeGreaterThanOrEqual(3);
  expect(await indexed(projectId)).toEqual({ segments: 1, spans: 3 });
  await database.pool.query("DELETE FROM search_state WHERE project_id = $1", [projectId]);
  const abort = new AbortController();
  const stopped = indexer.run(abort.signal);
  abort.abort();
  expect(await stopped).toEqual({ spans: 0, segments: 0 });
  await indexer.close();
});
