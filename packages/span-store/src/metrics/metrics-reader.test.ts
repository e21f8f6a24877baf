import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import type { Query } from "@plumbline/query/query";
import { beforeAll, describe, expect, test } from "vitest";
import { listApplications } from "../read/applications";
import { readPulse } from "../read/pulse";
import { toRolledFilter } from "../read/rolled-pulse";
import { storeOtlpJson } from "../testing";
import { readErrorGroups } from "./error-groups";
import { measureNames } from "./measure-names";
import { readMetricValues } from "./metric-values";
import { readSlowestSpans, readUsualDurations } from "./span-durations";
import { readSummary } from "./summary";
import { rollUpEverything } from "./testing";
import { readTimeseries, seriesMax } from "./timeseries";

const { pool } = await useTestDatabase();
const projectId = newUuid() as ProjectId;
const unrolled = newUuid() as ProjectId;
const startMs = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3 * 3_600_000;
const range = { from: new Date(startMs), to: new Date(startMs + 2 * 3_600_000) };

interface TraceShape {
  readonly minute: number;
  readonly application?: string;
  readonly model?: string;
  readonly durationMs?: number;
  readonly error?: { readonly type: string; readonly message: string };
  readonly spanName?: string;
  readonly environment?: string;
}

let traces = 0;

/** A request with a model call of 1,000 input and 100 output tokens inside, and around that a wrapper that repeats it. */
function traceOf({
  minute,
  application = "shop",
  model = "gpt-4o",
  durationMs = 1_000,
  error,
  spanName,
  environment,
}: TraceShape) {
  traces += 1;
  const traceId = traces.toString(16).padStart(32, "7");
  const at = startMs + minute * 60_000;
  const call = [
    ["gen_ai.operation.name", { stringValue: "chat" }],
    ["gen_ai.provider.name", { stringValue: "openai" }],
    ["gen_ai.request.model", { stringValue: model }],
    ["gen_ai.usage.input_tokens", { intValue: 1_000 }],
    ["gen_ai.usage.output_tokens", { intValue: 100 }],
    ["gen_ai.usage.cache_read.input_tokens", { intValue: 200 }],
    ["gen_ai.response.time_to_first_chunk", { doubleValue: durationMs / 4_000 }],
  ].map(([key, value]) => ({ key, value }));
  const span = (id: number, parent: number, name: string, ms: number, attributes: object[], failed = false) => ({
    traceId,
    spanId: id.toString(16).padStart(16, "a"),
    ...(parent === 0 ? {} : { parentSpanId: parent.toString(16).padStart(16, "a") }),
    name,
    startTimeUnixNano: `${at + id}000000`,
    endTimeUnixNano: `${at + id + ms}000000`,
    attributes,
    ...(failed && error !== undefined
      ? {
          status: { code: 2, message: error.message },
          events: [
            {
              name: "exception",
              timeUnixNano: `${at}000000`,
              attributes: [
                { key: "exception.type", value: { stringValue: error.type } },
                { key: "exception.message", value: { stringValue: error.message } },
              ],
            },
          ],
        }
      : {}),
  });
  const spans = [
    span(1, 0, spanName ?? "POST /answer", durationMs, [], true),
    span(2, 1, "ChatOpenAI", durationMs - 100, call, true),
    span(3, 2, "chat", durationMs - 200, call, true),
  ];
  return {
    resource: {
      attributes: [
        { key: "service.name", value: { stringValue: application } },
        ...(environment === undefined
          ? []
          : [{ key: "deployment.environment.name", value: { stringValue: environment } }]),
      ],
    },
    scopeSpans: [{ spans }],
  };
}

const callCost = (800 * 2.5 + 200 * 1.25 + 100 * 10) / 1e6;

