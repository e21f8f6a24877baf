import { newUuid } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import type { Query } from "@plumbline/query/query";
import { expect, test } from "vitest";
import { facetTracesMax, facetValuesMax, readFacets } from "./facets";
import { seedTraces } from "./seed-traces";
import { allOf, insertTrace, where } from "./test-rows";
import { facetFields } from "./types";

const { pool } = await useTestDatabase();
const range = { from: new Date("2026-11-21T00:00:00Z"), to: new Date("2026-11-22T00:00:00Z") };

test("every field is counted by value, a list once per value, and what is missing not at all", async () => {
  const projectId = newUuid();
  await insertTrace(pool, projectId, { application: "a", models: ["m1", "m2"], environment: "production", status: 2 });
  await insertTrace(pool, projectId, { application: "a", models: ["m1"], user_id: "u", evaluation_state: "failed" });
  await insertTrace(pool, projectId, { application: "b", is_running: true, span_names: ["x", "y"], session_id: "s" });
  await insertTrace(pool, newUuid(), { application: "a" });
  await insertTrace(pool, projectId, { application: "a", start_time: range.to });
  const { facets, ...counted } = await readFacets(pool, projectId, range, facetFields);
  expect(counted).toEqual({ traces: 3, isEstimate: false, isUpperBound: false });
  expect(Object.fromEntries(facets.map(({ field, values }) => [field, values]))).toEqual({
    application: [
      { value: "a", traces: 2 },
      { value: "b", traces: 1 },
    ],
    status: [
      { value: "unset", traces: 2 },
      { value: "error", traces: 1 },
      { value: "ok", traces: 1 },
      { value: "running", traces: 1 },
    ],
    model: [
      { value: "m1", traces: 2 },
      { value: "m2", traces: 1 },
    ],
    evaluation: [{ value: "failed", traces: 1 }],
    name: [{ value: "POST /answer", traces: 3 }],
    environment: [{ value: "production", traces: 1 }],
    span: [
      { value: "x", traces: 1 },
      { value: "y", traces: 1 },
    ],
    session: [{ value: "s", traces: 1 }],
    user: [{ value: "u", traces: 1 }],
  });
});

test("values that the query names are counted too, whatever their rank, with 0 where no trace has them", async () => {
  const projectId = newUuid();
  for (let index = 0; index < facetValuesMax + 5; index++) {
    for (let times = 0; times < (index === 0 ? 1 : 2); times++) {
      await insertTrace(pool, projectId, { user_id: `u${String(index).padStart(2, "0")}` });
    }
  }
  const query: Query = { type: "not", item: where("user", "u00x", "u03") };
  const named: Query = { type: "or", items: [where("user", "u00"), where("application", "helpdesk")] };
  const { facets } = await readFacets(pool, projectId, { ...range, query: allOf(query, named) }, ["user"]);
  const values = new Map(facets[0]?.values.map(({ value, traces }) => [value, traces]));
  expect(values.get("u00")).toBe(1);
  expect(values.get("u00x")).toBe(0);
  expect(values.get("u03")).toBe(2);
  expect(values.size).toBeLessThanOrEqual(facetValuesMax + 3);
});

test("a field's own choice is left out of its counts, and narrows those of the others", async () => {
  const projectId = newUuid();
  await insertTrace(pool, projectId, { application: "a", status: 2 });
  await insertTrace(pool, projectId, { application: "a" });
  await insertTrace(pool, projectId, { application: "b" });
  const query = allOf(where("status", "error"), { type: "not", item: where("application", "b") });
  const counted = await readFacets(pool, projectId, { ...range, query }, ["status", "application"]);
  expect(counted).toEqual({
    traces: 1,
    isEstimate: false,
    isUpperBound: false,
    facets: [
      {
        field: "status",
        traces: 2,
        values: [
          { value: "error", traces: 1 },
          { value: "ok", traces: 1 },
          { value: "unset", traces: 1 },
        ],
      },
      {
        field: "application",
        traces: 1,
        values: [
          { value: "a", traces: 1 },
          { value: "b", traces: 0 },
        ],
      },
    ],
  });
});

test("beyond 10,000 traces the newest are counted, and the answer says so", async () => {
  const projectId = newUuid();
  const until = new Date("2026-11-21T23:00:00Z");
  await seedTraces(pool, { projectId, traces: facetTracesMax + 500, until, days: 0.5 });
  const all = await readFacets(pool, projectId, range, ["application", "status"]);
  expect(all).toMatchObject({ traces: facetTracesMax, isEstimate: true });
  const sum = all.facets[0]?.values.reduce((total, { traces }) => total + traces, 0);
  expect(sum).toBe(facetTracesMax);
  const slow: Query = { type: "clause", field: "duration", operator: ">", values: [10_000] };
  const few = await readFacets(pool, projectId, { ...range, query: slow }, ["application"]);
  const { rows } = await pool.query(
    "SELECT application AS value, count(*)::int AS traces FROM trace WHERE project_id = $1 AND duration_ns > 1e10 GROUP BY 1 ORDER BY 2 DESC, 1",
    [projectId],
  );
  expect(few).toEqual({
    traces: rows.reduce((total, row) => total + row.traces, 0),
    isEstimate: false,
    isUpperBound: false,
    facets: [{ field: "application", traces: rows.reduce((total, row) => total + row.traces, 0), values: rows }],
  });
});
