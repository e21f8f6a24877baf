import type { MetricsTimeseriesResponse } from "@plumbline/public-api/routes/get-metrics-timeseries";
import { expect, test } from "vitest";
import { type ChartSources, chartModels, isUnreported } from "./chart-model";
import { seriesAt } from "./series-at";

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

function chart(id: string, more: Partial<ChartSources> = {}) {
  const filter = { model: undefined, spanName: undefined };
  const none = { summary: undefined, earlier: undefined, split: undefined, costs: undefined, before: undefined };
  const found = chartModels({ all, filter, ...none, ...more }).find((model) => model.id === id);
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

test("a first token that no call reported takes no chart, and one that any call reported does", () => {
  expect(isUnreported(chart("ttft"))).toBe(true);
  const [total] = all.series;
  const streamed = answer([{ ...total, values: { ...total?.values, ttftP95Ms: [null, 300], ttftP50Ms: [null, 200] } }]);
  expect(isUnreported(chart("ttft", { all: streamed }))).toBe(false);
  expect(isUnreported(chart("cost", { all: answer([]) }))).toBe(false);
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
    values: { cost: index === 3 ? [1.5, 0.5] : [0.5, index === 0 ? 0.5 : 0] },
  }));
  const { series } = chart("cost", { costs: answer(models) });
  expect(series.map(({ label }) => label)).toEqual(["a", "b", "c", "1 more"]);
  const sums = startTimes.map((_, at) => series.reduce((sum, { values }) => sum + (values[at] ?? 0), 0));
  expect(sums).toEqual([3, 1]);
});

const shares = ["a", "b", "c", "d", "e", "f", "g", "h"].map((application, index) => ({
  application,
  total: { requests: 20 - index, errorRate: 0.1, p95Ms: index === 1 ? null : 500 },
  values: { requests: [10, 10 - index], errorRate: [0.1, null], p95Ms: [500, 500] },
}));
const byApplication = {
  ...answer(shares),
  more: { series: 3, total: { requests: 5 }, values: { requests: [2, 3] } },
};

test("a cut draws six values in colours of their own, and all the others together", () => {
  const split = { by: "application" as const, answer: byApplication };
  const requests = chart("requests", { split });
  expect(requests.series.map(({ label, tone }) => [label, tone])).toEqual([
    ["a", "s1"],
    ["b", "s2"],
    ["c", "s3"],
    ["d", "s4"],
    ["e", "s5"],
    ["f", "s6"],
    ["5 more", "bar"],
  ]);
  expect(requests.series.at(-1)?.values).toEqual([22, 10 - 6 + 10 - 7 + 3]);
  expect(requests.series[1]?.value).toEqual({ dimension: "application", value: "b" });
  expect(chart("errors", { split }).title).toBe("Error rate");
  // What has no value is left out; the colours stay with their values.
  expect(chart("durations", { split }).series.map(({ label, tone }) => [label, tone])).toEqual([
    ["a", "s1"],
    ["c", "s3"],
    ["d", "s4"],
    ["e", "s5"],
    ["f", "s6"],
  ]);
});

test("a cut by model counts calls, and is not compared with requests", () => {
  const models = [{ model: "x", provider: "p", total: { requests: 300, errors: 3 }, values: { requests: [200, 100] } }];
  const before = answer([{ values: { requests: [50, 60], tokens: [1, 2] } }]);
  const requests = chart("requests", { split: { by: "model", answer: answer(models) }, before });
  expect([requests.title, requests.headline, requests.note]).toEqual(["Model calls", "300", "3 a minute"]);
  expect(requests.series.map(({ look }) => look)).toEqual(["bar"]);
});

test("the time that is compared with is one line over the whole, and a change beside the figure", () => {
  const before = answer([{ values: { requests: [50, 60], p95Ms: [800, 700] } }]);
  const earlier = { requests: 100, p95Ms: 750, errorRate: 0.1 } as NonNullable<ChartSources["earlier"]>;
  const requests = chart("requests", { before, earlier });
  expect(requests.series.at(-1)).toMatchObject({ label: "before", look: "before", values: [50, 60] });
  expect(requests.note).toBe("1 a minute, +20 %");
  expect(chart("durations", { before, earlier }).note).toBe("p95, was 750 ms, +20 %");
});

test("a click means the line that is near, or the part of a bar that it lies in", () => {
  const split = { by: "application" as const, answer: byApplication };
  const requests = chart("requests", { split });
  expect(seriesAt(requests, 0, 5, 1)?.label).toBe("a");
  expect(seriesAt(requests, 0, 15, 1)?.label).toBe("b");
  expect(seriesAt(requests, 0, 70, 1)).toBeUndefined();
  expect(seriesAt(requests, 0, 500, 1)).toBeUndefined();
  const durations = chart("durations", { split });
  expect(seriesAt(durations, 0, 510, 20)?.label).toBe("a");
  expect(seriesAt(durations, 0, 600, 20)).toBeUndefined();
});
