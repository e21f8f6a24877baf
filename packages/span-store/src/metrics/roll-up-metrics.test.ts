import { newUuid, type ProjectId } from "@plumbline/base/ids";
import type { Pool } from "@plumbline/db/pool";
import { useTestDatabase } from "@plumbline/db/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { storeOtlpJson } from "../testing";
import { settleTraceTotals } from "../write/settle-totals";
import { Histogram } from "./histogram";
import { createMetricsRollUp } from "./roll-up-metrics";
import { rollUpEverything } from "./testing";

const { pool } = await useTestDatabase();
const firstMs = Date.now() - 7_200_000 - (Date.now() % 60_000);

const spanVersion = fc.record({
  trace: fc.integer({ min: 1, max: 4 }),
  span: fc.integer({ min: 1, max: 5 }),
  parent: fc.integer({ min: 0, max: 5 }),
  startShiftMs: fc.constantFrom(0, 0, 0, 20_000, 61_000),
  durationMs: fc.option(fc.integer({ min: 0, max: 90_000 }), { freq: 8 }),
  name: fc.constantFrom("answer", "retrieve", "chat"),
  status: fc.constantFrom(0, 1, 2),
  message: fc.constantFrom("", "timed out after 30 s", "timed out after 31 s"),
  service: fc.constantFrom("shop", "gateway"),
  environment: fc.constantFrom("production", "staging", undefined),
  isCall: fc.boolean(),
  model: fc.constantFrom("gpt-4o", "qwen-max", "house-model"),
  input: fc.option(fc.integer({ min: 0, max: 500 })),
  output: fc.option(fc.integer({ min: 0, max: 500 })),
  cached: fc.constantFrom(0, 10, 900),
  ttftMs: fc.option(fc.integer({ min: 1, max: 900 })),
});
type SpanVersion = typeof spanVersion extends fc.Arbitrary<infer Value> ? Value : never;

const spanIdOf = (number: number) => number.toString(16).padStart(16, "5");

function toRequest(versions: readonly SpanVersion[]): object {
  return {
    resourceSpans: versions.map((version) => {
      // Traces lie in three minutes; every third one crosses an hour.
      const startMs = firstMs + version.trace * 1_700_000 + version.span * 500 + version.startShiftMs;
      const attributes: [string, object][] = version.isCall
        ? [
            ["gen_ai.operation.name", { stringValue: "chat" }],
            ["gen_ai.request.model", { stringValue: version.model }],
            ["gen_ai.provider.name", { stringValue: version.model === "gpt-4o" ? "openai" : "dashscope" }],
            ...(version.input === null ? [] : [["gen_ai.usage.input_tokens", { intValue: version.input }] as const]),
            ...(version.output === null ? [] : [["gen_ai.usage.output_tokens", { intValue: version.output }] as const]),
            ["gen_ai.usage.cache_read.input_tokens", { intValue: version.cached }],
            ...(version.ttftMs === null
              ? []
              : [["gen_ai.response.time_to_first_chunk", { doubleValue: version.ttftMs / 1000 }] as const]),
          ].map(([key, value]) => [key as string, value as object])
        : [];
      return {
        resource: {
          attributes: [
            { key: "service.name", value: { stringValue: version.service } },
            ...(version.environment === undefined
              ? []
              : [{ key: "deployment.environment.name", value: { stringValue: version.environment } }]),
          ],
        },
        scopeSpans: [
          {
            spans: [
              {
                traceId: version.trace.toString(16).padStart(32, "7"),
                spanId: spanIdOf(version.span),
                ...(version.parent === 0 ? {} : { parentSpanId: spanIdOf(version.parent) }),
                name: version.name,
                startTimeUnixNano: `${startMs}000000`,
                endTimeUnixNano: version.durationMs === null ? "0" : `${startMs + version.durationMs}000000`,
                attributes: attributes.map(([key, value]) => ({ key, value })),
                status: { code: version.status, message: version.message },
              },
            ],
          },
        ],
      };
    }),
  };
}

