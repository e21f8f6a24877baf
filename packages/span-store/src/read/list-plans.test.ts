import { newUuid, type TraceId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { beforeAll, expect, test } from "vitest";
import { formatCursor } from "./cursor";
import { freshnessStatement } from "./freshness";
import { traceListStatement } from "./list-traces";
import { seedTraces } from "./seed-traces";
import { spanNamesStatement } from "./span-names";
import type { Statement } from "./statement";
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

async function explain(statement: Statement): Promise<PlanNode[]> {
  const { rows } = await database.pool.query<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${statement.text}`,
    [...statement.values],
  );
  const plan = rows[0]?.["QUERY PLAN"][0].Plan;
  if (plan === undefined) throw new Error("EXPLAIN answered nothing.");
  return flatten(plan);
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

type Choice = Omit<TraceFilter, "from" | "to">;

/** Per filter a common and a rare value, so that the planner meets both. */
const choices: { readonly [K in keyof Choice]-?: readonly Choice[K][] } = {
  application: ["app-0", "app-11"],
  statuses: [["ok"], ["error"], ["incomplete"], ["running"], ["error", "incomplete"], ["ok", "error"], ["unset"]],
  spanName: ["retrieve", "tool-17", "rare-span"],
  traceId: ["abcd", "abcdef12"],
  sessionId: ["session-777"],
  userId: ["user-77"],
  evaluationStates: [["failed"], ["failed", "partly"]],
};

function combinations(): Choice[] {
  let all: Choice[] = [{}];
  for (const [key, values] of Object.entries(choices)) {
    all = all.flatMap((base) => [base, ...values.map((value) => ({ ...base, [key]: value }))]);
  }
  return all;
}

test.each([
  ["a month", month],
  ["a day", day],
])(
  "every combination of filters over %s walks an index and sorts next to nothing",
  async (_, range) => {
    const bad: string[] = [];
    for (const filter of combinations()) {
      const found = faults(await explain(traceListStatement(projectId, { ...range, ...filter, limit: 50 })));
      if (found.length > 0) bad.push(`${JSON.stringify(filter)}: ${found.join(", ")}`);
    }
    expect(bad).toEqual([]);
  },
  120_000,
);

test("the last page costs no more than the first", async () => {
  const filter = { ...month, application: "app-0" };
  const last = { startTimeUs: BigInt(month.from.getTime() + 3_600_000) * 1000n, traceId: "8".repeat(32) as TraceId };
  const cursor = formatCursor(last, projectId, filter);
  const nodes = await explain(traceListStatement(projectId, { ...filter, cursor, limit: 50 }));
  expect(faults(nodes)).toEqual([]);
  expect(Math.max(...nodes.map((node) => node["Actual Rows"]))).toBeLessThanOrEqual(51);
});

test("a project that sets every status is searched for unset ones in an index alone", async () => {
  const decided = newUuid();
  await seedTraces(database.pool, { projectId: decided, traces: 20_000, until, days: 30 });
  await database.pool.query("UPDATE trace SET status = 1 WHERE project_id = $1 AND status = 0", [decided]);
  await database.pool.query("VACUUM (ANALYZE) trace");
  for (const filter of [{}, { application: "app-0" }]) {
    const statement = traceListStatement(decided, { ...month, ...filter, statuses: ["unset"], limit: 50 });
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
