import { createHash } from "node:crypto";
import type { Grant } from "@plumbline/base/grant";
import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { createPool } from "@plumbline/db/pool";
import { useTestDatabase } from "@plumbline/db/testing";
import { protobufFromJsonValue } from "@plumbline/otlp/json-traces";
import { walkTraces } from "@plumbline/otlp/walk-traces";
import { describe, expect, test } from "vitest";
import { decodePayload } from "../codec";
import { flagNames } from "../flags";
import { storeOtlpJson } from "../testing";
import { createSpanWriter } from "./span-writer";

const database = await useTestDatabase();
const { pool } = database;

const startNano = BigInt(Date.now() - 60_000) * 1_000_000n;
const traceId = "5b8efff798038103d269b633813fc60c";
const spanIdOf = (number: number) => number.toString(16).padStart(16, "e");

function span(number: number, fields: object = {}): object {
  return {
    traceId,
    spanId: spanIdOf(number),
    name: `span ${number}`,
    startTimeUnixNano: `${startNano + 123n}`,
    endTimeUnixNano: `${startNano + 5_000_123n}`,
    ...fields,
  };
}

function request(...spans: object[]): { resourceSpans: object[] } {
  const attributes = [{ key: "service.name", value: { stringValue: "shop" } }];
  return { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: "test" }, spans }] }] };
}

const newProject = () => newUuid() as ProjectId;
const grantOf = (projectId: ProjectId) => ({ projectId }) as unknown as Grant<"span:write">;
const walkOf = (...spans: object[]) => walkTraces(protobufFromJsonValue(JSON.parse(JSON.stringify(request(...spans)))));

async function readRows(table: string, projectId: ProjectId): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query(`SELECT * FROM ${table} WHERE project_id = $1 ORDER BY 1, 2, 3`, [projectId]);
  return rows;
}

async function readAll(projectId: ProjectId) {
  return {
    span: await readRows("span", projectId),
    payload: await readRows("trace_payload", projectId),
    trace: await readRows("trace", projectId),
  };
}

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

