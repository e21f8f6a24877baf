import { cpus, loadavg, totalmem } from "node:os";
import { bestCodec } from "@plumbline/span-store/codec";
import { type BenchServer, startBenchServer } from "./bench-server";
import { canReadCpuTime, cpuSeconds, residentMiB, treeCpuSeconds } from "./cpu-time";
import { createLoadBodies, type LoadBody } from "./ingest-bodies";
import { percentile, runLoad } from "./load-client";

export interface IngestFigures {
  readonly name: string;
  readonly connections: number;
  readonly spansPerRequest: number;
  readonly bodyKiB: number;
  readonly ackedSpansPerSecond: number;
  /** Counted by a query after the load; equals what was acknowledged. */
  readonly visibleSpans: number;
  readonly ackedSpans: number;
  readonly refusedRequests: number;
  readonly ackMsP50: number;
  readonly ackMsP99: number;
  /** Undefined where the system does not tell. */
  readonly nodeCpuSecondsPerMillion?: number;
  readonly postgresCpuSecondsPerMillion?: number;
  readonly ingestResidentMiB?: number;
  readonly diskBytesPerSpan: number;
  /** The same by table and index, partitions put together. */
  readonly diskBytesPerSpanOf: Readonly<Record<string, number>>;
}

interface Scenario {
  readonly name: string;
  readonly connections: number;
  readonly spansPerRequest: number;
  readonly isGzip: boolean;
}

const scenarios: readonly Scenario[] = [
  { name: "plain, saturated", connections: 12, spansPerRequest: 512, isGzip: false },
  { name: "gzip, saturated", connections: 12, spansPerRequest: 512, isGzip: true },
  { name: "plain, one small sender", connections: 1, spansPerRequest: 64, isGzip: false },
];

export interface IngestBenchOptions {
  readonly seconds?: number;
  /** Only scenarios whose name contains this. */
  readonly only?: string;
  readonly isJson?: boolean;
}

/**
 * Measures ingest through HTTP, acknowledged after COMMIT: a real ingest process on a durable PostgreSQL of its own, the load
 * generator on the same machine. Prints a table with its conditions, or one JSON object per scenario.
 */
export async function run(options: IngestBenchOptions = {}): Promise<readonly IngestFigures[]> {
  const seconds = options.seconds ?? 12;
  const loadBefore = loadavg()[0] ?? 0;
  const figures: IngestFigures[] = [];
  for (const scenario of scenarios.filter(({ name }) => name.includes(options.only ?? ""))) {
    const server = await startBenchServer();
    try {
      figures.push(await measure(server, scenario, seconds));
    } finally {
      await server.stop();
    }
  }
  if (options.isJson) for (const figure of figures) console.log(JSON.stringify({ bench: "ingest", ...figure }));
  else print(figures, seconds, loadBefore);
  return figures;
}

const warmUpSeconds = 2;

async function measure(server: BenchServer, scenario: Scenario, seconds: number): Promise<IngestFigures> {
  const bodies = createLoadBodies({ bodies: 24, spansPerBody: scenario.spansPerRequest });
  const load = { url: server.url, key: server.key, bodies, ...scenario };
  const warmUp = await runLoad(load, warmUpSeconds);
  const nodeBefore = cpuOf(server.ingestPid, cpuSeconds);
  const postgresBefore = cpuOf(server.postgresPid, treeCpuSeconds);
  const result = await runLoad(load, seconds);
  const perMillion = (before: number | undefined, after: number | undefined) =>
    before === undefined || after === undefined ? undefined : ((after - before) / result.ackedSpans) * 1e6;
  const nodeCpu = perMillion(nodeBefore, cpuOf(server.ingestPid, cpuSeconds));
  const postgresCpu = perMillion(postgresBefore, cpuOf(server.postgresPid, treeCpuSeconds));
  const visible = await server.pool.query<{ count: bigint }>("SELECT count(*) FROM span");
  const visibleSpans = Number(visible.rows[0]?.count);
  const diskBytesPerSpanOf = await readBytesPerSpan(server.pool, visibleSpans);
  return {
    name: scenario.name,
    connections: scenario.connections,
    spansPerRequest: scenario.spansPerRequest,
    bodyKiB: averageKiB(bodies),
    ackedSpansPerSecond: Math.round(result.ackedSpans / result.seconds),
    visibleSpans,
    ackedSpans: warmUp.ackedSpans + result.ackedSpans,
    refusedRequests: warmUp.refused + result.refused,
    ackMsP50: percentile(result.latenciesMs, 0.5),
    ackMsP99: percentile(result.latenciesMs, 0.99),
    ...(nodeCpu === undefined ? {} : { nodeCpuSecondsPerMillion: nodeCpu }),
    ...(postgresCpu === undefined ? {} : { postgresCpuSecondsPerMillion: postgresCpu }),
    ...(canReadCpuTime ? { ingestResidentMiB: residentMiB(server.ingestPid) } : {}),
    diskBytesPerSpan: Object.values(diskBytesPerSpanOf).reduce((sum, bytes) => sum + bytes, 0),
    diskBytesPerSpanOf,
  };
}

