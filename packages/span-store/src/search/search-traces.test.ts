import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { parseQuery } from "@plumbline/query/parse";
import type { Query } from "@plumbline/query/query";
import { beforeAll, expect, test } from "vitest";
import { listTraces } from "../read/list-traces";
import type { TraceQuery } from "../read/types";
import { storeOtlpJson } from "../testing";
import { indexProject } from "./index-project";
import { listAttributeKeys, listAttributeValues } from "./list-attributes";
import { listFoundTraces } from "./list-found-traces";

const database = await useTestDatabase();
const projectId = newUuid() as ProjectId;
const baseMs = Date.UTC(2026, 10, 20, 12);
const range = { from: new Date(baseMs), to: new Date(baseMs + 3_600_000) };

function queryOf(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok || parsed.query === undefined) throw new Error(`Not a query: ${text}`);
  return parsed.query;
}

const list = (text: string, more: Partial<TraceQuery> = {}) =>
  listTraces(database.pool, projectId, { ...range, limit: 50, query: queryOf(text), ...more });

async function store(trace: number, name: string, attributes: Readonly<Record<string, string>>): Promise<void> {
  const start = BigInt(baseMs + trace * 1_000) * 1_000_000n;
  const span = {
    traceId: `${"cd".repeat(12)}${trace.toString(16).padStart(8, "0")}`,
    spanId: `${(trace + 1).toString(16).padStart(16, "0")}`,
    name,
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 1_000_000n),
    attributes: Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  };
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
  await storeOtlpJson(database.pool, projectId, {
    resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans: [span] }] }],
  });
}

beforeAll(async () => {
  const filler = "word ".repeat(60);
  for (let trace = 0; trace < 40; trace++) {
    await store(trace, "step", {
      "input.value": `${filler}question ${trace}`,
      "retrieval.documents.0.score": String(trace / 100),
    });
  }
  await store(40, "answer", { "input.value": `${filler}我们的退款政策是三十天之内。${filler}` });
  await store(41, "answer", {
    "output.value": JSON.stringify({ messages: [{ text: `one\nRefund  policy\nof ours` }] }),
  });
  await indexProject(database.pool, projectId, { segmentSpans: 8, waitMsMax: 0, settleMs: 0 });
});

test("a hit names the span and the path, with some text around it", async () => {
  const { items } = await list('"退款政策"');
  expect(items.map(({ hits }) => hits)).toEqual([
    [
      {
        spanId: "0000000000000029",
        spanName: "answer",
        path: "attributes.input.value",
        snippet: {
          before: expect.stringMatching(/^….*word 我们的$/),
          match: "退款政策",
          after: expect.stringMatching(/^是三十天之内。word .*…$/),
        },
      },
    ],
  ]);
});

test("a hit inside of JSON text has a path that leads there, and no escapes", async () => {
  const { items } = await list('"refund policy"');
  expect(items[0]?.hits).toEqual([
    {
      spanId: "000000000000002a",
      spanName: "answer",
      path: "attributes.output.value.messages[0].text",
      snippet: { before: "one ", match: "Refund policy", after: " of ours" },
    },
  ]);
});

test("a hit of an attribute shows its value, with the index that a wildcard stood for", async () => {
  const { items } = await list("attributes.retrieval.documents[*].score > 0.385");
  expect(items[0]?.hits).toEqual([
    {
      spanId: "0000000000000028",
      spanName: "step",
      path: "attributes.retrieval.documents[0].score",
      snippet: { before: "", match: "0.39", after: "" },
    },
  ]);
});

test("what a query must not hold is no hit", async () => {
  const { items } = await list('name = answer not "refund"');
  expect(items).toHaveLength(1);
  expect(items[0]?.hits).toEqual([]);
});

test("a search that runs out of time says how far it came, and its cursor goes on until everything was looked at", async () => {
  const query = queryOf('not "nothing"');
  const found: string[] = [];
  let cursor: string | null | undefined;
  let stops = 0;
  do {
    const page = await listFoundTraces(
      database.pool,
      projectId,
      { ...range, limit: 50, query, ...(cursor ? { cursor } : {}) },
      0,
    );
    found.push(...page.items.map(({ traceId }) => traceId));
    cursor = page.nextCursor;
    if (page.searchedBackTo !== undefined) stops += 1;
    expect(page.searchedBackTo !== undefined).toBe(cursor !== null);
  } while (cursor !== null && stops < 50);
  expect(stops).toBeGreaterThan(0);
  expect(new Set(found).size).toBe(42);
  expect(found).toHaveLength(42);
});

