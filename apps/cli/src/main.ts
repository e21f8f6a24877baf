import { commandTable } from "./command-table";
import { Stop } from "./stop";

const [first = "help", ...args] = process.argv.slice(2);
const name = first === "--help" || first === "-h" ? "help" : first;
const command = Object.hasOwn(commandTable, name) ? commandTable[name] : undefined;

try {
  if (command === undefined) throw new Stop(`There is no command ${name}. \`npm run plumbline -- help\` lists them.`);
  process.exit(await command.run(args));
} catch (error) {
  console.error(error instanceof Stop ? error.message : describeUnexpected(error));
  process.exit(error instanceof Stop ? error.exitCode : 1);
}

/** Never a stack trace alone: what happened comes first, the trace is for the report. */
function describeUnexpected(error: unknown): string {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return `Plumbline stopped because of something it did not expect: ${message}\nThis is a mistake in Plumbline; please report it with what follows.\n\n${stack}`;
}