const requests = {
  resourceSpans: [
    ...Array.from({ length: 40 }, (_, index) => traceOf({ minute: index, durationMs: 1_000 + index * 100 })),
    ...Array.from({ length: 10 }, (_, index) =>
      traceOf({
        minute: 50 + index,
        application: "museum",
        environment: "staging",
        model: "house-model",
        error: { type: "TimeoutError", message: `no answer after ${index}.5 s for "visitor ${index}"` },
      }),
    ),
    ...Array.from({ length: 12 }, (_, index) =>
      traceOf({ minute: 90, application: `tool-${index}`, spanName: `POST /tool/${index}` }),
    ),
  ],
};

beforeAll(async () => {
  await storeOtlpJson(pool, projectId, requests);
  await rollUpEverything(pool);
  await storeOtlpJson(pool, unrolled, requests);
});

describe("the timeseries", () => {
  test("by application: the largest, and all the others together", async () => {
    const found = await readTimeseries(pool, projectId, { ...range, by: "application", measures: measureNames });
    expect(found.stepMs).toBe(120_000);
    expect(found.startTimes).toHaveLength(60);
    expect(found.series).toHaveLength(seriesMax);
    const [shop, museum] = found.series;
    expect(shop).toMatchObject({ application: "shop", model: null, spanName: null, isFolded: false });
    expect(shop?.total).toMatchObject({
      requests: 40,
      errors: 0,
      errorRate: 0,
      inputTokens: 40_000,
      cachedTokens: 8_000,
    });
    expect(shop?.total.cost).toBeCloseTo(40 * callCost, 9);
    expect(shop?.total.p50Ms).toBeCloseTo(2_950, -2);
    expect(shop?.total.ttftP50Ms).toBeCloseTo(2_950 / 4, -2);
    expect(shop?.values.requests?.slice(0, 21)).toEqual([...Array(20).fill(2), 0]);
    expect(shop?.values.p95Ms?.[20]).toBeNull();
    expect(museum?.total).toMatchObject({ requests: 10, errors: 10, errorRate: 1, unpricedCalls: 10, cost: null });
    expect(museum?.values.cost).toEqual(Array(60).fill(null));
    expect(found.more).toMatchObject({ series: 6, total: { requests: 6, inputTokens: 6_000 } });
    expect(found.more?.values.requests?.[45]).toBe(6);
    expect(found.more?.total).not.toHaveProperty("p95Ms");
  });

  test("by model counts a call once, though a wrapper repeats it, and its cost is that of the applications", async () => {
    const { series } = await readTimeseries(pool, projectId, { ...range, by: "model", measures: measureNames });
    expect(series.map(({ model, provider }) => [model, provider])).toEqual([
      ["gpt-4o", "openai"],
      ["house-model", "openai"],
    ]);
    expect(series[0]?.total).toMatchObject({ requests: 52, inputTokens: 52_000, unpricedCalls: 0 });
    expect(series[0]?.total.cost).toBeCloseTo(52 * callCost, 9);
    expect(series[1]?.total).toMatchObject({ requests: 10, errors: 10, cost: null, unpricedCalls: 10 });
    const { current } = await readSummary(pool, projectId, range);
    expect(current.cost).toBeCloseTo(52 * callCost, 9);
    expect(current.requests).toBe(62);
  });

  test("by span name, of one application and one model", async () => {
    const filter = { ...range, application: "museum", model: "house-model" };
    const { series } = await readTimeseries(pool, projectId, {
      ...filter,
      by: "spanName",
      measures: ["requests", "errors"],
    });
    expect(series.map(({ spanName, kind, total }) => ({ spanName, kind, ...total }))).toEqual([
      { spanName: "ChatOpenAI", kind: "LLM", requests: 10, errors: 10 },
      { spanName: "chat", kind: "LLM", requests: 10, errors: 10 },
    ]);
  });

  test("by environment, and of one environment with any other filter", async () => {
    const measures = ["requests", "errors"] as const;
    const { series } = await readTimeseries(pool, projectId, { ...range, by: "environment", measures });
    expect(series.map(({ environment, total }) => [environment, total.requests, total.errors])).toEqual([
      ["", 52, 0],
      ["staging", 10, 10],
    ]);
    const staging = { ...range, environment: "staging", measures };
    for (const [filter, requests] of [
      [{}, 10],
      [{ application: "shop" }, undefined],
      [{ model: "house-model" }, 10],
      [{ spanName: "chat" }, 10],
      [{ by: "model" as const, application: "museum" }, 10],
      [{ by: "spanName" as const }, 10],
      [{ by: "application" as const }, 10],
    ] as const) {
      const found = await readTimeseries(pool, projectId, { ...staging, ...filter });
      expect(found.series[0]?.total.requests).toBe(requests);
      expect(found.series[0]?.environment ?? "staging").toBe("staging");
    }
    const errors = { from: range.from, to: range.to };
    expect(await readErrorGroups(pool, projectId, { ...errors, environment: "" })).toEqual([]);
    expect(await readErrorGroups(pool, projectId, { ...errors, environment: "staging" })).toHaveLength(1);
    expect(await readMetricValues(pool, projectId, range)).toMatchObject({
      models: [
        { value: "gpt-4o", count: 52 },
        { value: "house-model", count: 10 },
      ],
      environments: [
        { value: "", count: 52 },
        { value: "staging", count: 10 },
      ],
    });
  });

  test("by application of one model, and one series of everything", async () => {
    const { series } = await readTimeseries(pool, projectId, {
      ...range,
      by: "application",
      model: "house-model",
      measures: ["requests"],
    });
    expect(series.map(({ application, model, total }) => [application, model, total.requests])).toEqual([
      ["museum", "house-model", 10],
    ]);
    const all = await readTimeseries(pool, projectId, { ...range, measures: ["requests"] });
    expect(all.series).toHaveLength(1);
    expect(all.series[0]?.total.requests).toBe(62);
  });
});