/** Bytes per span of every table and index of spans; a partition counts for its parent, TOAST for its table. */
async function readBytesPerSpan(pool: BenchServer["pool"], spans: number): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ name: string; bytes: bigint }>(
    `SELECT regexp_replace(c.relname, '_p?[0-9]{8}|_default', '') || CASE WHEN c.relkind = 'r' THEN ' (rows)' ELSE '' END AS name,
       sum(pg_table_size(c.oid))::bigint AS bytes
     FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
     WHERE c.relkind IN ('r', 'i') AND c.relnamespace = 'public'::regnamespace
       AND coalesce(i.indrelid::regclass::text, c.relname) ~ '^(span|trace|trace_payload)(_|$)'
     GROUP BY 1 ORDER BY 2 DESC`,
  );
  return Object.fromEntries(rows.map(({ name, bytes }) => [name, Number(bytes) / spans]));
}

function cpuOf(pid: number, read: (pid: number) => number): number | undefined {
  return canReadCpuTime ? read(pid) : undefined;
}

function averageKiB(bodies: readonly LoadBody[]): number {
  return bodies.reduce((sum, body) => sum + body.bytes.length, 0) / bodies.length / 1024;
}

function print(figures: readonly IngestFigures[], seconds: number, loadBefore: number): void {
  const [cpu] = cpus();
  console.log(
    `Ingest, acknowledged after COMMIT. ${cpus().length} × ${cpu?.model ?? "unknown CPU"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, embedded PostgreSQL 18 with fsync, payload codec ${bestCodec}. RAG-shaped traces of 8 spans, all ids new. ${seconds} s per line after ${warmUpSeconds} s of warm-up, load generator on the same machine, whose load average was ${loadBefore.toFixed(1)} before: anything above 0.5 takes its share.`,
  );
  console.table(
    Object.fromEntries(
      figures.map((figure) => [
        figure.name,
        {
          "spans/s": figure.ackedSpansPerSecond,
          "visible = acked":
            figure.visibleSpans === figure.ackedSpans
              ? figure.visibleSpans
              : `NO: ${figure.visibleSpans} of ${figure.ackedSpans}`,
          "ack p50 ms": round(figure.ackMsP50),
          "ack p99 ms": round(figure.ackMsP99),
          "Node CPU s/M": round(figure.nodeCpuSecondsPerMillion),
          "PostgreSQL CPU s/M": round(figure.postgresCpuSecondsPerMillion),
          "disk B/span": Math.round(figure.diskBytesPerSpan),
          "body KiB": Math.round(figure.bodyKiB),
          "RSS MiB": round(figure.ingestResidentMiB),
          refused: figure.refusedRequests,
        },
      ]),
    ),
  );
  const [first] = figures;
  if (first === undefined) return;
  const parts = Object.entries(first.diskBytesPerSpanOf).filter(([, bytes]) => bytes >= 0.5);
  console.log(`Bytes per span on disk, "${first.name}":`);
  console.table(Object.fromEntries(parts.map(([name, bytes]) => [name, { "B/span": round(bytes) }])));
}

function round(value: number | undefined): number | string {
  return value === undefined ? "n/a" : Math.round(value * 10) / 10;
}
