import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { createTestProject, testGrant } from "@plumbline/access/testing";
import type { ProjectId, TraceId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { encodeSpanColumns } from "@plumbline/public-api/span-columns";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import { storeOtlpJson } from "@plumbline/span-store/testing";
import { agentSpanId, agentTraceRequest } from "./agent-trace";
import { machine, startReadDatabase, type Timing, timed } from "./trace-database";

export interface TraceFigures {
  readonly spans: number;
  /** The span rows as the store answers them. */
  readonly getTrace: Timing;
  /** From the request of the tree to its JSON text. */
  readonly tree: Timing;
  readonly treeKiB: number;
  readonly treeGzipKiB: number;
  /** One span with its content, anywhere in the trace. */
  readonly getSpan: Timing;
}

const sizes = [10, 1_000, 10_000, 50_000];
const spansPerFlush = 512;

/** Measures opening one trace of 10 to 50,000 spans of about 2 kB, on the server's side. */
export async function run({ isJson = false }: { readonly isJson?: boolean } = {}): Promise<readonly TraceFigures[]> {
  const database = await startReadDatabase();
  try {
    const projectId = await createTestProject(database.pool, "Benchmark");
    const figures: TraceFigures[] = [];
    for (const spans of sizes) figures.push(await measure(database.pool, projectId, spans));
    if (isJson) for (const figure of figures) console.log(JSON.stringify({ bench: "trace", ...figure }));
    else print(figures);
    return figures;
  } finally {
    await database.stop();
  }
}

async function measure(pool: Pool, projectId: ProjectId, spans: number): Promise<TraceFigures> {
  const traceId = await storeTrace(pool, projectId, spans);
  const reader = createSpanReader({ pool });
  const grant = testGrant("trace:read", projectId);
  const runs = spans >= 10_000 ? 20 : 100;
  const tree = async () => {
    const detail = await reader.getTrace(grant, traceId);
    return JSON.stringify(encodeSpanColumns(detail.spans));
  };
  const text = await tree();
  return {
    spans,
    getTrace: await timed(runs, () => reader.getTrace(grant, traceId)),
    tree: await timed(runs, tree),
    treeKiB: Math.round(text.length / 1024),
    treeGzipKiB: Math.round(gzipSync(text, { level: 1 }).length / 1024),
    getSpan: await timed(runs, (run) => reader.getSpan(grant, traceId, agentSpanId((run * 7919) % spans))),
  };
}

/** Through the real writer, as an exporter's batches would bring it. */
async function storeTrace(pool: Pool, projectId: ProjectId, spans: number): Promise<TraceId> {
  const traceId = randomBytes(16).toString("hex") as TraceId;
  const startNano = BigInt(Date.now() - 3_600_000) * 1_000_000n;
  for (let first = 0; first < spans; first += spansPerFlush) {
    const count = Math.min(spansPerFlush, spans - first);
    await storeOtlpJson(pool, projectId, agentTraceRequest({ traceId, total: spans, startNano }, first, count));
  }
  await pool.query("ANALYZE span; ANALYZE trace; ANALYZE trace_payload");
  return traceId;
}

function print(figures: readonly TraceFigures[]): void {
  console.log(
    `Opening one trace, server side. ${machine()}. Spans of about 2 kB, stored in batches of ${spansPerFlush}.`,
  );
  const show = ({ msMin, msP50, msP95 }: Timing) => `${msMin} / ${msP50} / ${msP95}`;
  console.table(
    Object.fromEntries(
      figures.map((figure) => [
        `${figure.spans} spans`,
        {
          "getTrace ms min/p50/p95": show(figure.getTrace),
          "tree JSON ms min/p50/p95": show(figure.tree),
          "tree KiB": figure.treeKiB,
          "gzip KiB": figure.treeGzipKiB,
          "getSpan ms min/p50/p95": show(figure.getSpan),
        },
      ]),
    ),
  );
}
