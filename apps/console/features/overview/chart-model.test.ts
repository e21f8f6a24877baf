import type { MetricsTimeseriesResponse } from "@plumbline/public-api/routes/get-metrics-timeseries";
import { expect, test } from "vitest";
import { chartModels } from "./chart-model";

const startTimes = ["2026-11-22T10:00:00Z", "2026-11-22T11:00:00Z"];

function answer(series: readonly Partial<MetricsTimeseriesResponse["series"][number]>[]): MetricsTimeseriesResponse {
  const nothing = {
    application: null,
    model: null,
    provider: null,
    spanName: null,
    environment: null,
    kind: null,
    isFolded: false,
  };
  return {
    stepMs: 3_600_000,
    startTimes,
    series: series.map((one) => ({ ...nothing, total: {}, values: {}, ...one })),
    more: null,
    uncountedMinutes: 0,
  };
}

const all = answer([
  {
    total: { requests: 120, errors: 6, p95Ms: 900, tokens: 30_000, cost: 4, unpricedCalls: 2 },
    values: {
      requests: [100, 20],
      inputTokens: [1_000, null],
      cachedTokens: [400, null],
      cost: [3, 1],
      p95Ms: [900, null],
    },
  },
]);

function chart(id: string, costs?: MetricsTimeseriesResponse) {
  const found = chartModels(all, undefined, costs).find((model) => model.id === id);
  if (found === undefined) throw new Error(`no chart ${id}`);
  return found;
}

test("a headline has its unit and what it counts", () => {
  expect([chart("requests").headline, chart("requests").note]).toEqual(["120", "1 a minute"]);
  expect([chart("durations").headline, chart("durations").note]).toEqual(["900 ms", "p95"]);
  expect([chart("cost").headline, chart("cost").note]).toEqual(["$4.00", "$0.0333 a request, 2 calls without a price"]);
});

test("what nobody reported is named, and never 0", () => {
  expect(chart("ttft").headline).toBe("none");
  expect(chart("durations").series[1]?.values).toEqual([900, null]);
});

test("cached tokens stand on the input that was not cached", () => {
  const { series } = chart("tokens");
  expect(series.map(({ label, values }) => [label, values[0]])).toEqual([
    ["input", 600],
    ["cached", 400],
    ["output", null],
  ]);
});

test("cost by model adds up to the whole, however many models there are", () => {
  const models = ["a", "b", "c", "d"].map((model, index) => ({
    model,
    total: { cost: 1 },
    values: { cost: [0.5, index === 0 ? 0.5 : 0] },
  }));
  const { series } = chart("cost", answer(models));
  expect(series.map(({ label }) => label)).toEqual(["a", "b", "c", "1 more"]);
  const sums = startTimes.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  expect(sums).toEqual([3, 1]);
});
