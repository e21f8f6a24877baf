import { newUuid } from "@plumbline/base/ids";
import { createPool } from "@plumbline/db/pool";
import { useTestDatabase } from "@plumbline/db/testing";
import { describe, expect, test } from "vitest";
import { listApplications } from "./applications";
import { readFreshness } from "./freshness";
import { listTraces } from "./list-traces";
import { readPulse } from "./pulse";
import { listSpanNames } from "./span-names";
import { insertTrace, where } from "./test-rows";
import type { TraceQuery } from "./types";

const { pool, url } = await useTestDatabase();
const range = { from: new Date("2026-11-21T00:00:00Z"), to: new Date("2026-11-22T00:00:00Z") };

async function idsOf(projectId: string, query: Partial<TraceQuery> = {}): Promise<string[]> {
  const page = await listTraces(pool, projectId, { ...range, limit: 200, ...query });
  return page.items.map((item) => item.traceId);
}

test("pages follow each other without a gap or a repeat, also among traces of the same microsecond", async () => {
  const projectId = newUuid();
  const inserted: string[] = [];
  for (let second = 0; second < 5; second++) {
    for (let twin = 0; twin < 5; twin++) {
      const start_time = `2026-11-21T12:00:0${second}.000123Z`;
      inserted.push(await insertTrace(pool, projectId, { start_time }));
    }
  }
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: TraceQuery = { ...range, limit: 4, ...(cursor === null ? {} : { cursor }) };
    const page = await listTraces(pool, projectId, query);
    expect(page.items.length).toBeLessThanOrEqual(4);
    seen.push(...page.items.map((item) => item.traceId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(new Set(seen)).toEqual(new Set(inserted));
  expect(seen).toHaveLength(inserted.length);
});

test("a row arrives whole", async () => {
  const projectId = newUuid();
  const evaluation = { evaluationId: "e", state: "succeeded", scores: [{ metric: "correctness", score: 0.75 }] };
  const traceId = await insertTrace(pool, projectId, {
    start_time: "2026-11-21T12:00:00.123456Z",
    input_tokens: 7,
    models: ["qwen-max"],
    evaluation,
    status: 2,
  });
  const { items, nextCursor } = await listTraces(pool, projectId, { ...range, limit: 1 });
  expect(nextCursor).toBeNull();
  expect(items[0]).toMatchObject({
    traceId,
    startTime: "2026-11-21T12:00:00.123456Z",
    durationNs: 1_000_000_000n,
    status: "error",
    inputTokens: 7,
    outputTokens: null,
    rootKind: "CHAIN",
    models: ["qwen-max"],
    evaluation,
  });
});

describe("states", async () => {
  const projectId = newUuid();
  const ok = await insertTrace(pool, projectId, { status: 1 });
  const unset = await insertTrace(pool, projectId, { status: 0 });
  const error = await insertTrace(pool, projectId, { status: 2 });
  const rootless = await insertTrace(pool, projectId, { has_root: false });
  const orphaned = await insertTrace(pool, projectId, { orphan_count: 1 });
  const running = await insertTrace(pool, projectId, { is_running: true });
  const brokenAndRootless = await insertTrace(pool, projectId, { status: 2, has_root: false });

  const cases: [string[], string[]][] = [
    [["ok"], [ok, unset]],
    [["error"], [error, brokenAndRootless]],
    [["incomplete"], [rootless, orphaned, brokenAndRootless]],
    [["running"], [running]],
    [["unset"], [unset, rootless, orphaned, running]],
    [
      ["unset", "error"],
      [unset, rootless, orphaned, running, error, brokenAndRootless],
    ],
    [
      ["error", "incomplete"],
      [error, rootless, orphaned, brokenAndRootless],
    ],
    [
      ["ok", "unset"],
      [ok, unset, rootless, orphaned, running],
    ],
    [
      ["ok", "error", "incomplete", "running"],
      [ok, unset, error, rootless, orphaned, running, brokenAndRootless],
    ],
  ];
  test.each(cases)("%j", async (states, expected) => {
    const found = await idsOf(projectId, { query: where("status", ...states) });
    expect(found).toHaveLength(expected.length);
    expect(new Set(found)).toEqual(new Set(expected));
  });
});

test("a trace id is found whole outside of the range, and by its beginning inside of it", async () => {
  const projectId = newUuid();
  const inside = await insertTrace(pool, projectId, { trace_id: "abcd0000000000000000000000000001" });
  const also = await insertTrace(pool, projectId, { trace_id: "abcdffffffffffffffffffffffffffff" });
  await insertTrace(pool, projectId, { trace_id: "abce0000000000000000000000000000" });
  await insertTrace(pool, projectId, { trace_id: "abccffffffffffffffffffffffffffff" });
  const old = "abcd0000000000000000000000000002";
  await insertTrace(pool, projectId, { trace_id: old, start_time: "2026-01-01T00:00:00Z" });
  expect(new Set(await idsOf(projectId, { query: where("trace", "ABCD") }))).toEqual(new Set([inside, also]));
  expect(await idsOf(projectId, { query: where("trace", inside.slice(0, 31)) })).toEqual([inside]);
  expect(await idsOf(projectId, { query: where("trace", old) })).toEqual([old]);
  expect(await idsOf(newUuid(), { query: where("trace", old) })).toEqual([]);
});

test("every other filter compares exactly, and another project's rows are never seen", async () => {
  const projectId = newUuid();
  const columns = {
    application: "a",
    span_names: ["root", "retrieve"],
    session_id: "s",
    user_id: "u",
    evaluation_state: "failed",
    evaluation: { state: "failed" },
  };
  const match = await insertTrace(pool, projectId, columns);
  await insertTrace(pool, newUuid(), columns);
  await insertTrace(pool, projectId, { application: "A", span_names: ["retrieve2"], session_id: "s2", user_id: "U" });
  const queries = [
    where("application", "a"),
    where("span", "retrieve"),
    where("session", "s"),
    where("user", "u"),
    where("evaluation", "failed"),
    where("evaluation", "failed", "partly"),
  ];
  for (const query of queries) expect(await idsOf(projectId, { query })).toEqual([match]);
  expect(await idsOf(projectId, { query: where("span", "ret") })).toEqual([]);
  expect(await idsOf(projectId, { query: where("user", "nul\u0000") })).toEqual([]);
});

test("the end of a range is exclusive, its start inclusive", async () => {
  const projectId = newUuid();
  const first = await insertTrace(pool, projectId, { start_time: range.from });
  await insertTrace(pool, projectId, { start_time: range.to });
  expect(await idsOf(projectId)).toEqual([first]);
});

test("the pulse has every bucket, counts what the list shows, and leaves running traces out of its quantiles", async () => {
  const projectId = newUuid();
  const at = (minute: string) => ({ start_time: `2026-11-21T12:${minute}:00Z` });
  for (const duration_ms of [100, 200, 300]) {
    await insertTrace(pool, projectId, {
      ...at("01"),
      duration_ns: duration_ms * 1e6,
      status: duration_ms === 300 ? 2 : 0,
    });
  }
  await insertTrace(pool, projectId, { ...at("02"), is_running: true, duration_ns: 9e12 });
  const pulse = await readPulse(pool, projectId, range);
  expect(pulse.stepMs).toBe(1_800_000);
  // Durations are kept to 0.02 % where few share a bin.
  const figures = { traces: 4, errors: 1, p50Ms: expect.closeTo(200, 0), p95Ms: expect.closeTo(290, 0) };
  expect(pulse.buckets).toHaveLength(48);
  expect(pulse.buckets.filter((bucket) => bucket.traces > 0)).toEqual([
    { startTime: "2026-11-21T12:00:00.000Z", ...figures },
  ]);
  expect(pulse.total).toEqual(figures);
  const errors = await readPulse(pool, projectId, { ...range, query: where("status", "error") });
  expect(errors.buckets.reduce((sum, bucket) => sum + bucket.traces, 0)).toBe(1);
  expect(errors.total.traces).toBe(1);
});

test("applications carry requests, errors, tokens, response time, last seen and a spark line", async () => {
  const projectId = newUuid();
  const last_received_at = "2026-11-21T13:00:00Z";
  for (const duration_ms of [100, 200]) {
    await insertTrace(pool, projectId, {
      duration_ns: duration_ms * 1e6,
      input_tokens: 5,
      output_tokens: 2,
      last_received_at,
    });
  }
  await insertTrace(pool, projectId, { application: "silent", status: 2, start_time: "2026-11-21T23:59:59Z" });
  await insertTrace(pool, projectId, { application: "gone", start_time: "2026-11-20T23:59:59Z" });
  const [helpdesk, silent, ...others] = await listApplications(pool, projectId, range);
  expect(others).toEqual([]);
  expect(helpdesk).toMatchObject({
    application: "helpdesk",
    traces: 2,
    errors: 0,
    inputTokens: 10,
    outputTokens: 4,
    p50Ms: 150,
    lastSeen: "2026-11-21T13:00:00.000000Z",
  });
  expect(helpdesk?.pulse).toHaveLength(24);
  expect(helpdesk?.pulse[12]).toEqual({ traces: 2, errors: 0 });
  expect(silent).toMatchObject({ application: "silent", inputTokens: null, errors: 1 });
  expect(silent?.pulse[23]).toEqual({ traces: 1, errors: 1 });
});

test("span names come commonest first, within the application", async () => {
  const projectId = newUuid();
  await insertTrace(pool, projectId, { span_names: ["a", "b"] });
  await insertTrace(pool, projectId, { span_names: ["b"] });
  await insertTrace(pool, projectId, { span_names: ["c"], application: "other" });
  expect(await listSpanNames(pool, projectId, { ...range, application: "helpdesk" })).toEqual([
    { name: "b", traces: 2 },
    { name: "a", traces: 1 },
  ]);
});

test("freshness is the age of the newest span received, or nothing", async () => {
  const projectId = newUuid();
  expect(await readFreshness(pool, projectId)).toEqual({ newestReceivedAt: null, ageMs: null });
  const last_received_at = new Date(Date.now() - 60_000);
  await insertTrace(pool, projectId, { last_received_at });
  const { newestReceivedAt, ageMs } = await readFreshness(pool, projectId);
  expect(new Date(newestReceivedAt ?? 0)).toEqual(last_received_at);
  expect(ageMs).toBeGreaterThanOrEqual(60_000);
});

test("a query that is cut off says so; a database that is away says that too", async () => {
  const projectId = newUuid();
  const hasty = createPool({ url, applicationName: "test", statementTimeoutMs: 1 });
  const locker = await pool.connect();
  await locker.query("BEGIN; LOCK TABLE trace IN ACCESS EXCLUSIVE MODE");
  await expect(listTraces(hasty, projectId, { ...range, limit: 1 })).rejects.toMatchObject({ code: "query.too_slow" });
  await locker.query("ROLLBACK");
  locker.release();
  await hasty.end();
  const nowhere = createPool({ url: "postgres://x:x@127.0.0.1:1/x", applicationName: "test" });
  await expect(listTraces(nowhere, projectId, { ...range, limit: 1 })).rejects.toMatchObject({
    code: "store.unavailable",
  });
  await nowhere.end();
});