test("the page before a cursor is the one that was there", async () => {
  const first = await list('"word question"', { limit: 10 });
  const second = await list('"word question"', { limit: 10, cursor: first.nextCursor ?? "" });
  const back = await list('"word question"', { limit: 10, cursor: second.prevCursor ?? "", isBackward: true });
  expect(back.items.map(({ traceId }) => traceId)).toEqual(first.items.map(({ traceId }) => traceId));
  expect([back.hasPrevious, second.hasPrevious, first.hasPrevious]).toEqual([false, true, false]);
});

test("another order than newest first is refused in a sentence", async () => {
  const sorted = list('"refund"', { sort: { field: "duration", isDescending: true } });
  await expect(sorted).rejects.toThrow(/listed newest first only/);
});

test("a cursor of another query is refused", async () => {
  const { nextCursor } = await list('"word question"', { limit: 5 });
  await expect(list('"word"', { cursor: nextCursor ?? "" })).rejects.toThrow(/cursor/);
});

test("attribute paths and values are suggested as queries write them", async () => {
  const keys = await listAttributeKeys(database.pool, projectId, "retr");
  expect(keys).toMatchObject([{ path: "attributes.retrieval.documents[*].score", types: ["string"] }]);
  expect(
    await listAttributeValues(database.pool, projectId, "attributes.retrieval.documents[*].score", "0.1"),
  ).toContain("0.1");
  expect(await listAttributeValues(database.pool, projectId, "application", "SH")).toEqual(["shop"]);
  expect(await listAttributeValues(database.pool, projectId, "nothing", "")).toEqual([]);
});

test("a segment of more traces than it has cells leads to each of them, by word, value and number", async () => {
  const many = newUuid() as ProjectId;
  const spans = Array.from({ length: 600 }, (_, trace) => ({
    traceId: `${"ef".repeat(12)}${trace.toString(16).padStart(8, "0")}`,
    spanId: `${(trace + 1).toString(16).padStart(16, "0")}`,
    name: "step",
    kind: 1,
    startTimeUnixNano: String(BigInt(baseMs + trace * 1_000) * 1_000_000n),
    endTimeUnixNano: String(BigInt(baseMs + trace * 1_000 + 1) * 1_000_000n),
    attributes: [
      { key: "input.value", value: { stringValue: `number${trace} of many` } },
      { key: "order.id", value: { stringValue: `o-${trace}` } },
      { key: "order.kind", value: { stringValue: trace % 300 === 0 ? "urgent" : "usual" } },
      { key: "order.total", value: { intValue: trace === 411 ? "90000" : String(trace) } },
    ],
  }));
  await storeOtlpJson(database.pool, many, {
    resourceSpans: [
      {
        resource: { attributes: [{ key: "service.name", value: { stringValue: "bulk" } }] },
        scopeSpans: [{ scope: {}, spans }],
      },
    ],
  });
  await indexProject(database.pool, many, { waitMsMax: 0, settleMs: 0 });
  const found = async (text: string) => {
    const { items } = await listTraces(database.pool, many, { ...range, limit: 200, query: queryOf(text) });
    return items.map(({ traceId }) => Number.parseInt(traceId.slice(-8), 16));
  };
  for (const trace of [0, 1, 255, 256, 598, 599]) {
    expect(await found(`number${trace} `.trim())).toContain(trace);
    expect(await found(`attributes.order.id = o-${trace}`)).toEqual([trace]);
  }
  expect(await found("attributes.order.total > 1000")).toEqual([411]);
  expect(await found("attributes.order.id ~ O-41")).toEqual([419, 418, 417, 416, 415, 414, 413, 412, 411, 410, 41]);
  expect(await found("attributes.order.kind ~ URG")).toEqual([300, 0]);
  expect(await found("attributes.order.total >= 597")).toEqual([599, 598, 597, 411]);
  // What rows tell leads to 600 traces: too many to compare, few enough to pass over others that the index leads to.
  expect(await found("application = bulk attributes.order.total >= 597")).toEqual([599, 598, 597, 411]);
  expect(await found("application = bulk number411")).toEqual([411]);
  expect(await found("application = shop number411")).toEqual([]);
});
