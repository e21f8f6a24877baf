import { randomBytes } from "node:crypto";
import { createAccess } from "@plumbline/access/create-access";
import { createTestApiKey, createTestProject, testConsoleUrl } from "@plumbline/access/testing";
import { newSecret } from "@plumbline/base/ids";
import { createLogger } from "@plumbline/base/log";
import { msPerDay } from "@plumbline/base/time";
import type { Pool } from "@plumbline/db/pool";
import { createPrismaClient } from "@plumbline/db/prisma";
import { createEvaluationWorld } from "@plumbline/evaluation/testing/evaluation-world";
import { createApi } from "@plumbline/public-api/create-api";
import { createMetricsReader } from "@plumbline/span-store/metrics/metrics-reader";
import { createModelPrices } from "@plumbline/span-store/prices/model-prices";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import { seedTraces } from "@plumbline/span-store/read/seed-traces";
import { benchFolderDefault, openBenchFolder, readSeedState, type SeedState } from "./bench-folder";
import { NoFigure } from "./npm-start";
import { machine, startReadDatabase, type Timing, timed } from "./trace-database";

export interface ListFigure extends Timing {
  readonly name: string;
  readonly path: string;
  /** Rows or buckets in the answer. */
  readonly items: number;
}

export interface ListBenchOptions {
  /** Rows of `trace` that are made where no folder was seeded; a trace has eight spans on average. */
  readonly traces?: number;
  readonly isJson?: boolean;
  /** A folder that `bench seed` filled. */
  readonly folder?: string;
}

const where = (text: string) => `&q=${encodeURIComponent(text)}`;

/** First pages of 50; the numbered ones are the twelve combinations that the product promises a time for. */
const lists: readonly (readonly [name: string, query: string])[] = [
  ["1 time only", ""],
  ["2 application", where("application = app-0")],
  ["3 errors", where("status = error")],
  ["4 errors of an application", where("application = app-11 status = error")],
  ["5 model", where("model = gpt-4o")],
  ["5 a rare model", where("model = rare-model")],
  ["6 span name", where("span = retrieve")],
  ["6 a rare span name", where("span = rare-span")],
  ["7 user", where("user = user-77")],
  ["8 session", where("session = session-777")],
  ["9 slower than 2 s, common", where("duration > 2s")],
  ["9 slower than 10 s, one in 2,000", where("duration > 10s")],
  ["10 more than 10 k tokens", where("tokens > 10k")],
  ["11 evaluation state", where("evaluation = failed")],
  ["11 correctness < 0.5", where("score.correctness < 0.5")],
  ["12 application, slower than 2 s", where("application = app-5 duration > 2s")],
  ["12 application, slower than 10 s", where("application = app-5 duration > 10s")],
  ["dearer than $ 0.02", where("cost > 0.02")],
  ["a small application", where("application = app-11")],
  ["errors or incomplete", where("status in (error, incomplete)")],
  ["running", where("status = running")],
  ["one span name in 400", where("span = tool-17")],
  ["trace id, 6 digits", where("trace = abcdef")],
  ["failed or partly, with errors", where("evaluation in (failed, partly) status = error")],
  ["slowest", "&sort=-duration"],
  ["most tokens", "&sort=-tokens"],
  ["dearest", "&sort=-cost"],
  ["slowest of an application", `&sort=-duration${where("application = app-5")}`],
];

interface Source {
  readonly get: Get;
  readonly traces: number;
  readonly from: Date;
  readonly to: Date;
  /** Made by SQL, rows have no spans and no contents. */
  readonly hasSpans: boolean;
  stop(): Promise<void>;
}

/**
 * Measures lists and overviews in the API: from the Request, with an API key that is looked up, to the JSON text of the
 * answer; the HTTP server and the network are left out. Lists show 50 of the whole range.
 */
export async function run(options: ListBenchOptions = {}): Promise<readonly ListFigure[]> {
  const source = await openSource(options);
  try {
    const { get, traces } = source;
    const range = `from=${source.from.toISOString()}&to=${source.to.toISOString()}`;
    const figures: ListFigure[] = [];
    for (const [name, text] of lists) figures.push(await measure(get, name, `traces?${range}&limit=50${text}`, 200));
    figures.push(await measure(get, "newest, 20th page", await twentiethPage(get, range), 200));
    for (const [name, path] of overviewsOf(source)) figures.push(await measure(get, name, path, 20));
    if (options.isJson) for (const figure of figures) console.log(JSON.stringify({ bench: "list", traces, ...figure }));
    else print(figures, source);
    return figures;
  } finally {
    await source.stop();
  }
}

