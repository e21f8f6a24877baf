import { commandTable } from "./command-table";
import { Stop } from "./stop";

const [name = "help", ...args] = process.argv.slice(2);
const command = Object.hasOwn(commandTable, name) ? commandTable[name] : undefined;

try {
  if (command === undefined) throw new Stop(`There is no command ${name}. \`npm run plumbline -- help\` lists them.`);
  process.exit(await command.run(args));
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(error.message);
  process.exit(error.exitCode);
}