describe("a stored span", () => {
  test("has its row, its payload and its trace, and sending it again changes nothing", async () => {
    const projectId = newProject();
    const attributes = [text("input.value", "How long is the warranty?"), text("output.value", "24 months.")];
    const sent = request(span(1, { attributes }));
    expect(await storeOtlpJson(pool, projectId, sent)).toMatchObject({ storedSpans: 1, rejected: [] });
    const before = await readAll(projectId);
    expect(before.span).toMatchObject([
      { name: "span 1", service: "shop", start_time_ns: 123, duration_ns: 5_000_000n, attribute_count: 2, flags: 0 },
    ]);
    expect(before.trace).toMatchObject([
      { application: "shop", input_preview: "How long is the warranty?", output_preview: "24 months.", span_count: 1 },
    ]);
    expect(before.payload).toHaveLength(1);
    await storeOtlpJson(pool, projectId, sent);
    expect(await readAll(projectId)).toEqual(before);
  });

  test("keeps every byte that came, under its resource and scope", async () => {
    const projectId = newProject();
    const bytes = protobufFromJsonValue(JSON.parse(JSON.stringify(request(span(1), span(2)))));
    await createSpanWriter({ pool }).write(grantOf(projectId), walkTraces(bytes));
    const [payload] = await readRows("trace_payload", projectId);
    expect(decodePayload(payload?.payload as Buffer)).toEqual(bytes);
    expect(payload).toMatchObject({ span_count: 2, raw_bytes: bytes.length });
  });

  test("is not stored twice when it comes again among others, but new neighbours are", async () => {
    const projectId = newProject();
    await storeOtlpJson(pool, projectId, request(span(1), span(2)));
    await storeOtlpJson(pool, projectId, request(span(2)));
    expect(await readRows("trace_payload", projectId)).toHaveLength(1);
    await storeOtlpJson(pool, projectId, request(span(2), span(3)));
    expect(await readRows("trace_payload", projectId)).toHaveLength(2);
    expect((await readRows("trace", projectId))[0]).toMatchObject({ span_count: 3 });
  });

  test("replaces its running version when it has ended, and an older version changes nothing", async () => {
    const projectId = newProject();
    const running = request(span(1, { endTimeUnixNano: "0" }));
    await storeOtlpJson(pool, projectId, running);
    expect((await readRows("trace", projectId))[0]).toMatchObject({ is_running: true });
    await storeOtlpJson(pool, projectId, request(span(1)));
    const ended = await readRows("span", projectId);
    expect(ended).toMatchObject([{ duration_ns: 5_000_000n }]);
    await storeOtlpJson(pool, projectId, running);
    expect(await readRows("span", projectId)).toEqual(ended);
    expect((await readRows("trace", projectId))[0]).toMatchObject({ is_running: false, span_count: 1 });
  });

  test("belongs to the grant's project: the same ids in two projects are two spans", async () => {
    const [one, other] = [newProject(), newProject()];
    await storeOtlpJson(pool, one, request(span(1)));
    await storeOtlpJson(pool, other, request(span(1, { name: "other" })));
    expect([await readRows("span", one), await readRows("span", other)]).toMatchObject([
      [{ name: "span 1" }],
      [{ name: "other" }],
    ]);
  });

  test("survives hostile text, numbers and ids", async () => {
    const projectId = newProject();
    const hostile = span(1, {
      name: "a\u0000b\ud800c",
      parentSpanId: "abcd",
      attributes: [
        text("session.id", `${"é\u0000".repeat(400)}`),
        text("user.id", "x"),
        text("user.id", "y"),
        { key: "gen_ai.usage.input_tokens", value: { intValue: "9223372036854775807" } },
        { key: "gen_ai.usage.output_tokens", value: { doubleValue: "NaN" } },
        { key: "gen_ai.response.time_to_first_chunk", value: { doubleValue: 1e300 } },
        { key: "__proto__", value: { kvlistValue: { values: [{ key: "x", value: { intValue: 1 } }] } } },
      ],
      status: { code: 2, message: `${"👩‍🔧".repeat(300)}` },
    });
    expect(await storeOtlpJson(pool, projectId, request(hostile))).toMatchObject({ storedSpans: 1 });
    const [row] = await readRows("span", projectId);
    expect(row).toMatchObject({ name: "a\u2400b\ufffdc", parent_span_id: null, user_id: "y", output_tokens: null });
    expect(String(row?.error_message).isWellFormed()).toBe(true);
    expect(flagNames(row?.flags as number)).toEqual(["parentIdInvalid", "duplicateKeys"]);
  });

  test.each([
    ["no start", "0", `${startNano}`, { duration_ns: 0n }, ["startMissing"]],
    ["an end before its start", `${startNano}`, `${startNano - 1n}`, { duration_ns: 0n }, ["endBeforeStart"]],
    ["seconds for nanoseconds", "1787400000", "1787400001", { duration_ns: 1n }, ["timeImplausible"]],
    ["times of 2^64-1", `${2n ** 64n - 1n}`, `${2n ** 64n - 1n}`, { duration_ns: 0n }, ["timeCut", "startInFuture"]],
    ["an end of 2^64-1", "1787400000000000000", `${2n ** 64n - 1n}`, {}, ["timeCut"]],
  ])("with %s is stored and flagged", async (_, startTimeUnixNano, endTimeUnixNano, row, flags) => {
    const projectId = newProject();
    await storeOtlpJson(pool, projectId, request(span(1, { startTimeUnixNano, endTimeUnixNano }), span(2)));
    const rows = await readRows("span", projectId);
    const stored = rows.find(({ name }) => name === "span 1");
    expect(stored).toMatchObject(row);
    expect(flagNames(stored?.flags as number)).toEqual(flags);
    expect(await readRows("trace", projectId)).toMatchObject([{ span_count: 2 }]);
  });
});

