import type { Grant } from "@plumbline/base/grant";
import { newUuid, type ProjectId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { beforeAll, expect, test } from "vitest";
import { readSummary } from "../metrics/summary";
import { rollUpEverything } from "../metrics/testing";
import { storeOtlpJson } from "../testing";
import { createModelPrices, type ModelPrices } from "./model-prices";
import { repriceCalls } from "./reprice-calls";

const { pool } = await useTestDatabase();
const prices: ModelPrices = createModelPrices({ pool });
const hourMs = 3_600_000;
const startMs = Math.floor(Date.now() / hourMs) * hourMs - 30 * hourMs;
const range = { from: new Date(startMs), to: new Date(startMs + 25 * hourMs) };
const traces = 450;

// Only packages/access makes grants; the stores ask for their type alone.
const grantOf = (projectId: ProjectId) =>
  ({
    permission: "price:manage",
    projectId,
    principal: { kind: "system", job: "test" },
  }) as unknown as Grant<"price:manage"> & Grant<"trace:read">;

async function newProject(): Promise<ProjectId> {
  const projectId = newUuid() as ProjectId;
  await pool.query("INSERT INTO project (id, name, slug) VALUES ($1, 'p', $2)", [projectId, projectId]);
  return projectId;
}

/** Requests with a call of one of three models inside of a wrapper that repeats it. */
async function store(projectId: ProjectId): Promise<void> {
  const spans = Array.from({ length: traces }, (_, index) => {
    const at = startMs + Math.floor((index * 24 * hourMs) / traces);
    const call = [
      ["gen_ai.operation.name", { stringValue: "chat" }],
      ["gen_ai.provider.name", { stringValue: index % 3 === 0 ? "openai" : "house" }],
      ["gen_ai.request.model", { stringValue: ["gpt-4o", "house-large", "house-small"][index % 3] }],
      ["gen_ai.usage.input_tokens", { intValue: 1_000 + index }],
      ["gen_ai.usage.output_tokens", { intValue: 10 + (index % 7) }],
    ].map(([key, value]) => ({ key, value }));
    const span = (id: number, parent: number, attributes: object[]) => ({
      traceId: (index + 1).toString(16).padStart(32, "0"),
      spanId: id.toString(16).padStart(16, "0"),
      ...(parent === 0 ? {} : { parentSpanId: parent.toString(16).padStart(16, "0") }),
      name: `span ${id}`,
      startTimeUnixNano: `${at + id}000000`,
      endTimeUnixNano: `${at + 900 - id}000000`,
      attributes,
    });
    return [span(1, 0, []), span(2, 1, call), span(3, 2, call)];
  });
  for (let at = 0; at < spans.length; at += 100) {
    await storeOtlpJson(pool, projectId, {
      resourceSpans: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] },
          scopeSpans: [{ spans: spans.slice(at, at + 100).flat() }],
        },
      ],
    });
  }
}

const housePrice = (input: number, fromMs = 0) => ({
  modelPattern: "house-*",
  provider: null,
  currency: "EUR",
  usdRate: 1.1,
  prices: { input, output: 6 },
  validFrom: new Date(fromMs),
  note: null,
});

async function costsOf(projectId: ProjectId): Promise<unknown> {
  const spans = await pool.query(
    `SELECT trace_id, span_id::text, cost, CASE WHEN price_id LIKE 'project/%' THEN 'project' ELSE price_id END AS price
FROM span WHERE project_id = $1 ORDER BY 1, 2`,
    [projectId],
  );
  const sums = await pool.query("SELECT trace_id, cost FROM trace WHERE project_id = $1 ORDER BY 1", [projectId]);
  return { spans: spans.rows, traces: sums.rows };
}

async function repriceEverything(projectId: ProjectId, whole = range) {
  const made = await prices.reprice(grantOf(projectId), whole);
  let steps = 0;
  while ((await repriceCalls(pool)).length > 0) steps += 1;
  const [done] = await prices.listRepricings(grantOf(projectId));
  expect(done?.id).toBe(made.id);
  expect(done?.finishedAt).toBeInstanceOf(Date);
  return { steps, done };
}

let priced: ProjectId;
let late: ProjectId;

beforeAll(async () => {
  priced = await newProject();
  await prices.add(grantOf(priced), housePrice(2));
  await store(priced);
  late = await newProject();
  await store(late);
  await rollUpEverything(pool);
});

test("after a new price, calls and traces cost what they would have cost with it from the beginning", async () => {
  const before = await readSummary(pool, late, range);
  expect(before.current.unpricedCalls).toBe(300);
  await prices.add(grantOf(late), housePrice(2));
  const { steps, done } = await repriceEverything(late);
  expect(steps).toBe(3);
  expect([done?.traces, done?.spans]).toEqual([300, 600]);
  expect(await costsOf(late)).toEqual(await costsOf(priced));
  await rollUpEverything(pool);
  const after = await readSummary(pool, late, range);
  const expected = await readSummary(pool, priced, range);
  expect(after.current).toEqual(expected.current);
  expect(after.current.unpricedCalls).toBe(0);
});

test("nothing changes where the prices are the same, and only the range is priced again where they are not", async () => {
  const again = await repriceEverything(late);
  expect([again.done?.traces, again.done?.spans]).toEqual([0, 0]);
  await prices.add(grantOf(late), housePrice(5, 1_000));
  const early = { from: range.from, to: new Date(startMs + 12 * hourMs) };
  const half = await repriceEverything(late, early);
  expect(half.done?.traces).toBe(150);
  expect(await readSummary(pool, late, { from: early.to, to: range.to })).toMatchObject({
    current: { cost: (await readSummary(pool, priced, { from: early.to, to: range.to })).current.cost },
  });
});

test("a price that was removed is taken back from the calls that it priced", async () => {
  for (const price of await prices.list(grantOf(late))) await prices.remove(grantOf(late), price.id);
  await repriceEverything(late);
  await rollUpEverything(pool);
  expect((await readSummary(pool, late, range)).current.unpricedCalls).toBe(300);
});

test("one repricing at a time; a trace that is just being written is waited for", async () => {
  const grant = grantOf(late);
  await prices.reprice(grant, range);
  await expect(prices.reprice(grant, range)).rejects.toMatchObject({ code: "resource.conflict" });
  const writer = await pool.connect();
  try {
    await writer.query("BEGIN");
    await writer.query("SELECT FROM trace WHERE project_id = $1 FOR UPDATE", [late]);
    expect(await repriceCalls(pool)).toEqual([]);
  } finally {
    await writer.query("ROLLBACK");
    writer.release();
  }
  expect(await repriceCalls(pool)).toHaveLength(1);
});
