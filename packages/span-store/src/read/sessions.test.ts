import { newUuid } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { describe, expect, test } from "vitest";
import { getSession } from "./get-session";
import { activityStatement, listSessions } from "./list-sessions";
import { listUsers, usersStatement } from "./list-users";
import { seedTraces } from "./seed-traces";
import { sessionFiguresStatement } from "./session-figures";
import { type UserSort, userSortFields } from "./session-types";
import { insertTrace, where } from "./test-rows";

const { pool } = await useTestDatabase();
const dayMs = 86_400_000;
const start = Date.parse("2026-11-20T00:00:00Z");
const range = { from: new Date(start), to: new Date(start + dayMs) };

interface Row {
  readonly traceId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly application: string;
  readonly status: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cost: number | null;
  readonly input: string | null;
  readonly output: string | null;
}

/** An even spread that is the same in every run. */
function roller(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Rows of three days, the range being the middle one: sessions reach over its ends and interleave. */
async function insertRows(projectId: string, count: number): Promise<Row[]> {
  const roll = roller(7);
  const maybe = <T>(value: T, share = 5) => (roll(share) === 0 ? null : value);
  const rows: Row[] = [];
  for (let index = 0; index < count; index++) {
    // Whole minutes, so that many traces begin together.
    const startMs = start - dayMs + roll(3 * 1440) * 60_000;
    const durationMs = 1 + roll(5_000);
    const row: Omit<Row, "traceId"> = {
      startMs,
      endMs: startMs + durationMs,
      sessionId: maybe(`s-${roll(40)}`),
      userId: maybe(`u-${roll(9)}`),
      application: `app-${roll(3)}`,
      status: roll(3),
      inputTokens: maybe(roll(1_000)),
      outputTokens: maybe(roll(1_000)),
      cost: maybe(roll(1_000) / 10_000, 2),
      input: maybe(`question ${index}`),
      output: maybe(`answer ${index}`),
    };
    const traceId = await insertTrace(pool, projectId, {
      start_time: new Date(row.startMs).toISOString(),
      end_time: new Date(row.endMs).toISOString(),
      duration_ns: durationMs * 1_000_000,
      session_id: row.sessionId,
      user_id: row.userId,
      application: row.application,
      status: row.status,
      input_tokens: row.inputTokens,
      output_tokens: row.outputTokens,
      cost: row.cost,
      input_preview: row.input,
      output_preview: row.output,
    });
    rows.push({ traceId, ...row });
  }
  return rows;
}

const projectId = newUuid();
const rows = await insertRows(projectId, 600);
await insertRows(newUuid(), 20);

const sumOrNull = (values: readonly (number | null)[]) => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
};
const inRange = (row: Row) => row.startMs >= range.from.getTime() && row.startMs < range.to.getTime();
const byTime = (a: Row, b: Row) => a.startMs - b.startMs || (a.traceId < b.traceId ? -1 : 1);
const iso = (ms: number) => new Date(ms).toISOString().replace("Z", "000Z");
const distinct = (values: readonly (string | null)[]) =>
  [...new Set(values.filter((value) => value !== null))].sort((a, b) => (a < b ? -1 : 1));

/** The definition, in the plainest words: which sessions, in which order, with which figures. */
function expectedSessions(matches: (row: Row) => boolean) {
  const ids = distinct(rows.map((row) => row.sessionId));
  return ids
    .flatMap((sessionId) => {
      const all = rows.filter((row) => row.sessionId === sessionId).sort(byTime);
      const newest = all.filter((row) => inRange(row) && matches(row)).at(-1);
      return newest === undefined ? [] : [{ newest, summary: expectedSummary(sessionId, all) }];
    })
    .sort((a, b) => byTime(b.newest, a.newest))
    .map(({ summary }) => summary);
}

function expectedSummary(sessionId: string, all: readonly Row[]) {
  const cost = sumOrNull(all.map((row) => row.cost));
  return {
    sessionId,
    startTime: iso(Math.min(...all.map((row) => row.startMs))),
    endTime: iso(Math.max(...all.map((row) => row.endMs))),
    lastActive: iso(Math.max(...all.map((row) => row.startMs))),
    traces: all.length,
    errors: all.filter((row) => row.status === 2).length,
    isRunning: false,
    users: distinct(all.map((row) => row.userId)),
    applications: distinct(all.map((row) => row.application)),
    inputTokens: sumOrNull(all.map((row) => row.inputTokens)),
    outputTokens: sumOrNull(all.map((row) => row.outputTokens)),
    cost: cost === null ? null : expect.closeTo(cost, 10),
    firstInput: all.find((row) => row.input !== null)?.input ?? null,
    lastOutput: all.findLast((row) => row.output !== null)?.output ?? null,
  };
}

