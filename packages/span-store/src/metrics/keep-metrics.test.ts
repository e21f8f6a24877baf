import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { expect, test } from "vitest";
import { listApplications } from "../read/applications";
import { storeOtlpJson } from "../testing";
import { backfillMetrics } from "./backfill-metrics";
import { defaultMetricRetention, keepMetrics } from "./keep-metrics";
import { measureNames } from "./measure-names";
import { readSummary } from "./summary";
import { rollUpEverything } from "./testing";
import { readTimeseries } from "./timeseries";

const { pool } = await useTestDatabase();
const dayMs = 86_400_000;
const today = Math.floor(Date.now() / dayMs) * dayMs;
const daysAgo = (days: number, minute = 0) => today - days * dayMs + minute * 60_000;
let spans = 0;

async function store(projectId: ProjectId, startsMs: readonly number[]): Promise<void> {
  await storeOtlpJson(pool, projectId, {
    resourceSpans: startsMs.map((startMs) => {
      spans += 1;
      return {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
        scopeSpans: [
          {
            spans: [
              {
                traceId: spans.toString(16).padStart(32, "0"),
                spanId: spans.toString(16).padStart(16, "0"),
                name: "answer",
                startTimeUnixNano: `${startMs}000000`,
                endTimeUnixNano: `${startMs + 1_500}000000`,
                status: { code: spans % 2 === 0 ? 2 : 1, message: "timed out" },
              },
            ],
          },
        ],
      };
    }),
  });
}

async function resolutionsOf(projectId: ProjectId, table: "metric" | "metric_error"): Promise<unknown[]> {
  const { rows } = await pool.query(
    `SELECT resolution, (extract(epoch FROM $2::timestamptz - date_trunc('day', at, 'UTC')) / 86400)::int AS days
FROM ${table} WHERE project_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
    [projectId, new Date(today).toISOString()],
  );
  return rows.map(({ resolution, days }) => `${resolution} ${days}`);
}

const requestsOf = async (projectId: ProjectId, fromMs: number, toMs: number) =>
  (await readSummary(pool, projectId, { from: new Date(fromMs), to: new Date(toMs) })).current.requests;

/** Moves the horizons, and deletes what lies behind them. */
async function keep(): Promise<void> {
  await keepMetrics(pool, defaultMetricRetention);
  await keepMetrics(pool, defaultMetricRetention);
}

test("finer figures go first, older ranges keep theirs in coarser ones, and late spans still count there", async () => {
  const projectId = newUuid() as ProjectId;
  await store(projectId, [daysAgo(1), daysAgo(20, 61), daysAgo(20, 65), daysAgo(20, 200), daysAgo(30, 5)]);
  await rollUpEverything(pool);
  expect(await requestsOf(projectId, daysAgo(31), today)).toBe(5);
  await keep();
  expect(await resolutionsOf(projectId, "metric")).toEqual([
    "0 1",
    "1 1",
    "1 20",
    "1 30",
    "2 1",
    "2 20",
    "2 30",
    "3 1",
    "3 20",
    "3 30",
  ]);
  expect(await requestsOf(projectId, daysAgo(31), today)).toBe(5);
  // Minutes are gone there: the range is widened to whole tens of minutes.
  expect(await requestsOf(projectId, daysAgo(20, 62), daysAgo(20, 63))).toBe(2);
  const { stepMs, series } = await readTimeseries(pool, projectId, {
    from: new Date(daysAgo(20, 60)),
    to: new Date(daysAgo(20, 100)),
    measures: measureNames,
  });
  expect([stepMs, series[0]?.values.requests]).toEqual([600_000, [2, 0, 0, 0]]);

  await store(projectId, [daysAgo(20, 66), daysAgo(20, 300)]);
  expect(await requestsOf(projectId, daysAgo(20), daysAgo(19))).toBe(3);
  const [application] = await listApplications(pool, projectId, {
    from: new Date(daysAgo(20, 60)),
    to: new Date(daysAgo(20, 66) + 1),
  });
  expect(application?.traces).toBe(3);
  await rollUpEverything(pool);
  expect(await requestsOf(projectId, daysAgo(20), daysAgo(19))).toBe(5);
  expect(await requestsOf(projectId, daysAgo(31), today)).toBe(7);
  await keep();
  expect((await resolutionsOf(projectId, "metric_error")).filter((row) => row === "0 20")).toEqual([]);
});

test("what is still to be counted keeps the rows that it is made from", async () => {
  const projectId = newUuid() as ProjectId;
  await store(projectId, [daysAgo(20, 10)]);
  await rollUpEverything(pool);
  await pool.query("INSERT INTO metric_due (project_id, resolution, starts) VALUES ($1, 1, $2)", [
    projectId,
    [Math.floor(daysAgo(20) / 3_600_000)],
  ]);
  await keep();
  expect(await resolutionsOf(projectId, "metric")).toContain("0 20");
  await rollUpEverything(pool);
  await keep();
  expect(await resolutionsOf(projectId, "metric")).not.toContain("0 20");
  expect(await requestsOf(projectId, daysAgo(21), today)).toBe(1);
});

test("traces from before the roll-ups are counted day by day, newest first, and told to be missing until then", async () => {
  const projectId = newUuid() as ProjectId;
  await store(projectId, [daysAgo(1), daysAgo(3, 5), daysAgo(3, 700)]);
  await pool.query("DELETE FROM metric_due WHERE project_id = $1", [projectId]);
  await pool.query("INSERT INTO metric_backfill (project_id, before) VALUES ($1, now() + interval '1 day')", [
    projectId,
  ]);
  expect(await requestsOf(projectId, daysAgo(4), today)).toBe(0);
  const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  expect(await backfillMetrics(pool)).toEqual([{ projectId, day: dayOf(daysAgo(1)) }]);
  await rollUpEverything(pool);
  expect(await requestsOf(projectId, daysAgo(4), today)).toBe(1);
  expect(await backfillMetrics(pool)).toEqual([{ projectId, day: dayOf(daysAgo(3)) }]);
  await rollUpEverything(pool);
  expect(await requestsOf(projectId, daysAgo(4), today)).toBe(3);
  expect(await backfillMetrics(pool)).toEqual([{ projectId, day: undefined }]);
  expect(await backfillMetrics(pool)).toEqual([]);
});

test("a backlog never hides the newest minutes, and says how many others are missing", async () => {
  const projectId = newUuid() as ProjectId;
  const minutes = Array.from({ length: 100 }, (_, index) => daysAgo(2, index * 3));
  await store(projectId, [...minutes, daysAgo(1)]);
  const whole = { from: new Date(daysAgo(3)), to: new Date(today) };
  const backlog = await readSummary(pool, projectId, whole);
  expect([backlog.current.requests, backlog.uncountedMinutes]).toEqual([30, 71]);
  const newest = await readSummary(pool, projectId, { from: new Date(daysAgo(1)), to: new Date(today) });
  expect([newest.current.requests, newest.uncountedMinutes]).toEqual([1, 0]);
  await rollUpEverything(pool);
  const done = await readSummary(pool, projectId, whole);
  expect([done.current.requests, done.uncountedMinutes]).toEqual([101, 0]);
});
