import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { parseQuery } from "@plumbline/query/parse";
import type { Query } from "@plumbline/query/query";
import { beforeAll, describe, expect, test } from "vitest";
import { readFacets } from "../read/facets";
import { listSessions } from "../read/list-sessions";
import { listUsers } from "../read/list-users";
import { readPulse } from "../read/pulse";
import { readRangeCounts } from "../read/range-counts";
import { storeOtlpJson } from "../testing";
import { indexProject } from "./index-project";
import { listFoundSessions } from "./list-found-sessions";

const { pool } = await useTestDatabase();
const projectId = newUuid() as ProjectId;
const baseMs = Date.UTC(2026, 10, 20, 12);
const range = { from: new Date(baseMs), to: new Date(baseMs + 3_600_000) };
const traceCount = 1_400;

/** Every 35th trace asks for a refund; 29 sessions that interleave, 11 users, every 13th trace has neither. */
const asksForRefund = (trace: number) => trace % 35 === 0;
const sessionOf = (trace: number) => (trace % 13 === 0 ? undefined : `s-${(trace * 3) % 29}`);
const userOf = (trace: number) => (trace % 13 === 0 ? undefined : `u-${trace % 11}`);
const all = Array.from({ length: traceCount }, (_, trace) => trace);

function spanOf(trace: number): object {
  const start = BigInt(baseMs + trace * 1_000) * 1_000_000n;
  const values = {
    "openinference.span.kind": "LLM",
    "input.value": asksForRefund(trace) ? `a refund for order ${trace}` : `where is order ${trace}`,
    "session.id": sessionOf(trace),
    "user.id": userOf(trace),
  };
  return {
    traceId: `${"ab".repeat(12)}${trace.toString(16).padStart(8, "0")}`,
    spanId: (trace + 1).toString(16).padStart(16, "0"),
    name: "answer",
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(start + 1_000_000n * BigInt(1 + (trace % 50))),
    attributes: Object.entries(values).flatMap(([key, stringValue]) =>
      stringValue === undefined ? [] : [{ key, value: { stringValue } }],
    ),
    status: { code: trace % 14 === 0 ? 2 : 1 },
  };
}

function queryOf(text: string): Query {
  const parsed = parseQuery(text);
  if (!parsed.ok || parsed.query === undefined) throw new Error(`Not a query: ${text}`);
  return parsed.query;
}

const refund = { ...range, query: queryOf("refund") };

beforeAll(async () => {
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
  await storeOtlpJson(pool, projectId, {
    resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans: all.map(spanOf) }] }],
  });
  await indexProject(pool, projectId, { segmentSpans: 100, waitMsMax: 0, settleMs: 0 });
});

describe("sessions", () => {
  /** By the newest matching trace. */
  const sessionsOf = (traces: readonly number[]) => [
    ...new Set([...traces].reverse().flatMap((trace) => sessionOf(trace) ?? [])),
  ];
  const expected = sessionsOf(all.filter(asksForRefund));

  test("a text finds the sessions in which it stands, each once, page after page", async () => {
    expect(expected.length).toBeGreaterThan(15);
    const found: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await listSessions(pool, projectId, { ...refund, limit: 7, ...(cursor ? { cursor } : {}) });
      expect(page.searchedBackTo).toBeUndefined();
      found.push(...page.items.map(({ sessionId }) => sessionId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found).toEqual(expected);
  });

  test("figures are of the whole session, not of the traces that were found", async () => {
    const { items } = await listSessions(pool, projectId, { ...refund, limit: 1 });
    const [session] = items;
    expect(session?.traces).toBe(all.filter((trace) => sessionOf(trace) === session?.sessionId).length);
  });

  test("a search that runs out of time says how far it came, and its cursor goes on", async () => {
    const every = { ...range, query: queryOf('not "nothing"') };
    const found: string[] = [];
    let cursor: string | null | undefined;
    let stops = 0;
    do {
      const page = await listFoundSessions(pool, projectId, { ...every, limit: 50, ...(cursor ? { cursor } : {}) }, 0);
      found.push(...page.items.map(({ sessionId }) => sessionId));
      cursor = page.nextCursor;
      if (page.searchedBackTo !== undefined) stops += 1;
      expect(page.searchedBackTo !== undefined).toBe(cursor !== null);
    } while (cursor !== null && stops < 200);
    expect(stops).toBeGreaterThan(0);
    expect(found).toEqual(sessionsOf(all));
  });
});

test("users are added up over the traces in which a text stands", async () => {
  const expected = new Map<string, number>();
  for (const trace of all.filter(asksForRefund)) {
    const user = userOf(trace);
    if (user !== undefined) expected.set(user, (expected.get(user) ?? 0) + 1);
  }
  const found = new Map<string, number>();
  let cursor: string | null | undefined;
  do {
    const page = await listUsers(pool, projectId, {
      ...refund,
      sort: "traces",
      limit: 4,
      ...(cursor ? { cursor } : {}),
    });
    expect(page.total).toMatchObject({
      users: expected.size,
      traces: [...expected.values()].reduce((sum, traces) => sum + traces),
    });
    expect(page.searchedBackTo).toBeUndefined();
    for (const { userId, traces } of page.items) found.set(userId, traces);
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(found).toEqual(expected);
});

describe("counts", () => {
  const found = all.filter(asksForRefund);

  test("the strip counts the traces of a text exactly where they are few", async () => {
    const pulse = await readPulse(pool, projectId, refund);
    expect(pulse.isUpperBound).toBe(false);
    expect(pulse.total).toMatchObject({
      traces: found.length,
      errors: found.filter((trace) => trace % 14 === 0).length,
    });
  });

  test("facets and ranges do too", async () => {
    const facets = await readFacets(pool, projectId, refund, ["application", "user"]);
    expect(facets).toMatchObject({ traces: found.length, isUpperBound: false });
    expect(facets.facets[0]?.values).toEqual([{ value: "shop", traces: found.length }]);
    const [spans] = await readRangeCounts(pool, projectId, refund, ["spans"]);
    expect(spans?.isUpperBound).toBe(false);
    expect(spans?.buckets.reduce((sum, { traces }) => sum + traces, 0)).toBe(found.length);
  });

  test("a text of very many traces leaves an upper bound, and says so", async () => {
    const common = { ...range, query: queryOf("order") };
    expect(await readPulse(pool, projectId, common)).toMatchObject({
      isUpperBound: true,
      total: { traces: traceCount },
    });
    expect(await readFacets(pool, projectId, common, [])).toMatchObject({ isUpperBound: true, traces: traceCount });
    const nothing = { ...range, query: queryOf("xylophone") };
    expect(await readPulse(pool, projectId, nothing)).toMatchObject({ isUpperBound: false, total: { traces: 0 } });
  });

  test("what rows tell beside a text narrows the counts", async () => {
    const failed = { ...range, query: queryOf("status = error refund") };
    expect(await readPulse(pool, projectId, failed)).toMatchObject({
      isUpperBound: false,
      total: { traces: found.filter((trace) => trace % 14 === 0).length },
    });
  });
});
