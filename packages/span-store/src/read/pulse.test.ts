import { newUuid } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import type { Query } from "@plumbline/query/query";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rollUpEverything } from "../metrics/testing";
import { readPulse } from "./pulse";
import { seedTraces } from "./seed-traces";
import { insertTrace } from "./test-rows";

const { pool } = await useTestDatabase();

/** True of every trace, so that the traces themselves are counted and no roll-up is asked. */
const anyTrace: Query = {
  type: "not",
  item: { type: "clause", field: "trace", operator: "=", values: ["f".repeat(32)] },
};
const minute = 60_000;
const hour = 60 * minute;

/** Two days of traces that end now; some of the minutes are counted, and some have changed since. */
async function seed() {
  const projectId = newUuid();
  const nowMs = Date.now();
  await seedTraces(pool, { projectId, traces: 3_000, until: new Date(nowMs - 90 * minute), days: 2 });
  await rollUpEverything(pool);
  for (let index = 0; index < 60; index++) {
    const startMs = nowMs - index * index * 45_000;
    await insertTrace(pool, projectId, {
      start_time: new Date(startMs).toISOString(),
      end_time: new Date(startMs + 1_000).toISOString(),
      status: index % 7 === 0 ? 2 : 0,
    });
  }
  return { projectId, nowMs };
}

test("the strip from roll-ups holds what the traces say, in every bar up to its last", async () => {
  const { projectId, nowMs } = await seed();
  const lengths = [5, 15, 60, 180, 360, 1_440, 2 * 1_440, 7 * 1_440, 30 * 1_440].map((minutes) => minutes * minute);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...lengths),
      fc.constantFrom(0, 0, -17_321, minute, -3 * hour - 1, 10 * hour),
      async (lengthMs, endShiftMs) => {
        const to = new Date(nowMs + endShiftMs);
        const range = { from: new Date(to.getTime() - lengthMs), to };
        const rolled = await readPulse(pool, projectId, range);
        const counted = await readPulse(pool, projectId, { ...range, query: anyTrace });
        expect(rolled.stepMs).toBe(counted.stepMs);
        const bars = ({ buckets }: typeof rolled) =>
          buckets.map(({ startTime, traces, errors }) => ({ startTime, traces, errors }));
        expect(bars(rolled)).toEqual(bars(counted));
        expect(rolled.total).toMatchObject({ traces: counted.total.traces, errors: counted.total.errors });
        const last = Date.parse(rolled.buckets.at(-1)?.startTime ?? "");
        expect(last).toBeLessThan(to.getTime());
        expect(last + rolled.stepMs).toBeGreaterThanOrEqual(to.getTime());
      },
    ),
    { numRuns: 25 },
  );
}, 60_000);