test("what was never counted is read from the traces and spans themselves, and says the same", async () => {
  // Each stays below the number of minutes that are read live.
  const short = { from: range.from, to: new Date(startMs + 20 * 60_000) };
  for (const by of ["application", "model", "spanName"] as const) {
    const query = { ...short, by, measures: ["requests", "errors", "tokens"] as const };
    expect(await readTimeseries(pool, unrolled, query)).toEqual(await readTimeseries(pool, projectId, query));
  }
});

test("applications and the pulse are exact to the millisecond, rolled up or not", async () => {
  const odd = { from: new Date(startMs + 5 * 60_000 + 1), to: new Date(startMs + 57 * 60_000 + 2) };
  for (const project of [projectId, unrolled]) {
    const applications = await listApplications(pool, project, odd);
    expect(applications.map(({ application, traces: count, errors }) => [application, count, errors])).toEqual([
      ["shop", 35, 0],
      ["museum", 8, 8],
    ]);
    expect(applications[0]?.cost).toBeCloseTo(35 * callCost, 9);
    expect(applications[1]?.cost).toBeNull();
    const pulse = await readPulse(pool, project, odd);
    expect(pulse.total).toMatchObject({ traces: 43, errors: 8 });
    expect(pulse.buckets.reduce((sum, bucket) => sum + bucket.traces, 0)).toBe(43);
  }
});

