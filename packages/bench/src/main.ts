import { parseArgs } from "node:util";

/** `npm run bench -- NAME`: each measures one promise of the product and prints the conditions beside the figures. */
const benchmarks: Readonly<Record<string, { readonly summary: string; run(isJson: boolean): Promise<unknown> }>> = {
  ingest: {
    summary: "spans per second through HTTP, acknowledged after COMMIT; CPU and disk per span",
    run: async (isJson) => (await import("./ingest")).run({ isJson }),
  },
  list: {
    summary: "the trace list over a million traces, through the REST API",
    run: async (isJson) => (await import("./list")).run({ isJson }),
  },
  trace: {
    summary: "opening one trace of 10 to 50,000 spans, on the server's side",
    run: async (isJson) => (await import("./trace")).run({ isJson }),
  },
  start: {
    summary: "first and second start of the built product, and its memory when idle",
    run: async (isJson) => (await import("./start")).run({ isJson }),
  },
};

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
const [name = ""] = positionals;
const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;

if (benchmark === undefined) {
  console.error("npm run bench -- NAME [--json]\n");
  for (const [known, { summary }] of Object.entries(benchmarks)) console.error(`  ${known.padEnd(7)} ${summary}`);
  process.exitCode = 1;
} else {
  await benchmark.run(values.json);
}
