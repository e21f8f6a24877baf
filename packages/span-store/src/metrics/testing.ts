import type { Pool } from "@plumbline/db/pool";
import { createMetricsRollUp } from "./roll-up-metrics";

/** Counts everything that is due, hours and days too: those wait for minutes, so the clock goes on by a day each round. */
export async function rollUpEverything(pool: Pool): Promise<void> {
  let time = Date.now();
  for (let round = 0; round < 4; round++) {
    time += 86_400_000;
    const rollUp = createMetricsRollUp(pool, () => time);
    while ((await rollUp.run()) > 0);
  }
}
