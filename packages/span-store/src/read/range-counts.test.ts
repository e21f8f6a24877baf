import { newUuid } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import type { Query } from "@plumbline/query/query";
import { expect, test } from "vitest";
import { facetTracesMax } from "./facets";
import { listTraces } from "./list-traces";
import { readRangeCounts } from "./range-counts";
import { seedTraces } from "./seed-traces";
import { allOf, insertTrace, where } from "./test-rows";
import { rangeFields } from "./types";

const numbers = ["duration", "tokens", "cost", "spans"] as const;

const { pool } = await useTestDatabase();
const range = { from: new Date("2026-11-21T00:00:00Z"), to: new Date("2026-11-22T00:00:00Z") };
const ms = 1_000_000;

const bound = (field: string, operator: ">=" | "<", value: number): Query => ({
  type: "clause",
  field,
  operator,
  values: [value],
});

test("every number is counted in buckets side by side, and traces without it by themselves", async () => {
  const projectId = newUuid();
  await insertTrace(pool, projectId, { duration_ns: 1_000 * ms, input_tokens: 10, cost: 0.0015, span_count: 3 });
  await insertTrace(pool, projectId, { duration_ns: 1_499 * ms, input_tokens: 14, output_tokens: 1, cost: 0.02 });
  await insertTrace(pool, projectId, { duration_ns: 2_000 * ms, span_count: 3 });
  await insertTrace(pool, projectId, { duration_ns: 0 });
  const counts = await readRangeCounts(pool, projectId, range, numbers);
  const filled = counts.map(({ buckets, ...rest }) => ({
    ...rest,
    buckets: buckets.filter(({ traces }) => traces > 0),
  }));
  expect(filled).toEqual([
    {
      field: "duration",
      isEstimate: false,
      isUpperBound: false,
      without: 0,
      buckets: [
        { from: 0, to: 0.1, traces: 1 },
        { from: 1000, to: 1500, traces: 2 },
        { from: 2000, to: 3000, traces: 1 },
      ],
    },
    {
      field: "tokens",
      isEstimate: false,
      isUpperBound: false,
      without: 2,
      buckets: [
        { from: 10, to: 15, traces: 1 },
        { from: 15, to: 20, traces: 1 },
      ],
    },
    {
      field: "cost",
      isEstimate: false,
      isUpperBound: false,
      without: 2,
      buckets: [
        { from: 0.0015, to: 0.002, traces: 1 },
        { from: 0.02, to: 0.03, traces: 1 },
      ],
    },
    {
      field: "spans",
      isEstimate: false,
      isUpperBound: false,
      without: 0,
      buckets: [
        { from: 1, to: 2, traces: 2 },
        { from: 3, to: 5, traces: 2 },
      ],
    },
  ]);
  for (const { buckets } of counts)
    for (const [index, { from }] of buckets.entries()) if (index > 0) expect(from).toBe(buckets[index - 1]?.to);
});

test("the bounds of a field narrow the counts of the others and leave its own as they are", async () => {
  const projectId = newUuid();
  await insertTrace(pool, projectId, { duration_ns: 100 * ms, input_tokens: 100, application: "a" });
  await insertTrace(pool, projectId, { duration_ns: 5_000 * ms, input_tokens: 1_000, application: "a" });
  await insertTrace(pool, projectId, { duration_ns: 5_000 * ms, input_tokens: 1_000, application: "b" });
  const query = allOf(where("application", "a"), bound("duration", ">=", 1_000), bound("duration", "<", 10_000));
  const [duration, tokens] = await readRangeCounts(pool, projectId, { ...range, query }, ["duration", "tokens"]);
  expect(duration?.buckets.filter(({ traces }) => traces > 0)).toEqual([
    { from: 100, to: 150, traces: 1 },
    { from: 5000, to: 7000, traces: 1 },
  ]);
  expect(tokens?.buckets).toEqual([{ from: 1000, to: 1500, traces: 1 }]);
});

test("a bucket holds as many traces as the list has with its bounds as clauses", async () => {
  const projectId = newUuid();
  await seedTraces(pool, { projectId, traces: 150, until: new Date("2026-11-21T20:00:00Z"), days: 0.5 });
  for (const { field, buckets } of await readRangeCounts(pool, projectId, range, rangeFields))
    for (const { from, to, traces } of buckets) {
      const query = allOf(bound(field, ">=", from), ...(to === null ? [] : [bound(field, "<", to)]));
      const { items } = await listTraces(pool, projectId, { ...range, query, limit: 200 });
      expect(items, `${field} ${from}`).toHaveLength(traces);
    }
});

test("scores are counted in twentieths, the whole one in the last; traces that were not judged by the metric by themselves", async () => {
  const projectId = newUuid();
  const judged = (score: number | null) => ({ evaluation: { scores: [{ metric: "faithfulness", score }] } });
  for (const score of [0.5, 0.54, 0.97, 1, null]) await insertTrace(pool, projectId, judged(score));
  await insertTrace(pool, projectId);
  const [faithfulness, ndcg] = await readRangeCounts(pool, projectId, range, ["score.faithfulness", "score.ndcg"]);
  expect(faithfulness?.without).toBe(2);
  expect(faithfulness?.buckets).toHaveLength(20);
  expect(faithfulness?.buckets.filter(({ traces }) => traces > 0)).toEqual([
    { from: 0.5, to: 0.55, traces: 2 },
    { from: 0.95, to: null, traces: 2 },
  ]);
  expect(ndcg).toMatchObject({ without: 6, buckets: [] });
});

test("beyond 10,000 traces the newest are counted; a project without traces has no buckets", async () => {
  const projectId = newUuid();
  expect(await readRangeCounts(pool, projectId, range, ["cost"])).toEqual([
    { field: "cost", isEstimate: false, isUpperBound: false, without: 0, buckets: [] },
  ]);
  await seedTraces(pool, {
    projectId,
    traces: facetTracesMax + 100,
    until: new Date("2026-11-21T23:00:00Z"),
    days: 0.5,
  });
  const [spans] = await readRangeCounts(pool, projectId, range, ["spans"]);
  expect(spans?.isEstimate).toBe(true);
  expect(spans?.buckets.reduce((sum, { traces }) => sum + traces, 0)).toBe(facetTracesMax);
});
