import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { useTestDatabase as openTestDatabase } from "@plumbline/db/testing";
import { parseQuery } from "@plumbline/query/parse";
import type { Query } from "@plumbline/query/query";
import { readErrorGroups } from "@plumbline/span-store/metrics/error-groups";
import { readSlowestSpans } from "@plumbline/span-store/metrics/span-durations";
import { readTimeseries } from "@plumbline/span-store/metrics/timeseries";
import { listTraces } from "@plumbline/span-store/read/list-traces";
import { storeOtlpJson } from "@plumbline/span-store/testing";
import { beforeAll, expect, test } from "vitest";
import type { OverviewFilter } from "./overview-params";
import { errorItems, filterItems, spanItems, tracesHref } from "./traces-query";

const { pool } = await openTestDatabase();
const projectId = newUuid() as ProjectId;
const startMs = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_600_000;
const range = { from: new Date(startMs), to: new Date(startMs + 1_800_000) };
const everything: OverviewFilter = {
  application: undefined,
  model: undefined,
  spanName: undefined,
  environment: undefined,
};

const failures: readonly (readonly [type: string | null, message: (index: number) => string])[] = [
  ["TimeoutError", (index) => `no answer after ${index}.5 s from "inventory-${index}"`],
  ["TimeoutError", (index) => `no answer after ${index}.5 s from https://prices-${index}.example.com/v1?q=%20_x`],
  ["TimeoutError", () => "the lock is held"],
  ["ValueError", () => "no answer after 3.5 s from nobody"],
  ["json.JSONDecodeError", (index) => `Expecting value: line ${index}\ncolumn 100% of it_s`],
  [null, (index) => `exit status ${index}`],
  [null, () => ""],
];

beforeAll(async () => {
  const requests = Array.from({ length: 140 }, (_, index) => {
    const [type, message] = failures[index % 10] ?? [null, () => ""];
    const isFailed = index % 10 < failures.length;
    const traceId = (index + 1).toString(16).padStart(32, "0");
    const at = startMs + index * 1_000;
    const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
    const exception = (type === null ? [] : [text("exception.type", type)]).concat(
      text("exception.message", message(index)),
    );
    const failed = !isFailed
      ? {}
      : {
          status: { code: 2, message: message(index) },
          ...(type === null
            ? {}
            : { events: [{ name: "exception", timeUnixNano: `${at}000000`, attributes: exception }] }),
        };
    const span = (id: number, name: string, attributes: object[], more: object = {}) => ({
      traceId,
      spanId: id.toString(16).padStart(16, "0"),
      ...(id === 1 ? {} : { parentSpanId: (id - 1).toString(16).padStart(16, "0") }),
      name,
      startTimeUnixNano: `${at + id}000000`,
      endTimeUnixNano: `${at + 900 - id}000000`,
      attributes,
      ...more,
    });
    const environment = ["production", "staging", undefined][index % 3];
    const call = [
      text("openinference.span.kind", "LLM"),
      ...(index % 4 === 0 ? [] : [text("llm.model_name", `model-${index % 4}`)]),
      { key: "llm.token_count.prompt", value: { intValue: 5 } },
    ];
    return {
      resource: {
        attributes: [
          text("service.name", `app-${index % 2}`),
          ...(environment === undefined ? [] : [text("deployment.environment.name", environment)]),
        ],
      },
      scopeSpans: [
        {
          spans: [
            // A request fails because its call does.
            span(
              1,
              "POST /answer",
              [text("openinference.span.kind", "CHAIN")],
              isFailed ? { status: { code: 2, message: "500" } } : {},
            ),
            span(2, index % 5 === 0 ? "chat" : "complete", call, failed),
          ],
        },
      ],
    };
  });
  await storeOtlpJson(pool, projectId, { resourceSpans: requests });
});

/** Through the text of the address, as a click goes. */
async function count(items: readonly Query[]): Promise<number> {
  const href = tracesHref("default", { range: { kind: "between", fromMs: startMs, toMs: startMs + 1 } }, items);
  const parsed = parseQuery(new URL(href, "http://console").searchParams.get("q") ?? "");
  if (!parsed.ok) throw new Error(parsed.errors[0]?.message);
  const found = await listTraces(pool, projectId, {
    ...range,
    limit: 200,
    ...(parsed.query === undefined ? {} : { query: parsed.query }),
  });
  return found.items.length;
}

test("an error group leads to exactly the traces that it counts", async () => {
  for (const filter of [{}, { application: "app-1" }, { environment: "staging" }, { environment: "" }]) {
    const groups = await readErrorGroups(pool, projectId, { ...range, ...filter });
    expect(groups.length).toBeGreaterThan(1);
    for (const group of groups) {
      expect([group.shape, await count(errorItems({ ...everything, ...filter }, group))]).toEqual([
        group.shape,
        group.traces,
      ]);
    }
  }
});

test("a slow span name leads to exactly the traces with such a span", async () => {
  for (const filter of [{}, { application: "app-0", model: "model-2" }, { model: "" }, { environment: "" }]) {
    const spans = await readSlowestSpans(pool, projectId, { ...range, ...filter });
    expect(spans.length).toBeGreaterThan(0);
    // Each name stands once in a trace here.
    for (const { spanName, kind, count: expected } of spans) {
      expect([spanName, await count(spanItems({ ...everything, ...filter }, spanName, kind))]).toEqual([
        spanName,
        expected,
      ]);
    }
  }
});

test("a series leads to exactly the traces that it counts", async () => {
  for (const by of ["application", "model", "spanName", "environment"] as const) {
    const { series } = await readTimeseries(pool, projectId, { ...range, by, measures: ["requests"] });
    expect(series.length).toBeGreaterThan(1);
    for (const one of series) {
      const value = one[by] ?? "";
      expect([by, value, await count(filterItems({ ...everything, [by]: value }))]).toEqual([
        by,
        value,
        one.total.requests,
      ]);
    }
  }
});