/** Every roll-up must say what a plain aggregate of the stored rows says, at each resolution. */
const plainUnits = [
  [0, "1 minute"],
  [3, "10 minutes"],
  [1, "1 hour"],
  [2, "1 day"],
] as const;
const startOf = (unit: string, time: string) => `date_bin('${unit}', ${time}, '1970-01-01Z')`;
const newest = `(SELECT DISTINCT ON (trace_id, span_id) * FROM span WHERE project_id = $1 ORDER BY trace_id, span_id,
  coalesce(start_time + (start_time_ns + duration_ns) / 1000 * interval '1 microsecond', '-infinity') DESC,
  attribute_count DESC, content_hash DESC)`;

async function plainApplications(projectId: ProjectId, unit: string) {
  const { rows } = await pool.query(
    `SELECT ${startOf(unit, "start_time")} AS at, coalesce(environment, '') AS environment, application AS name, count(*)::int AS count,
      count(*) FILTER (WHERE status = 2)::int AS errors, sum(input_tokens)::int AS input_tokens,
      sum(output_tokens)::int AS output_tokens, round(sum(cost)::numeric, 9)::float8 AS cost,
      count(*) FILTER (WHERE NOT is_running)::int AS ended
     FROM trace WHERE project_id = $1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    [projectId],
  );
  return rows;
}

async function plainSpans(projectId: ProjectId, unit: string) {
  const { rows } = await pool.query(
    `SELECT ${startOf(unit, "t.start_time")} AS at, coalesce(t.environment, '') AS environment, t.application AS scope, s.name, s.kind,
      CASE WHEN s.kind = 1 THEN coalesce(s.model, '') ELSE '' END AS model, count(*)::int AS count,
      count(*) FILTER (WHERE s.status = 2)::int AS errors, coalesce(sum(s.duration_ns), 0)::float8 AS duration_ns,
      count(s.duration_ns)::int AS ended
     FROM ${newest} AS s JOIN trace AS t ON t.project_id = s.project_id AND t.trace_id = s.trace_id
     GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`,
    [projectId],
  );
  return rows;
}

async function plainModels(projectId: ProjectId, unit: string) {
  const { rows } = await pool.query(
    `SELECT ${startOf(unit, "t.start_time")} AS at, coalesce(t.environment, '') AS environment, coalesce(s.model, '') AS model,
      coalesce(s.provider, '') AS provider, count(*)::int AS count,
      sum(s.input_tokens)::int AS input_tokens, sum(s.output_tokens)::int AS output_tokens,
      sum(s.cache_read_tokens)::int AS cache_read_tokens, round(sum(s.cost)::numeric, 9)::float8 AS cost,
      count(*) FILTER (WHERE s.input_tokens IS NOT NULL OR s.output_tokens IS NOT NULL)::int AS calls,
      count(*) FILTER (WHERE (s.input_tokens IS NOT NULL OR s.output_tokens IS NOT NULL) AND s.cost IS NULL)::int AS unpriced_calls,
      count(s.duration_ns)::int AS ended, count(s.ttft_ms)::int AS with_ttft
     FROM ${newest} AS s JOIN trace AS t ON t.project_id = s.project_id AND t.trace_id = s.trace_id
     WHERE s.kind IN (1, 6, 7) AND NOT s.span_id = ANY (coalesce(t.uncounted_spans, '{}'))
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
    [projectId],
  );
  return rows;
}

async function rolledUp(projectId: ProjectId, resolution: number, grain: number, columns: string) {
  const { rows } = await pool.query(
    `SELECT at, environment, ${columns}, durations, ttfts FROM metric
     WHERE project_id = $1 AND resolution = $2 AND grain = $3 ORDER BY at, environment, scope, name, kind, model, provider`,
    [projectId, resolution, grain],
  );
  return rows.map(({ durations, ttfts, ...row }) => ({
    ...row,
    ended: Histogram.of(durations).total,
    ...(grain === 3 ? { with_ttft: Histogram.of(ttfts).total } : {}),
  }));
}