async function everyPage<T>(
  read: (cursor: string | undefined) => Promise<{ items: readonly T[]; nextCursor: string | null }>,
) {
  const items: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await read(cursor);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

describe("the session list", () => {
  const filters = [
    ["all", undefined, () => true],
    ["of one application", where("application", "app-1"), (row: Row) => row.application === "app-1"],
    ["with an error", where("status", "error"), (row: Row) => row.status === 2],
    ["of a user", where("user", "u-3"), (row: Row) => row.userId === "u-3"],
  ] as const;

  test.each(filters)("%s: agrees with counting all traces, on pages of 7 and on one", async (_, query, matches) => {
    const filter = { ...range, ...(query === undefined ? {} : { query }) };
    const expected = expectedSessions(matches);
    expect(expected.length).toBeGreaterThan(7);
    const whole = await listSessions(pool, projectId, { ...filter, limit: 200 });
    expect(whole).toEqual({ items: expected, nextCursor: null });
    const paged = await everyPage((cursor) =>
      listSessions(pool, projectId, { ...filter, limit: 7, ...(cursor === undefined ? {} : { cursor }) }),
    );
    expect(paged.map((session) => session.sessionId)).toEqual(expected.map((session) => session.sessionId));
  });

  test("a session of very many traces hides none of the others", async () => {
    const busy = newUuid();
    await insertTrace(pool, busy, { start_time: "2026-11-20T01:00:00Z", session_id: "quiet" });
    await pool.query(
      `INSERT INTO trace (project_id, trace_id, start_time, end_time, duration_ns, application, name, root_kind, status, has_root,
        is_running, span_count, error_count, orphan_count, session_id)
      SELECT $1, gen_random_uuid(), '2026-11-20T02:00:00Z'::timestamptz + n * interval '1 second', now(), 1, 'a', 'a', 0, 0, true,
        false, 1, 0, 0, 'busy' FROM generate_series(1, 3000) n`,
      [busy],
    );
    const page = await listSessions(pool, busy, { ...range, limit: 1 });
    expect(page.items.map(({ sessionId, traces }) => [sessionId, traces])).toEqual([["busy", 3000]]);
    const next = await listSessions(pool, busy, { ...range, limit: 1, cursor: page.nextCursor ?? "" });
    expect(next.items.map(({ sessionId }) => sessionId)).toEqual(["quiet"]);
    expect(next.nextCursor).toBeNull();
  });

  test("refuses a cursor of other filters, and a limit out of bounds", async () => {
    const { nextCursor } = await listSessions(pool, projectId, { ...range, limit: 2 });
    const other = { ...range, query: where("status", "error"), limit: 2, cursor: nextCursor ?? "" };
    await expect(listSessions(pool, projectId, other)).rejects.toMatchObject({ code: "request.invalid" });
    await expect(listSessions(pool, projectId, { ...range, limit: 0 })).rejects.toMatchObject({ field: "limit" });
  });
});

describe("a session", () => {
  const all = rows.filter((row) => row.sessionId === "s-3").sort(byTime);

  test("has its figures, its slowest turn and its traces in order, page by page", async () => {
    const first = await getSession(pool, projectId, "s-3", { limit: 2 });
    expect(first.session).toEqual(expectedSummary("s-3", all));
    const longest = Math.max(...all.map((row) => row.endMs - row.startMs));
    expect(first.slowestTraceId).toBe(all.find((row) => row.endMs - row.startMs === longest)?.traceId);
    const traces = await everyPage(async (cursor) => {
      const page = await getSession(pool, projectId, "s-3", { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      return { items: page.traces, nextCursor: page.nextCursor };
    });
    expect(traces.map((trace) => trace.traceId)).toEqual(all.map((row) => row.traceId));
  });

  test("of another project is not found", async () => {
    await expect(getSession(pool, newUuid(), "s-3", { limit: 2 })).rejects.toMatchObject({
      code: "resource.not_found",
    });
  });
});

describe("the user list", () => {
  function expectedUsers(sort: UserSort) {
    const ids = distinct(rows.filter(inRange).map((row) => row.userId));
    const users = ids.map((userId) => {
      const own = rows.filter((row) => inRange(row) && row.userId === userId);
      return {
        userId,
        traces: own.length,
        sessions: distinct(own.map((row) => row.sessionId)).length,
        errors: own.filter((row) => row.status === 2).length,
        inputTokens: sumOrNull(own.map((row) => row.inputTokens)),
        outputTokens: sumOrNull(own.map((row) => row.outputTokens)),
        cost: sumOrNull(own.map((row) => row.cost)),
        firstSeen: iso(Math.min(...own.map((row) => row.startMs))),
        lastSeen: iso(Math.max(...own.map((row) => row.startMs))),
      };
    });
    const keys = {
      cost: (user: (typeof users)[number]) => Math.round((user.cost ?? -1) * 1e6),
      tokens: (user: (typeof users)[number]) => (user.inputTokens ?? 0) + (user.outputTokens ?? 0),
      traces: (user: (typeof users)[number]) => user.traces,
      lastSeen: (user: (typeof users)[number]) => Date.parse(user.lastSeen),
    };
    return users.sort((a, b) => keys[sort](b) - keys[sort](a) || (a.userId < b.userId ? 1 : -1));
  }

  test.each(userSortFields)("by %s: agrees with counting all traces, on pages of 2 and on one", async (sort) => {
    const expected = expectedUsers(sort);
    expect(expected.length).toBe(9);
    const whole = await listUsers(pool, projectId, { ...range, sort, limit: 200 });
    expect(whole.items).toEqual(
      expected.map((user) => ({ ...user, cost: user.cost === null ? null : expect.closeTo(user.cost, 10) })),
    );
    expect(whole.total).toEqual({
      users: 9,
      traces: rows.filter((row) => inRange(row) && row.userId !== null).length,
      cost: expect.closeTo(sumOrNull(expected.map((user) => user.cost)) ?? 0, 10),
    });
    const paged = await everyPage((cursor) =>
      listUsers(pool, projectId, { ...range, sort, limit: 2, ...(cursor === undefined ? {} : { cursor }) }),
    );
    expect(paged.map((user) => user.userId)).toEqual(expected.map((user) => user.userId));
  });

  test("a user without a price stands last by cost, with no cost", async () => {
    const own = newUuid();
    await insertTrace(pool, own, { start_time: "2026-11-20T01:00:00Z", user_id: "free", cost: 0 });
    await insertTrace(pool, own, { start_time: "2026-11-20T01:00:00Z", user_id: "unpriced" });
    const { items } = await listUsers(pool, own, { ...range, sort: "cost", limit: 10 });
    expect(items.map(({ userId, cost }) => [userId, cost])).toEqual([
      ["free", 0],
      ["unpriced", null],
    ]);
  });

  test("a query narrows the traces that are counted", async () => {
    const query = where("application", "app-2");
    const { items } = await listUsers(pool, projectId, { ...range, query, sort: "traces", limit: 200 });
    const own = rows.filter((row) => inRange(row) && row.application === "app-2" && row.userId === items[0]?.userId);
    expect(items[0]?.traces).toBe(own.length);
    expect(items[0]?.sessions).toBe(distinct(own.map((row) => row.sessionId)).length);
  });

  test("refuses a cursor of another order, and one that was made up", async () => {
    const { nextCursor } = await listUsers(pool, projectId, { ...range, sort: "traces", limit: 2 });
    for (const cursor of [
      nextCursor ?? "",
      "bm90IG91cnM",
      Buffer.from('["x","[\\"1\\",\\"u\\"]"]').toString("base64url"),
    ])
      await expect(listUsers(pool, projectId, { ...range, sort: "cost", limit: 2, cursor })).rejects.toMatchObject({
        field: "cursor",
      });
  });
});

describe("over 100,000 traces", async () => {
  const seeded = newUuid();
  const until = new Date("2026-11-22T00:00:00Z");
  const month = { from: new Date("2026-10-23T00:00:00Z"), to: new Date("2026-11-22T00:00:01Z") };
  await seedTraces(pool, { projectId: seeded, traces: 100_000, until, days: 30 });

  async function explain({ text, values }: { readonly text: string; readonly values: readonly unknown[] }) {
    const { rows: lines } = await pool.query<{ "QUERY PLAN": string }>(`EXPLAIN (ANALYZE, COSTS OFF) ${text}`, [
      ...values,
    ]);
    return lines.map((line) => line["QUERY PLAN"]).join("\n");
  }

  test("the newest sessions are found in their index alone, past the sessions that were met", async () => {
    const plan = await explain(activityStatement(seeded, month, undefined, ["session-0", "session-1"], 200));
    expect(plan).toContain("Index Only Scan using trace_list_idx");
    expect(plan).not.toMatch(/Sort|Seq Scan/);
  });

  test("the figures of a page read the rows of its sessions only", async () => {
    const page = await listSessions(pool, seeded, { ...month, limit: 50 });
    expect(page.items).toHaveLength(50);
    const ids = page.items.map((session) => session.sessionId);
    const plan = await explain(sessionFiguresStatement(seeded, ids));
    expect(plan).toContain("using trace_session_idx");
    expect(plan).not.toContain("Seq Scan");
  });

  test("users are added up in their index alone", async () => {
    const plan = await explain(usersStatement(seeded, { ...month, sort: "cost", limit: 50 }));
    expect(plan).toContain("Index Only Scan using trace_user_idx");
    expect(plan).not.toContain("Seq Scan");
    const page = await listUsers(pool, seeded, { ...month, sort: "cost", limit: 50 });
    expect(page.total).toMatchObject({ users: 2000, traces: 100_000 });
  });
}, 120_000);
