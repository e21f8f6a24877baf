import { testGrant } from "@plumbline/access/testing";
import type { TraceId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { startJudgeServer } from "@plumbline/evaluation/testing/judge-server";
import { decodeTraces } from "@plumbline/otlp/decode-traces";
import { protobufFromJson } from "@plumbline/otlp/json-traces";
import type { SpanReader } from "@plumbline/span-store/read/create-span-reader";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createApiWorld } from "../testing/api-world";
import { exportLines } from "./export-lines";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const database = await useTestDatabase();
const judge = await startJudgeServer();
afterAll(() => judge.close());
const world = await createApiWorld(database.pool, judge.baseUrl);
/** More than two pages of the store. */
const traceCount = 420;
const traceIds = new Set<TraceId>([world.traceId]);
const base = `/api/v1/projects/${world.projectId}/traces/export`;

beforeAll(async () => {
  while (traceIds.size < traceCount) traceIds.add(await world.storeTrace());
});

const everything = { from: "2020-01-01T00:00:00Z", to: "2021-01-01T00:00:00Z" };
async function read(format: string, query: Record<string, string> = {}): Promise<string[]> {
  const range = await rangeOfTraces();
  const response = await world.call(
    "read key",
    "GET",
    `${base}?${new URLSearchParams({ ...range, ...query, format })}`,
  );
  expect(response.status, await response.clone().text()).toBe(200);
  // Not text(), which takes the byte order mark away.
  return Buffer.from(await response.arrayBuffer())
    .toString("utf8")
    .trimEnd()
    .split(/\r?\n/);
}

/** The stored example has a time of its own. */
async function rangeOfTraces(): Promise<{ from: string; to: string }> {
  const { rows } = await database.pool.query("SELECT min(start_time) AS first, max(start_time) AS last FROM trace");
  const { first, last } = rows[0] as { first: Date; last: Date };
  return { from: new Date(first.getTime() - 1000).toISOString(), to: new Date(last.getTime() + 1000).toISOString() };
}

test("JSONL holds every trace of the query once, over all pages, and ends with their number", async () => {
  const lines = (await read("jsonl")).map((line) => JSON.parse(line) as { traceId: TraceId; end?: { traces: number } });
  expect(lines.pop()).toEqual({ end: { traces: traceCount } });
  expect(lines).toHaveLength(traceCount);
  expect(new Set(lines.map(({ traceId }) => traceId))).toEqual(traceIds);
});

test("CSV has a head, a line for each trace with the columns that were asked for, and its last line", async () => {
  const lines = await read("csv", { columns: "attributes.input.value", q: `trace = ${world.traceId}` });
  const [head = "", row = "", end, ...others] = lines;
  expect(others).toEqual([]);
  expect(head.startsWith("\ufefftraceId,name,application,")).toBe(true);
  expect(head.endsWith(",attributes.input.value")).toBe(true);
  expect(row.startsWith(`${world.traceId},`)).toBe(true);
  expect(end).toBe("# end: 1 traces");
});

test("OTLP JSON has one TracesData object a line, which can be received again", async () => {
  const [line = "", end, ...others] = await read("otlp-json", { q: `trace = ${world.traceId}` });
  expect(others).toEqual([]);
  expect(end).toBe('{"resourceSpans":[]}');
  const spans = decodeTraces(protobufFromJson(Buffer.from(line)))
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([world.traceId]));
  expect(spans.map(({ spanId }) => spanId)).toContain("00000000000000a1");
});

test("traces that are named by id come in the order of the list, however many; what is not there has no line", async () => {
  const wanted = [...traceIds].slice(0, 305).reverse();
  const response = await world.call("read key", "POST", base, {
    format: "jsonl",
    traceIds: [...wanted.slice(0, 250), "f".repeat(32), ...wanted.slice(250), wanted[0]],
  });
  expect(response.status, await response.clone().text()).toBe(200);
  const lines = (await response.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { traceId: TraceId });
  expect(lines.pop()).toEqual({ end: { traces: wanted.length } });
  expect(lines.map(({ traceId }) => traceId)).toEqual(wanted);
});

test("traces that are named by id come with columns and with all spans too", async () => {
  const body = { traceIds: [world.traceId], columns: ["attributes.input.value"] };
  const csv = await world.call("read key", "POST", base, { ...body, format: "csv" });
  expect((await csv.text()).split(/\r?\n/)[0]).toMatch(/,attributes\.input\.value$/);
  const otlp = await world.call("read key", "POST", base, { ...body, format: "otlp-json" });
  expect((await otlp.text()).split("\n")[0]).toContain("00000000000000a1");
  const none = await world.call("read key", "POST", base, { traceIds: [], format: "csv" });
  expect(none.status).toBe(400);
});

test("a query that cannot be run is an error, not a file", async () => {
  const response = await world.call(
    "read key",
    "GET",
    `${base}?${new URLSearchParams({ format: "csv", q: "status = foo" })}`,
  );
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("application/json");
});

test("an export of nothing is a whole file all the same", async () => {
  const response = await world.call(
    "read key",
    "GET",
    `${base}?${new URLSearchParams({ ...everything, format: "jsonl" })}`,
  );
  expect(await response.text()).toBe('{"end":{"traces":0}}\n');
});

test("the log names who exported what", async () => {
  const before = new Date();
  await read("jsonl", { q: "status = error" });
  const { rows } = await database.pool.query(
    "SELECT actor_kind, detail FROM audit_event WHERE action = 'trace.exported' AND at >= $1",
    [before],
  );
  expect(rows).toEqual([
    { actor_kind: "api-key", detail: expect.objectContaining({ format: "jsonl", q: "status = error" }) },
  ]);
});

/** The reader, with what is asked of it counted, and a failure from the given page on. */
function countingReader(failFrom = Number.POSITIVE_INFINITY): { spans: SpanReader; pages: () => number } {
  let pages = 0;
  const spans: SpanReader = {
    ...world.services.spans,
    async listTraces(grant, query) {
      pages += 1;
      if (pages >= failFrom) throw new Error("the database went away");
      return world.services.spans.listTraces(grant, query);
    },
  };
  return { spans, pages: () => pages };
}

test("nothing is read ahead of who takes it, and a reader that leaves ends the reading", async () => {
  const { from, to } = await rangeOfTraces();
  const { spans, pages } = countingReader();
  const grant = testGrant("trace:read", world.projectId);
  const request = { format: "jsonl", filter: { from: new Date(from), to: new Date(to) }, paths: [] } as const;
  const lines = exportLines(spans, grant, request);
  expect(pages()).toBe(0);
  await lines.next();
  expect(pages()).toBe(1);
  await lines.return(undefined);
  expect(await lines.next()).toEqual({ done: true, value: undefined });
  expect(pages()).toBe(1);
});

test("an export that breaks has no last line", async () => {
  const { from, to } = await rangeOfTraces();
  const { spans } = countingReader(2);
  const grant = testGrant("trace:read", world.projectId);
  const parts: string[] = [];
  const broken = async () => {
    const request = { format: "jsonl", filter: { from: new Date(from), to: new Date(to) }, paths: [] } as const;
    for await (const part of exportLines(spans, grant, request)) parts.push(Buffer.from(part).toString());
  };
  await expect(broken()).rejects.toThrow("the database went away");
  expect(parts.join("")).not.toContain('"end"');
});