async function expectRollUpsAreRight(projectId: ProjectId): Promise<void> {
  for (const [resolution, unit] of plainUnits) {
    const figures = "count::int, errors::int";
    expect(
      await rolledUp(
        projectId,
        resolution,
        0,
        `name, ${figures}, input_tokens::int, output_tokens::int, round(cost::numeric, 9)::float8 AS cost`,
      ),
    ).toEqual(await plainApplications(projectId, unit));
    expect(await rolledUp(projectId, resolution, 2, `scope, name, kind, model, ${figures}, duration_ns`)).toEqual(
      await plainSpans(projectId, unit),
    );
    expect(
      await rolledUp(
        projectId,
        resolution,
        3,
        `model, provider, count::int, input_tokens::int, output_tokens::int, cache_read_tokens::int,
         round(cost::numeric, 9)::float8 AS cost, calls::int, unpriced_calls::int`,
      ),
    ).toEqual(await plainModels(projectId, unit));
  }
}

test("roll-ups equal a plain aggregate of the stored spans, with late spans, better versions and resends", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(spanVersion, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(2, 4_000),
      async (batches, storedSpansMax) => {
        const projectId = newUuid() as ProjectId;
        for (const [index, batch] of batches.entries()) {
          await storeOtlpJson(pool, projectId, toRequest(batch), { storedSpansMax });
          if (index % 2 === 0) await rollUpEverything(pool);
        }
        await storeOtlpJson(pool, projectId, toRequest(batches[0] ?? []), { storedSpansMax });
        await settleTraceTotals(pool);
        await rollUpEverything(pool);
        await expectRollUpsAreRight(projectId);
        const { rows } = await pool.query("SELECT * FROM metric_due WHERE project_id = $1", [projectId]);
        expect(rows).toEqual([]);
      },
    ),
    { numRuns: 25, endOnFailure: true },
  );
}, 180_000);

const someBatches = fc.sample(fc.array(spanVersion, { minLength: 4, maxLength: 8 }), { numRuns: 12, seed: 7 });

test("workers beside each other, while spans come in, leave the same roll-ups as one", async () => {
  const projectId = newUuid() as ProjectId;
  const workers = [createMetricsRollUp(pool), createMetricsRollUp(pool), createMetricsRollUp(pool)];
  let isStoring = true;
  const working = workers.map(async (worker) => {
    while (isStoring) await worker.run();
  });
  for (const batch of someBatches) await storeOtlpJson(pool, projectId, toRequest(batch));
  isStoring = false;
  await Promise.all(working);
  await rollUpEverything(pool);
  await expectRollUpsAreRight(projectId);
});

test("a worker that dies between any two steps leaves nothing half done, and the next one goes on", async () => {
  const projectId = newUuid() as ProjectId;
  let died = 0;
  for (const [index, batch] of someBatches.entries()) {
    await storeOtlpJson(pool, projectId, toRequest(batch));
    const before = await readRollUps(projectId);
    const due = await dueOf(projectId);
    const outcome = await createMetricsRollUp(dyingPool(pool, index + 2), () => Date.now() + index * 86_400_000)
      .run()
      .catch(() => "died");
    if (outcome !== "died") continue;
    died += 1;
    expect(await readRollUps(projectId)).toEqual(before);
    expect(await dueOf(projectId)).toEqual(due);
  }
  expect(died).toBeGreaterThan(5);
  await rollUpEverything(pool);
  await expectRollUpsAreRight(projectId);
});

/** A pool whose connections are ended by the server at their n-th statement, as when a process is killed. */
function dyingPool(real: Pool, statements: number): Pool {
  return {
    query: real.query.bind(real),
    async connect() {
      const client = await real.connect();
      const { rows } = await client.query("SELECT pg_backend_pid() AS pid");
      let left = statements;
      const query = async (text: string, values?: unknown[]) => {
        left -= 1;
        if (left === 0) await real.query("SELECT pg_terminate_backend($1, 5000)", [rows[0]?.pid]);
        return client.query(text, values);
      };
      return { query, release: (error?: Error) => client.release(error) };
    },
  } as unknown as Pool;
}

async function readRollUps(projectId: ProjectId): Promise<unknown[]> {
  const { rows } = await pool.query(
    "SELECT * FROM metric WHERE project_id = $1 ORDER BY resolution, grain, scope, at, key",
    [projectId],
  );
  return rows;
}

async function dueOf(projectId: ProjectId): Promise<string[]> {
  const { rows } = await pool.query("SELECT resolution, starts FROM metric_due WHERE project_id = $1", [projectId]);
  return rows.flatMap(({ resolution, starts }) => starts.map((start: number) => `${resolution} ${start}`)).sort();
}
