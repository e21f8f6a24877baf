import { MigrationError, migrate } from "@plumbline/db/migrate";
import { Stop } from "../stop";
import { withDatabase } from "./with-database";

/** For installations that roll out by hand: `npm start` migrates by itself. */
export async function migrateCommand(): Promise<number> {
  const applied = await withDatabase(async ({ pool }) => {
    try {
      return await migrate(pool);
    } catch (error) {
      if (error instanceof MigrationError) throw new Stop(error.message, { cause: error });
      throw error;
    }
  });
  for (const name of applied) console.log(`Applied ${name}`);
  if (applied.length === 0) console.log("The database is up to date.");
  return 0;
}
