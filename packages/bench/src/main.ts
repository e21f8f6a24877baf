import { parseArgs } from "node:util";
import { NoFigure } from "./npm-start";

interface Options {
  readonly isJson: boolean;
  readonly isWarmOnly: boolean;
  readonly spans?: string;
  readonly days?: string;
  /** Folder of a seeded database. */
  readonly folder?: string;
}

interface Benchmark {
  readonly summary: string;
  run(options: Options): Promise<unknown>;
}

/** `npm run bench -- NAME`: each measures one promise of the product and prints the conditions beside the figures. */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  ingest: {
    summary: "spans per second through HTTP, acknowledged after COMMIT; CPU and disk per span",
    run: async (options) => (await import("./ingest")).run(options),
  },
  seed: {
    summary: "fills a database folder (--data) with --spans 1M or 10M over --days 7, for list and other reading",
    run: async (options) => (await import("./seed")).run(options),
  },
  list: {
    summary: "the trace list through the REST API: over --data if it was seeded, else over a million traces",
    run: async (options) => (await import("./list")).run(options),
  },
  search: {
    summary: "attributes and text over --data: the first page, the index's cost, and what indexing takes from ingest",
    run: async (options) => (await import("./search")).run(options),
  },
  overview: {
    summary: "charts and totals over 30 days from the roll-ups of 100 million spans, through the REST API",
    run: async (options) => (await import("./overview")).run(options),
  },
  trace: {
    summary: "opening one trace of 10 to 50,000 spans, on the server's side",
    run: async (options) => (await import("./trace")).run(options),
  },
  browser: {
    summary: "opening one trace of 10 to 50,000 spans in a real Chromium, by a click and by its address",
    run: async (options) => (await import("./browser")).run(options),
  },
  start: {
    summary: "from a fresh clone with empty caches to healthy, a second start, and the memory when idle",
    run: async (options) => (await import("./start")).run(options),
  },
};

const { values, positionals } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    "warm-only": { type: "boolean", default: false },
    spans: { type: "string" },
    days: { type: "string" },
    data: { type: "string" },
  },
  allowPositionals: true,
});
const [name = ""] = positionals;
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;

if (benchmark === undefined) {
  console.error("npm run bench -- NAME [--json]\n");
  for (const [known, { summary }] of Object.entries(benchmarks)) console.error(`  ${known.padEnd(8)} ${summary}`);
  console.error(
    "\n  --json       one JSON object per figure\n  --warm-only  start: this checkout as it is, no fresh clone\n  --data       folder of a seeded database; default: .plumbline-bench",
  );
  process.exitCode = 1;
} else {
  try {
    await benchmark.run({
      isJson: values.json,
      isWarmOnly: values["warm-only"],
      ...(values.spans === undefined ? {} : { spans: values.spans }),
      ...(values.days === undefined ? {} : { days: values.days }),
      ...(values.data === undefined ? {} : { folder: values.data }),
    });
  } catch (error) {
    if (!(error instanceof NoFigure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
