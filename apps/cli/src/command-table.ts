import { bench } from "./commands/bench";
import { createApiKey } from "./commands/create-api-key";
import { demo } from "./commands/demo";
import { doctor } from "./commands/doctor";
import { migrateCommand } from "./commands/migrate";
import { signInLink } from "./commands/sign-in-link";
import { standIn } from "./commands/stand-in";
import { test } from "./commands/test";
import { up } from "./commands/up";

export interface Command {
  readonly summary: string;
  /** Resolves to the exit code; throws `Stop` with a sentence. */
  run(args: readonly string[]): Promise<number>;
}

export const commandTable: Readonly<Record<string, Command>> = {
  up: { summary: "Starts everything and keeps it running (npm start)", run: up },
  demo: { summary: "Sends varied traces to the running Plumbline and evaluates some (npm run demo)", run: demo },
  test: { summary: "Runs every check and test (npm test)", run: test },
  bench: { summary: "Measures speed and size: bench NAME [--json] (npm run bench -- NAME)", run: bench },
  migrate: { summary: "Brings the database of DATABASE_URL to this version", run: migrateCommand },
  "create-api-key": {
    summary: "Makes an API key: create-api-key NAME [--scopes ingest,read,evaluate,admin]",
    run: createApiKey,
  },
  "sign-in-link": { summary: "Makes a one-time sign-in link: sign-in-link [EMAIL]", run: signInLink },
  doctor: { summary: "Checks versions, ports, disk and database", run: doctor },
  "stand-in": { summary: "Runs the stand-in model alone (the launcher does it for you)", run: standIn },
  help: { summary: "Prints this list", run: help },
};

async function help(): Promise<number> {
  const width = Math.max(...Object.keys(commandTable).map((name) => name.length));
  console.log("npm run plumbline -- COMMAND\n");
  for (const [name, { summary }] of Object.entries(commandTable)) console.log(`  ${name.padEnd(width)}  ${summary}`);
  return 0;
}
