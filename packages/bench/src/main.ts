import { type Options, optionLines, readArguments } from "./arguments";
import { NoFigure } from "./npm-start";

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
    summary: "opening and scrolling traces of 10 to 50,000 spans and a value of 10 MB in a real Chromium",
    run: async (options) => (await import("./browser")).run(options),
  },
  start: {
    summary: "from a fresh clone with empty caches to healthy, a second start, and the memory when idle",
    run: async (options) => (await import("./start")).run(options),
  },
};

function list(): string {
  const width = Math.max(...Object.keys(benchmarks).map((name) => name.length));
  const lines = Object.entries(benchmarks).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return ["npm run bench -- NAME [OPTIONS]", "", ...lines, "", optionLines].join("\n");
}

const given = readArguments(process.argv.slice(2), Object.keys(benchmarks));

if (given.kind === "help") {
  console.log(list());
} else if (given.kind === "wrong") {
  console.error(`${given.sentence} \`npm run bench -- --help\` lists benchmarks and options.`);
  process.exitCode = 1;
} else {
  try {
    await benchmarks[given.name]?.run(given.options);
  } catch (error) {
    if (!(error instanceof NoFigure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