test("the pulse of applications and environments comes from roll-ups and agrees with the traces themselves", async () => {
  const day = { from: new Date(startMs - 5 * 3_600_000 + 1), to: new Date(startMs + 19 * 3_600_000) };
  const clause = (field: string, ...values: string[]): Query =>
    values.length === 1
      ? { type: "clause", field, operator: "=", values }
      : { type: "clause", field, operator: "in", values };
  const isAny: Query = { type: "clause", field: "duration", operator: ">=", values: [0] };
  for (const query of [
    clause("application", "museum"),
    clause("application", "museum", "shop"),
    clause("environment", "staging"),
    { type: "and", items: [clause("application", "shop", "tool-1"), clause("environment", "staging")] },
    { type: "and", items: [clause("application", "shop"), clause("application", "shop", "museum")] },
  ] satisfies Query[]) {
    expect(toRolledFilter(query)).toBeDefined();
    const items = query.type === "and" ? [...query.items, isAny] : [query, isAny];
    expect(toRolledFilter({ type: "and", items })).toBeUndefined();
    const counted = await readPulse(pool, projectId, { ...day, query: { type: "and", items } });
    for (const project of [projectId, unrolled]) {
      const rolled = await readPulse(pool, project, { ...day, query });
      expect(rolled.total).toMatchObject({ traces: counted.total.traces, errors: counted.total.errors });
      expect(rolled.buckets.map(({ traces: count }) => count)).toEqual(
        counted.buckets.map(({ traces: count }) => count),
      );
    }
  }
  expect(toRolledFilter(clause("environment", ""))).toBeUndefined();
});

test("the summary compares with the range before", async () => {
  const later = { from: new Date(startMs + 40 * 60_000), to: new Date(startMs + 80 * 60_000) };
  const { current, previous, previousFrom } = await readSummary(pool, projectId, later);
  expect(previousFrom).toBe(range.from.toISOString());
  expect([current.requests, current.errors, previous.requests, previous.errors]).toEqual([10, 10, 40, 0]);
  const nothing = await readSummary(pool, newUuid(), later);
  expect(nothing.current).toMatchObject({ requests: 0, errorRate: null, p95Ms: null, tokens: null, cost: null });
});

test("the slowest spans come by their p95, with their share of the traces' time", async () => {
  const [slowest, ...others] = await readSlowestSpans(pool, projectId, { ...range, application: "shop" });
  expect(slowest).toMatchObject({ spanName: "POST /answer", kind: "UNKNOWN", count: 40, errors: 0, timeShare: 1 });
  expect(slowest?.p95Ms).toBeCloseTo(4_705, -2);
  expect(others.map(({ spanName }) => spanName)).toEqual(["ChatOpenAI", "chat"]);
  expect(others[1]?.timeShare).toBeCloseTo(110_000 / 118_000, 6);
});

test("errors are grouped by type and shape, where they began and not where they passed through", async () => {
  for (const project of [projectId, unrolled]) {
    const short = { from: new Date(startMs + 45 * 60_000), to: range.to };
    const [group, ...others] = await readErrorGroups(pool, project, short);
    expect(others).toEqual([]);
    expect(group).toMatchObject({
      errorType: "TimeoutError",
      shape: "no answer after <n> s for …",
      message: 'no answer after 9.5 s for "visitor 9"',
      spanName: "chat",
      occurrences: 10,
      traces: 10,
      applications: ["museum"],
    });
    expect(group?.sampleTraceIds).toHaveLength(5);
    expect(Date.parse(group?.lastSeen ?? "") - Date.parse(group?.firstSeen ?? "")).toBe(9 * 60_000);
    expect(await readErrorGroups(pool, project, { ...short, application: "shop" })).toEqual([]);
  }
});

test("an error group is new where nothing like it failed before", async () => {
  const first = { from: new Date(startMs + 45 * 60_000), to: new Date(startMs + 55 * 60_000) };
  const second = { from: first.to, to: range.to };
  for (const project of [projectId, unrolled]) {
    expect((await readErrorGroups(pool, project, first)).map(({ isNew }) => isNew)).toEqual([true]);
  }
  expect((await readErrorGroups(pool, projectId, second)).map(({ isNew }) => isNew)).toEqual([false]);
});

test("usual durations are told apart by model", async () => {
  const usual = await readUsualDurations(pool, projectId, ["chat", "unheard of"]);
  expect(usual.map(({ name, kind, model, count }) => [name, kind, model, count])).toEqual([
    ["chat", "LLM", "gpt-4o", 52],
    ["chat", "LLM", "house-model", 10],
  ]);
  expect(usual[1]).toMatchObject({ p50Ms: 800, p95Ms: 800 });
});
