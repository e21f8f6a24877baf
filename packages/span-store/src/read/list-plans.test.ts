import { newUuid, type TraceId } from "@plumbline/base/ids";
import { inTransaction } from "@plumbline/db/pool";
import { useTestDatabase } from "@plumbline/db/testing";
import { joinItems } from "@plumbline/query/normalise";
import type { Query } from "@plumbline/query/query";
import { beforeAll, expect, test } from "vitest";
import { formatCursor } from "./cursor";
import { freshnessStatement } from "./freshness";
import { traceListStatement } from "./list-traces";
import { seedTraces } from "./seed-traces";
import { spanNamesStatement } from "./span-names";
import type { Statement } from "./statement";
import { allOf, where } from "./test-rows";
import type { TraceFilter } from "./types";

const database = await useTestDatabase();
const until = new Date("2026-11-22T00:00:00Z");
const month = { from: new Date("2026-10-23T00:00:00Z"), to: new Date("2026-11-22T00:00:01Z") };
const day = { from: new Date("2026-11-10T00:00:00Z"), to: new Date("2026-11-11T00:00:00Z") };
const projectId = newUuid();

beforeAll(async () => {
  await seedTraces(database.pool, { projectId, traces: 300_000, until, days: 30 });
  await seedTraces(database.pool, { projectId: newUuid(), traces: 20_000, until, days: 30 });
}, 180_000);

/** One in a hundred of the project's traces: what a plan may sort, or read in vain, for one page. */
const rowsMax = 3_000;

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