describe("spans that can never be stored", () => {
  test("are refused one by one with their reason, and kept where operators see them", async () => {
    const projectId = newProject();
    const result = await storeOtlpJson(
      pool,
      projectId,
      request(
        span(1),
        span(2, { traceId: "00".repeat(16) }),
        span(3, { spanId: "00".repeat(8) }),
        span(4, { traceId: "ab" }),
        span(5, { startTimeUnixNano: "0", endTimeUnixNano: "0" }),
        { name: "a log record" },
      ),
    );
    expect(result.storedSpans).toBe(1);
    expect(result.rejected.map(({ reason }) => reason)).toEqual([
      "its trace id is all zeroes",
      "its span id is all zeroes",
      "its trace id has 1 bytes and must have 16",
      "it has neither a start nor an end time",
      expect.stringContaining("OTLP logs"),
    ]);
    expect(await readRows("ingest_reject", projectId)).toHaveLength(5);
  });

  test("are found by halving where only PostgreSQL knows, and their neighbours are stored", async () => {
    const projectId = newProject();
    const writer = createSpanWriter({ pool });
    // A rule that the writer cannot know of, as a stricter server or extension could have it.
    await pool.query("ALTER TABLE span ADD CONSTRAINT refuse_poison CHECK (name <> 'poison') NOT VALID");
    try {
      const otherTrace = "77".repeat(16);
      const requests = [
        walkOf(span(1), span(2, { name: "poison" }), span(3)),
        walkOf(span(4, { traceId: otherTrace }), span(5)),
        walkOf(span(6, { traceId: otherTrace, name: "poison" })),
      ];
      const results = await Promise.all(requests.map((walk) => writer.write(grantOf(projectId), walk)));
      expect(results.map(({ storedSpans, rejected }) => [storedSpans, rejected.length])).toEqual([
        [2, 1],
        [2, 0],
        [0, 1],
      ]);
    } finally {
      await pool.query("ALTER TABLE span DROP CONSTRAINT refuse_poison");
    }
    expect((await readRows("span", projectId)).map(({ name }) => name).sort()).toEqual([
      "span 1",
      "span 3",
      "span 4",
      "span 5",
    ]);
    const rejects = await readRows("ingest_reject", projectId);
    expect(rejects.map((row) => row.span_id).sort()).toEqual([spanIdOf(2), spanIdOf(6)]);
    expect(rejects[0]).toMatchObject({
      reason: expect.stringContaining("refuse_poison"),
      trace_id: expect.any(String),
    });
    const raw = rejects[0]?.span_start as Buffer;
    expect(createHash("sha256").update(raw).digest()).toEqual(rejects[0]?.span_sha256);
  });

  test("beyond the limit of a request are refused, those before it are stored", async () => {
    const projectId = newProject();
    const writer = createSpanWriter({ pool, limits: { spansPerRequestMax: 2, spanBytesMax: 400 } });
    const result = await writer.write(
      grantOf(projectId),
      walkOf(span(1), span(2, { attributes: [text("big", "x".repeat(500))] }), span(3)),
    );
    expect(result.storedSpans).toBe(1);
    expect(result.rejected.map(({ reason }) => reason)).toEqual([
      "it is larger than 400 bytes",
      "a request may hold 2 spans and it comes after them",
    ]);
  });
});

describe("group commit", () => {
  test("requests that arrive while flushes are under way are stored together", async () => {
    const projectId = newProject();
    const writer = createSpanWriter({ pool });
    await writer.write(grantOf(projectId), walkOf(span(1)));
    const before = writer.stats().flushes;
    const writes = Array.from({ length: 50 }, (_, index) =>
      writer.write(
        grantOf(projectId),
        walkOf(span(100 + index, { traceId: (index + 1).toString(16).padStart(32, "c") })),
      ),
    );
    await Promise.all(writes);
    expect(writer.stats().flushes - before).toBeLessThanOrEqual(4);
    expect(await readRows("span", projectId)).toHaveLength(51);
  });

  test("a hundred senders of one trace leave one exact trace row", async () => {
    const projectId = newProject();
    const writers = [createSpanWriter({ pool }), createSpanWriter({ pool })];
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        writers[index % 2]?.write(grantOf(projectId), walkOf(span(index + 1), span(index + 2))),
      ),
    );
    expect(await readRows("trace", projectId)).toMatchObject([{ span_count: 101 }]);
  });

  test("a database that does not answer is store.unavailable, and the next write succeeds when it is back", async () => {
    const projectId = newProject();
    const away = createPool({ url: "postgres://nobody@127.0.0.1:9/none", applicationName: "test" });
    const writing = createSpanWriter({ pool: away }).write(grantOf(projectId), walkOf(span(1)));
    await expect(writing).rejects.toMatchObject({ code: "store.unavailable" });
    await away.end();
    expect(await createSpanWriter({ pool }).write(grantOf(projectId), walkOf(span(1)))).toMatchObject({
      storedSpans: 1,
    });
  });

  test("a connection that dies in the middle of a flush fails only that flush", async () => {
    const projectId = newProject();
    const own = createPool({ url: database.url, applicationName: "victim" });
    const writer = createSpanWriter({ pool: own });
    await writer.write(grantOf(projectId), walkOf(span(1)));
    // Holds the trace's row, so that the next flush stands in the middle of its transaction.
    const holder = await pool.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT 1 FROM trace WHERE project_id = $1 FOR UPDATE", [projectId]);
    const stuck = writer.write(grantOf(projectId), walkOf(span(2)));
    const outcome = expect(stuck).rejects.toMatchObject({ code: "store.unavailable" });
    await expect
      .poll(async () => {
        const { rowCount } = await pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name = 'victim' AND wait_event_type = 'Lock'`,
        );
        return rowCount;
      })
      .toBe(1);
    await outcome;
    await holder.query("ROLLBACK");
    holder.release();
    expect(await writer.write(grantOf(projectId), walkOf(span(2)))).toMatchObject({ storedSpans: 1 });
    expect(await readRows("trace", projectId)).toMatchObject([{ span_count: 2 }]);
    await own.end();
  });
});
