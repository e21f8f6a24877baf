import { createTestAccess, createTestApiKey, testConsoleUrl } from "@plumbline/access/testing";
import { createLogger } from "@plumbline/base/log";
import { createEvaluationWorld } from "@plumbline/evaluation/testing/evaluation-world";
import { createApi } from "@plumbline/public-api/create-api";
import { createMetricsReader } from "@plumbline/span-store/metrics/metrics-reader";
import { createModelPrices } from "@plumbline/span-store/prices/model-prices";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import { seedTraces } from "@plumbline/span-store/read/seed-traces";
import { machine, type ReadDatabase, startReadDatabase, type Timing, timed } from "./trace-database";

export interface ListFigure extends Timing {
  readonly name: string;
  readonly path: string;
  /** Rows or buckets in the answer. */
  readonly items: number;
}

export interface ListBenchOptions {
  /** Rows of `trace`; a trace has eight spans on average. */
  readonly traces?: number;
  readonly isJson?: boolean;
}

const until = new Date("2026-11-22T00:00:00Z");
const month = "from=2026-10-23T00:00:00Z&to=2026-11-22T00:00:01Z";
const day = "from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:01Z";
const hour = "from=2026-11-21T23:00:00Z&to=2026-11-22T00:00:01Z";

const lists: readonly (readonly [name: string, query: string])[] = [
  ["newest", ""],
  ["one application", "&application=app-0"],
  ["a small application", "&application=app-11"],
  ["errors", "&status=error"],
  ["errors of a small application", "&status=error&application=app-11"],
  ["errors or incomplete", "&status=error,incomplete"],
  ["running", "&status=running"],
  ["a common span name", "&name=retrieve"],
  ["a rare span name", "&name=rare-span"],
  ["one span name in 400", "&name=tool-17"],
  ["trace id, 6 digits", "&traceId=abcdef"],
  ["one session", "&sessionId=session-777"],
  ["one user", "&userId=user-77"],
  ["evaluations that failed", "&evaluation=failed"],
  ["failed or partly, with errors", "&evaluation=failed,partly&status=error"],
];

const overviews: readonly (readonly [name: string, path: string])[] = [
  ["pulse, 1 hour", `traces/pulse?${hour}`],
  ["pulse, 1 day", `traces/pulse?${day}`],
  ["pulse, 30 days", `traces/pulse?${month}`],
  ["applications, 1 day", `applications?${day}`],
  ["applications, 30 days", `applications?${month}`],
  ["span names, 30 days", `span-names?${month}`],
  ["freshness", "freshness"],
];

/**
 * Measures lists and overviews in the API: from the Request, with an API key that is looked up, to the JSON text of the
 * answer; the HTTP server and the network are left out. Lists show 50 of 30 days.
 */
export async function run(options: ListBenchOptions = {}): Promise<readonly ListFigure[]> {
  const traces = options.traces ?? 1_000_000;
  const database = await startReadDatabase();
  try {
    const get = await prepare(database, traces);
    const figures: ListFigure[] = [];
    for (const [name, query] of lists) figures.push(await measure(get, name, `traces?${month}&limit=50${query}`, 200));
    figures.push(await measure(get, "newest, 20th page", await twentiethPage(get), 200));
    for (const [name, path] of overviews) figures.push(await measure(get, name, path, 20));
    if (options.isJson) for (const figure of figures) console.log(JSON.stringify({ bench: "list", traces, ...figure }));
    else print(figures, traces);
    return figures;
  } finally {
    await database.stop();
  }
}

type Get = (path: string) => Promise<string>;

async function prepare({ pool }: ReadDatabase, traces: number): Promise<Get> {
  const { access, project } = await createTestAccess({ pool });
  await seedTraces(pool, { projectId: project.id, traces, until, days: 30 });
  const { key } = await createTestApiKey(pool, project.id, ["read"]);
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
  const answer = JSON.parse(await get(path)) as { items?: unknown[]; buckets?: unknown[] };
  return { name, path, items: (answer.items ?? answer.buckets ?? []).length, ...(await timed(runs, () => get(path))) };
}

async function twentiethPage(get: Get): Promise<string> {
  let path = `traces?${month}&limit=50`;
  for (let page = 1; page < 20; page++) {
    const { nextCursor } = JSON.parse(await get(path)) as { nextCursor: string };
    path = `traces?${month}&limit=50&cursor=${nextCursor}`;
  }
  return path;
}

function print(figures: readonly ListFigure[], traces: number): void {
  console.log(
    `Lists and overviews in the API, from Request to JSON text. ${machine()}. ${traces.toLocaleString("en")} traces over 30 days, warm cache, one request at a time.`,
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