/** The nodes that were run. Without parallel workers, which read ahead by chance. */
async function explain(statement: Statement): Promise<PlanNode[]> {
  return inTransaction(database.pool, async (client) => {
    await client.query("SET LOCAL max_parallel_workers_per_gather = 0");
    const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${statement.text}`,
      [...statement.values],
    );
    const plan = rows[0]?.["QUERY PLAN"][0].Plan;
    if (plan === undefined) throw new Error("EXPLAIN answered nothing.");
    return flatten(plan).filter((node) => node["Actual Loops"] > 0);
  });
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

/** What is wrong with a plan, in words; empty when it is a good one. */
function faults(nodes: readonly PlanNode[]): string[] {
  return nodes.flatMap((node) => {
    if (node["Node Type"].includes("Seq Scan") && node["Relation Name"] === "trace") return ["reads the whole table"];
    const sorted = node["Node Type"].includes("Sort") ? (node.Plans?.[0]?.["Actual Rows"] ?? 0) : 0;
    const inVain = (node["Rows Removed by Filter"] ?? 0) * node["Actual Loops"];
    return [
      ...(sorted > rowsMax ? [`sorts ${sorted} rows`] : []),
      ...(inVain > rowsMax ? [`${node["Node Type"]} throws ${inVain} rows away`] : []),
    ];
  });
}

const compared = (field: string, operator: ">" | "<", value: number): Query => ({
  type: "clause",
  field,
  operator,
  values: [value],
});

/** Per field a common and a rare value, so that the planner meets both. */
const choices: readonly (readonly Query[])[] = [
  [where("application", "app-0"), where("application", "app-11")],
  [
    where("status", "ok"),
    where("status", "error"),
    where("status", "incomplete"),
    where("status", "running"),
    where("status", "error", "incomplete"),
    where("status", "ok", "error"),
    where("status", "unset"),
  ],
  [where("span", "retrieve"), where("span", "tool-17"), where("span", "rare-span")],
  [where("trace", "abcd"), where("trace", "abcdef12")],
  [where("session", "session-777")],
  [where("user", "user-77")],
  [where("evaluation", "failed"), where("evaluation", "failed", "partly")],
];

function combinations(): Query[][] {
  return choices.reduce<Query[][]>(
    (all, values) => all.flatMap((items) => [items, ...values.map((value) => [...items, value])]),
    [[]],
  );
}

function queryOf(items: readonly Query[]): Pick<TraceFilter, "query"> {
  const query = joinItems("and", items);
  return query === undefined ? {} : { query };
}

test.each([
  ["a month", month],
  ["a day", day],
])(
  "every combination of filters over %s walks an index and sorts next to nothing",
  async (_, range) => {
    const bad: string[] = [];
    for (const items of combinations()) {
      const found = faults(await explain(traceListStatement(projectId, { ...range, ...queryOf(items), limit: 50 })));
      if (found.length > 0) bad.push(`${JSON.stringify(items)}: ${found.join(", ")}`);
    }
    expect(bad).toEqual([]);
  },
  120_000,
);

/** The combinations that people ask for most, each with what its first page may read: index entries and rows. */
const common: readonly (readonly [name: string, query: Query | undefined, readMax: number])[] = [
  ["time only", undefined, 120],
  ["application", where("application", "app-0"), 120],
  ["a small application", where("application", "app-11"), 120],
  ["errors", where("status", "error"), 120],
  ["errors of an application", allOf(where("application", "app-11"), where("status", "error")), 120],
  ["a common model", where("model", "gpt-4o"), 800],
  ["a rare model", where("model", "rare-model"), 4_500],
  ["a common span name", where("span", "retrieve"), 400],
  ["a rare span name", where("span", "rare-span"), 4_500],
  ["a common model's slow ones", allOf(where("model", "gpt-4o"), compared("duration", ">", 10_000)), 9_000],
  ["a model's errors", allOf(where("model", "rare-model"), where("status", "error")), 4_500],
  ["user", where("user", "user-77"), 400],
  ["session", where("session", "session-777"), 120],
  ["slower than 2 s, one in four", compared("duration", ">", 2_000), 1_500],
  ["slower than 10 s, one in 2,000", compared("duration", ">", 10_000), 1_500],
  ["slower than any", compared("duration", ">", 1_000_000), 10],
  ["faster than 250 ms", compared("duration", "<", 250), 4_000],
  ["more than 10 k tokens, one in 200", compared("tokens", ">", 10_000), 1_500],
  ["dearer than $ 0.5, one in 200", compared("cost", ">", 0.5), 1_500],
  ["an evaluation state", where("evaluation", "failed"), 400],
  ["two evaluation states", where("evaluation", "failed", "partly"), 1_000],
  ["correctness below 0.5, one in four", compared("score.correctness", "<", 0.5), 2_000],
  ["correctness below 0.01, one in 2,500", compared("score.correctness", "<", 0.01), 200],
  ["an application's slow ones", allOf(where("application", "app-5"), compared("duration", ">", 2_000)), 1_000],
];

test.each(common)(
  "the first page of %s reads few rows",
  async (_, query, readMax) => {
    const filter = query === undefined ? month : { ...month, query };
    for (const isBackward of [false, true]) {
      const nodes = await explain(traceListStatement(projectId, { ...filter, isBackward, limit: 50 }));
      expect(faults(nodes)).toEqual([]);
      expect(rowsRead(nodes)).toBeLessThanOrEqual(readMax);
    }
  },
  30_000,
);

test("an application's slowest, which are rare, are found in its index alone", async () => {
  const query = allOf(where("application", "app-5"), compared("duration", ">", 10_000));
  const nodes = await explain(traceListStatement(projectId, { ...month, query, limit: 50 }));
  const searched = nodes.filter((node) => (node["Rows Removed by Filter"] ?? 0) > 0);
  expect(new Set(searched.map((node) => node["Node Type"]))).toEqual(new Set(["Index Only Scan"]));
});

test.each(["duration", "tokens", "cost"] as const)("the first pages by %s sort one class at a time", async (field) => {
  for (const isDescending of [true, false]) {
    const sort = { field, isDescending };
    const nodes = await explain(traceListStatement(projectId, { ...month, sort, limit: 50 }));
    expect(nodes.map((node) => node["Node Type"])).toContain("Incremental Sort");
    expect(nodes.filter((node) => node["Node Type"] === "Seq Scan")).toEqual([]);
    // One trace in ten has no cost: they are one class.
    expect(rowsRead(nodes)).toBeLessThanOrEqual(isDescending ? 2_000 : 40_000);
  }
});

/** Rows that scans gave or threw away. */
function rowsRead(nodes: readonly PlanNode[]): number {
  return nodes
    .filter((node) => /Scan/.test(node["Node Type"]) && node["Node Type"] !== "Function Scan")
    .reduce(
      (sum, node) => sum + (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"],
      0,
    );
}

test("the last page costs no more than the first", async () => {
  const filter = { ...month, query: where("application", "app-0") };
  const last = { key: (month.from.getTime() + 3_600_000) * 1000, traceId: "8".repeat(32) as TraceId };
  const cursor = formatCursor(last, projectId, filter);
  const nodes = await explain(traceListStatement(projectId, { ...filter, cursor, limit: 50 }));
  expect(faults(nodes)).toEqual([]);
  expect(Math.max(...nodes.map((node) => node["Actual Rows"]))).toBeLessThanOrEqual(51);
});

test("a project that sets every status is searched for unset ones in an index alone", async () => {
  const decided = newUuid();
  await seedTraces(database.pool, { projectId: decided, traces: 20_000, until, days: 30 });
  const client = await database.pool.connect();
  await client.query("SET statement_timeout = 0");
  await client.query("UPDATE trace SET status = 1 WHERE project_id = $1 AND status = 0", [decided]);
  await client.query("VACUUM (ANALYZE) trace");
  client.release(true);
  const unset = where("status", "unset");
  for (const query of [unset, allOf(where("application", "app-0"), unset)]) {
    const statement = traceListStatement(decided, { ...month, query, limit: 50 });
    const nodes = await explain(statement);
    const searched = nodes.filter((node) => (node["Rows Removed by Filter"] ?? 0) > 0);
    expect(searched.map((node) => node["Node Type"])).not.toEqual([]);
    expect(new Set(searched.map((node) => node["Node Type"]))).toEqual(new Set(["Index Only Scan"]));
  }
}, 60_000);

test("span names, freshness and a trace's row need no scan of the table", async () => {
  for (const statement of [spanNamesStatement(projectId, month), freshnessStatement(projectId)]) {
    expect(faults(await explain(statement))).toEqual([]);
  }
});