function overviewsOf({ from, to, hasSpans }: Source): readonly (readonly [name: string, path: string])[] {
  const range = `from=${from.toISOString()}&to=${to.toISOString()}`;
  const last = (days: number) =>
    `from=${new Date(to.getTime() - days * msPerDay).toISOString()}&to=${to.toISOString()}`;
  const spans: readonly (readonly [string, string])[] = [
    ["has a slow retriever", `traces?${range}${where("has(kind = RETRIEVER duration > 80ms)")}`],
    ["two attributes as columns", `traces?${range}&columns=attributes.input.value,attributes.llm.provider`],
  ];
  return [
    ["facets", `traces/facets?${range}&fields=application,status,model,evaluation,name,environment`],
    ["facets of slow ones", `traces/facets?${range}&fields=application,status,model${where("duration > 10s")}`],
    ...(hasSpans ? spans : []),
    ["pulse, 1 hour", `traces/pulse?${last(1 / 24)}`],
    ["pulse, 1 day", `traces/pulse?${last(1)}`],
    ["pulse, whole range", `traces/pulse?${range}`],
    ["applications, 1 day", `applications?${last(1)}`],
    ["applications, whole range", `applications?${range}`],
    ["span names", `span-names?${range}`],
    ["freshness", "freshness"],
  ];
}

type Get = (path: string) => Promise<string>;

async function openSource(options: ListBenchOptions): Promise<Source> {
  const folder = options.folder ?? benchFolderDefault;
  const seeded = await readSeedState(folder);
  if (seeded?.isDone) return openSeeded(folder, seeded);
  if (options.folder !== undefined) {
    throw new NoFigure(`${folder} has not been seeded whole. Run \`npm run bench -- seed --data ${folder}\` first.`);
  }
  const traces = options.traces ?? 1_000_000;
  const to = new Date("2026-11-22T00:00:01Z");
  const database = await startReadDatabase();
  const projectId = await createTestProject(database.pool);
  await seedTraces(database.pool, { projectId, traces, until: new Date("2026-11-22T00:00:00Z"), days: 30 });
  const { key } = await createTestApiKey(database.pool, projectId, ["read"]);
  return {
    get: await apiOf(database.pool, key),
    traces,
    from: new Date(to.getTime() - 30 * msPerDay),
    to,
    hasSpans: false,
    stop: () => database.stop(),
  };
}

async function openSeeded(folder: string, { spans, from, to, key }: SeedState): Promise<Source> {
  const database = await openBenchFolder(folder, 4);
  return {
    get: await apiOf(database.pool, key),
    traces: Math.round(spans / 8),
    from: new Date(from),
    to: new Date(to),
    hasSpans: true,
    stop: () => database.stop(),
  };
}

async function apiOf(pool: Pool, key: string): Promise<Get> {
  const access = createAccess({
    pool,
    prisma: createPrismaClient(pool),
    masterKey: randomBytes(32),
    authSecret: newSecret(),
    consoleUrl: testConsoleUrl,
  });
  const { service: evaluation } = await createEvaluationWorld(pool);
  const api = createApi({
    access,
    spans: createSpanReader({ pool }),
    metrics: createMetricsReader({ pool }),
    prices: createModelPrices({ pool }),
    evaluation,
    consoleUrl: testConsoleUrl,
    logger: createLogger("bench", "silent"),
  });
  return async (path) => {
    const response = await api.request(`/api/v1/${path}`, { headers: { authorization: `Bearer ${key}` } });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text}`);
    return text;
  };
}

async function measure(get: Get, name: string, path: string, runs: number): Promise<ListFigure> {
  const answer = JSON.parse(await get(path)) as { items?: unknown[]; buckets?: unknown[]; facets?: unknown[] };
  const items = (answer.items ?? answer.buckets ?? answer.facets ?? []).length;
  return { name, path, items, ...(await timed(runs, () => get(path))) };
}

async function twentiethPage(get: Get, range: string): Promise<string> {
  let path = `traces?${range}&limit=50`;
  for (let page = 1; page < 20; page++) {
    const { nextCursor } = JSON.parse(await get(path)) as { nextCursor: string };
    path = `traces?${range}&limit=50&cursor=${nextCursor}`;
  }
  return path;
}

function print(figures: readonly ListFigure[], { traces, from, to }: Source): void {
  const days = Math.round((to.getTime() - from.getTime()) / msPerDay);
  console.log(
    `Lists and overviews in the API, from Request to JSON text. ${machine()}. ${traces.toLocaleString("en")} traces over ${days} days, warm cache, one request at a time.`,
  );
  console.table(
    Object.fromEntries(
      figures.map(({ name, items, msMin, msP50, msP95 }) => [
        name,
        { items, "ms min": msMin, "ms p50": msP50, "ms p95": msP95 },
      ]),
    ),
  );
}
