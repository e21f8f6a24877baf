export interface Command {
  readonly summary: string;
  /** Resolves to the exit code; throws `Stop` with a sentence. */
  run(args: readonly string[]): Promise<number>;
}

/** Commands are loaded when they are asked for: most need a part of the program only. */
export const commandTable: Readonly<Record<string, Command>> = {
  up: {
    summary: "Starts everything and keeps it running (npm start)",
    run: async () => (await import("./commands/up")).up(),
  },
  demo: {
    summary: "Sends varied traces to the running Plumbline and evaluates some (npm run demo)",
    run: async (args) => (await import("./commands/demo")).demo(args),
  },
  test: {
    summary: "Runs every check and test (npm test)",
    run: async () => (await import("./commands/test")).test(),
  },
  bench: {
    summary: "Measures speed and size: bench NAME [--json] (npm run bench -- NAME)",
    run: async (args) => (await import("./commands/bench")).bench(args),
  },
  "judge-bench": {
    summary: "Measures how a model judges (npm run judge:bench -- --endpoint URL --model NAME)",
    run: async (args) => (await import("./commands/bench")).judgeBench(args),
  },
  migrate: {
    summary: "Brings the database of DATABASE_URL to this version",
    run: async () => (await import("./commands/migrate")).migrateCommand(),
  },
  "create-api-key": {
    summary: "Makes an API key: create-api-key NAME [--scopes ingest,read,evaluate,admin]",
    run: async (args) => (await import("./commands/create-api-key")).createApiKey(args),
  },
  "sign-in-link": {
    summary: "Makes a one-time sign-in link: sign-in-link [EMAIL]",
    run: async (args) => (await import("./commands/sign-in-link")).signInLink(args),
  },
  doctor: {
    summary: "Checks versions, ports, disk and database",
    run: async () => (await import("./commands/doctor")).doctor(),
  },
  "stand-in": {
    summary: "Runs the stand-in model alone (the launcher does it for you)",
    run: async () => (await import("./commands/stand-in")).standIn(),
  },
  help: { summary: "Prints this list", run: help },
};

async function help(): Promise<number> {
  const width = Math.max(...Object.keys(commandTable).map((name) => name.length));
  console.log("npm run plumbline -- COMMAND\n");
  for (const [name, { summary }] of Object.entries(commandTable)) console.log(`  ${name.padEnd(width)}  ${summary}`);
  return 0;
}
