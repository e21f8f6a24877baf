import { createTestAccess, createTestApiKey, testConsoleUrl } from "@plumbline/access/testing";
import { createLogger } from "@plumbline/base/log";
import { createEvaluationWorld } from "@plumbline/evaluation/testing/evaluation-world";
import { createApi } from "@plumbline/public-api/create-api";
import { createMetricsReader } from "@plumbline/span-store/metrics/metrics-reader";
import { seedMetrics } from "@plumbline/span-store/metrics/seed-metrics";
import { createModelPrices } from "@plumbline/span-store/prices/model-prices";
import { createSpanReader } from "@plumbline/span-store/read/create-span-reader";
import { describeConditions, readConditions } from "./conditions";
import { type ReadDatabase, startReadDatabase, type Timing, timed } from "./trace-database";

export interface OverviewFigure extends Timing {
  readonly name: string;
  readonly path: string;
  readonly answerKiB: number;
}

export interface OverviewBenchOptions {
  readonly isJson?: boolean;
}

const until = new Date("2026-11-22T00:00:00Z");
const spans = 100_000_000;
const month = "from=2026-10-23T00:00:00Z&to=2026-11-22T00:00:00Z";
const oddMonth = "from=2026-10-23T07:13:21Z&to=2026-11-21T17:42:09Z";
const day = "from=2026-11-21T00:00:00Z&to=2026-11-22T00:00:00Z";

const reads: readonly (readonly [name: string, path: string])[] = [
  ["by application, 30 days, every measure", `metrics/timeseries?${month}&by=application`],
  ["by model, 30 days, every measure", `metrics/timeseries?${month}&by=model`],
  ["by span name, 30 days, every measure", `metrics/timeseries?${month}&by=spanName`],
  ["by span name of one application, 30 days", `metrics/timeseries?${month}&by=spanName&application=app-3`],
  ["by application, 30 days that begin at odd times", `metrics/timeseries?${oddMonth}&by=application`],
  ["requests of everything, 30 days", `metrics/timeseries?${month}&measures=requests,errors,p95Ms`],
  ["summary, 30 days and the 30 before", `metrics/summary?${month}`],
  ["slowest spans, 30 days", `metrics/slowest-spans?${month}`],
  ["error groups, 30 days", `metrics/error-groups?${month}`],
  [
    "usual durations of 5 names",
    "metrics/usual-durations?names=span-1&names=span-2&names=span-3&names=span-4&names=span-5",
  ],
  ["applications, 30 days", `applications?${month}`],
  ["pulse of the list, 30 days", `traces/pulse?${month}`],
  ["by application, 1 day, every measure", `metrics/timeseries?${day}&by=application`],
  ["by span name, 1 day, every measure", `metrics/timeseries?${day}&by=spanName`],
  ["applications, 1 day", `applications?${day}`],
];

/** What the overview asks for at once. */
const page = [
  `metrics/summary?${month}`,
  `metrics/timeseries?${month}`,
  `metrics/timeseries?${month}&by=application&measures=requests,errors,cost`,
  `metrics/slowest-spans?${month}`,
  `metrics/error-groups?${month}`,
];

/**
 * Measures the overview in the API over the roll-ups of 100 million spans: from the Request, with an API key that is looked
 * up, to the JSON text; the HTTP server and the network are left out.
 */
export async function run(options: OverviewBenchOptions = {}): Promise<readonly OverviewFigure[]> {
  const conditions = readConditions();
  const database = await startReadDatabase();
  try {
    const get = await prepare(database);
    const figures: OverviewFigure[] = [];
    for (const [name, path] of reads) {
      const { length } = await get(path);
      figures.push({ name, path, answerKiB: Math.round(length / 1024), ...(await timed(20, () => get(path))) });
    }
    const all = () => Promise.all(page.map(get));
    const length = (await all()).join("").length;
    figures.push({
      name: `the page: ${page.length} requests at once, 30 days`,
      path: page.join(" "),
      answerKiB: Math.round(length / 1024),
      ...(await timed(20, all)),
    });
    const { rows } = await database.pool.query<{ rows: number; mb: number }>(
      "SELECT count(*)::float8 AS rows, pg_total_relation_size('metric') / 1e6::float8 AS mb FROM metric",
    );
    if (options.isJson) for (const figure of figures) console.log(JSON.stringify({ bench: "overview", ...figure }));
    else {
      console.log(
        `The overview in the API, from Request to JSON text, over roll-ups of ${spans.toLocaleString("en")} spans in 30 days (${rows[0]?.rows.toLocaleString("en")} rows, ${Math.round(rows[0]?.mb ?? 0)} MB). ${describeConditions(conditions)}. Warm cache.`,
      );
      console.table(
        Object.fromEntries(
          figures.map(({ name, answerKiB, msMin, msP50, msP95 }) => [
            name,
            { KiB: answerKiB, "ms min": msMin, "ms p50": msP50, "ms p95": msP95 },
          ]),
        ),
      );
    }
    return figures;
  } finally {
    await database.stop();
  }
}

async function prepare({ pool }: ReadDatabase): Promise<(path: string) => Promise<string>> {
  const { access, project } = await createTestAccess({ pool });
  await seedMetrics(pool, { projectId: project.id, until, days: 30, spans });
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
