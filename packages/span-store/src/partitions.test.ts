import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { createPool } from "@plumbline/db/pool";
import { useTestDatabase } from "@plumbline/db/testing";
import { afterAll, expect, test } from "vitest";
import { createPartitionKeeper, dayOf, ensurePartitions, partitionName } from "./partitions";
import { storeOtlpJson } from "./testing";

const database = await useTestDatabase();
const { pool } = database;
/** A second process, as far as PostgreSQL can tell. */
const otherPool = createPool({ url: database.url, applicationName: "other" });
afterAll(() => otherPool.end());

const msPerDay = 86_400_000;
const today = dayOf(Date.now());

async function tablesOf(projectId: ProjectId): Promise<string[]> {
  const { rows } = await pool.query<{ table: string }>(
    `SELECT tableoid::regclass::text AS table FROM span WHERE project_id = $1
     UNION ALL SELECT tableoid::regclass::text FROM trace_payload WHERE project_id = $1 ORDER BY 1`,
    [projectId],
  );
  return rows.map(({ table }) => table);
}

let lastSpan = 0;

function storeSpan(projectId: ProjectId, startMs: number) {
  lastSpan += 1;
  const span = {
    traceId: lastSpan.toString(16).padStart(32, "1"),
    spanId: lastSpan.toString(16).padStart(16, "1"),
    startTimeUnixNano: `${BigInt(startMs) * 1_000_000n}`,
    endTimeUnixNano: `${BigInt(startMs) * 1_000_000n + 5n}`,
  };
  return storeOtlpJson(pool, projectId, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
}

const newProject = () => newUuid() as ProjectId;

test("a span of today makes the partitions of today and of the days ahead", async () => {
  const projectId = newProject();
  await storeSpan(projectId, Date.now());
  expect(await tablesOf(projectId)).toEqual([partitionName("span", today), partitionName("trace_payload", today)]);
  expect(await ensurePartitions(pool, today, today + 2)).toEqual([]);
});

test("a span far outside the window makes no partition and is stored all the same", async () => {
  const projectId = newProject();
  await storeSpan(projectId, 5);
  await storeSpan(projectId, Date.now() + 300 * msPerDay);
  expect(await tablesOf(projectId)).toEqual([
    "span_default",
    "span_default",
    "trace_payload_default",
    "trace_payload_default",
  ]);
});

test("a partition that is made late takes over the rows that wait in the default one", async () => {
  const projectId = newProject();
  const day = today - 200;
  await storeSpan(projectId, day * msPerDay);
  await storeSpan(projectId, (day + 1) * msPerDay - 1);
  await storeSpan(projectId, (day + 1) * msPerDay);
  expect(await ensurePartitions(pool, day, day)).toEqual([
    partitionName("span", day),
    partitionName("trace_payload", day),
  ]);
  const [span, payload] = [partitionName("span", day), partitionName("trace_payload", day)];
  expect(await tablesOf(projectId)).toEqual(
    [span, span, "span_default", payload, payload, "trace_payload_default"].sort(),
  );
});

test("a partition has the keys, indexes and storage of its table", async () => {
  const describe = async (table: string) => {
    const { rows: indexes } = await pool.query(
      "SELECT indisunique, indkey::text, am.amname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am am ON am.oid = relam WHERE indrelid = $1::regclass ORDER BY 1, 2",
      [table],
    );
    const { rows: columns } = await pool.query(
      "SELECT attname, atttypid, attnotnull, attstorage FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum",
      [table],
    );
    return { indexes, columns };
  };
  await ensurePartitions(pool, today, today);
  expect(await describe(partitionName("span", today))).toEqual(await describe("span"));
  expect(await describe(partitionName("trace_payload", today))).toEqual(await describe("trace_payload"));
});

test("several processes may make the same partitions at once, beside writers, and no span is lost", async () => {
  const projectId = newProject();
  const day = today - 100;
  const makers = [pool, otherPool, pool, otherPool].map((each) => ensurePartitions(each, day, day + 3));
  const writers = Array.from({ length: 40 }, (_, index) =>
    storeSpan(projectId, (day + (index % 4)) * msPerDay + index),
  );
  const made = (await Promise.all(makers)).flat();
  await Promise.all(writers);
  expect(new Set(made).size).toBe(made.length);
  expect(made).toHaveLength(8);
  expect(await tablesOf(projectId)).toHaveLength(80);
  expect((await tablesOf(projectId)).filter((table) => table.endsWith("_default"))).toEqual([]);
});

test("a partition that cannot be made now costs no span and is tried again", async () => {
  const projectId = newProject();
  const errors: unknown[] = [];
  const holder = await otherPool.connect();
  await holder.query("BEGIN; LOCK TABLE span_default IN ROW EXCLUSIVE MODE");
  const keeper = createPartitionKeeper(pool, (error) => errors.push(error));
  await keeper.prepare(new Set([today - 20]));
  expect(errors).toMatchObject([{ code: "55P03" }]);
  await storeSpan(projectId, (today - 20) * msPerDay).then(() => holder.query("ROLLBACK"));
  holder.release();
  expect(await tablesOf(projectId)).toHaveLength(2);
  await createPartitionKeeper(pool, (error) => errors.push(error)).prepare(new Set([today - 20]));
  expect(await tablesOf(projectId)).toEqual([
    partitionName("span", today - 20),
    partitionName("trace_payload", today - 20),
  ]);
});
