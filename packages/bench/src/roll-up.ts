import type { Pool } from "@plumbline/db/pool";
import { createMetricsRollUp } from "@plumbline/span-store/metrics/roll-up-metrics";

const hourMs = 3_600_000;

/** Counts everything that is due, as the worker of a running installation would have by now: no worker runs beside a seeded folder. */
export async function rollUpWaiting(pool: Pool): Promise<number> {
  // Units are counted again after a while only; a clock that leaps spares the waiting.
  let now = Date.now();
  const rollUp = createMetricsRollUp(pool, () => now);
  let counted = 0;
  for (let idleRounds = 0; idleRounds < 2; ) {
    const units = await rollUp.run();
    counted += units;
    idleRounds = units === 0 ? idleRounds + 1 : 0;
    now += hourMs;
  }
  if (counted > 0) await pool.query("VACUUM (ANALYZE) metric, metric_error, metric_due");
  return counted;
}
