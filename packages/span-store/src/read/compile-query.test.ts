import { newUuid, type ProjectId, type TraceId } from "@plumbline/base/ids";
import { useTestDatabase } from "@plumbline/db/testing";
import { findField, operatorsOf, type Scope, spanFields, traceFields } from "@plumbline/query/fields";
import { type FieldValue, type MatchableSpan, type MatchableTrace, matches } from "@plumbline/query/matches";
import { parseQuery } from "@plumbline/query/parse";
import { printQuery } from "@plumbline/query/print";
import type { Query, Value } from "@plumbline/query/query";
import { hasContentClause } from "@plumbline/query/relax";
import { anyQuery } from "@plumbline/query/testing";
import { kindFromNumber } from "@plumbline/span/kind";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { writeEvaluationSummary } from "../evaluation-summary";
import { storeOtlpJson } from "../testing";
import { traceCondition } from "./compile-query";
import { ContentClause } from "./compile-values";
import { listTraces } from "./list-traces";
import { otlpRequest, type TestSpan } from "./otlp-builder";
import { newParameterList } from "./statement";
import { evaluationStates, metricNames } from "./types";

const { pool } = await useTestDatabase();
const projectId = newUuid() as ProjectId;
const range = { from: new Date("2026-11-21T00:00:00Z"), to: new Date("2026-11-22T00:00:00Z") };
const startNano = 1_795_262_400_000_000_000n; // 2026-11-21T12:00:00Z

/** Few values, so that clauses hold often, and among them what SQL could take for something else. */
const pools = {
  names: ["answer", "retrieve", "RETRIEVE", "100%", "a_b", "a\\b", "退款政策", "Ärger", "x' OR 1=1 --"],
  services: ["helpdesk", "Helpdesk", "search"],
  users: ["u1", "U1", "", "%"],
  models: ["gpt-4o", "qwen-max", "no price"],
  errors: ["Timeout after 2.0 s", "TIMEOUT", "no such index: äpfel_"],
} as const;

const pick = <T>(values: readonly T[]) => fc.constantFrom(...values);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const spanOf = (index: number): fc.Arbitrary<TestSpan> =>
  fc
    .record({
      name: pick(pools.names),
      offsetUs: fc.nat(5_000),
      durationNs: fc.oneof(
        pick([0, 1_500_000, 2_000_000_000, 2_000_000_001, 1_999_999_999]),
        fc.integer({ min: 0, max: 1e10 }),
      ),
      isRunning: fc.boolean().map((is) => is && index > 0),
      isOrphan: fc.integer({ min: 0, max: 9 }).map((roll) => roll === 0),
      status: pick([0, 0, 1, 2]),
      message: pick(pools.errors),
      kind: pick(["LLM", "RETRIEVER", "CHAIN", "TOOL", undefined]),
      model: maybe(pick(pools.models)),
      input: maybe(pick([0, 10, 1_000, 20_000])),
      output: maybe(pick([0, 5, 500])),
      cached: maybe(pick([0, 7])),
      ttft: maybe(pick([0.1, 33.3, 250])),
      user: maybe(pick(pools.users)),
      session: maybe(pick(["s1", "s2"])),
      exception: maybe(pick(["ReadTimeout", "KeyError"])),
    })
    .map((facts) => toSpan(index, facts));

interface SpanFacts {
  readonly name: string;
  readonly offsetUs: number;
  readonly durationNs: number;
  readonly isRunning: boolean;
  readonly isOrphan: boolean;
  readonly status: number;
  readonly message: string;
  readonly kind: string | undefined;
  readonly model: string | undefined;
  readonly input: number | undefined;
  readonly output: number | undefined;
  readonly cached: number | undefined;
  readonly ttft: number | undefined;
  readonly user: string | undefined;
  readonly session: string | undefined;
  readonly exception: string | undefined;
}

const idOf = (number: number) => number.toString(16).padStart(16, "0");

function toSpan(index: number, facts: SpanFacts): TestSpan {
  const start = startNano + BigInt(facts.offsetUs) * 1_000n;
  const attributes = {
    "openinference.span.kind": facts.kind,
    "llm.model_name": facts.model,
    "llm.token_count.prompt": facts.input,
    "llm.token_count.completion": facts.output,
    "llm.token_count.prompt_details.cache_read": facts.cached,
    "user.id": facts.user,
    "session.id": facts.session,
  };
  return {
    spanId: idOf(index + 1),
    ...(index === 0 && !facts.isOrphan ? {} : { parentSpanId: facts.isOrphan ? idOf(999) : idOf(1) }),
    name: facts.name,
    startNano: start,
    endNano: facts.isRunning ? 0n : start + BigInt(facts.durationNs),
    attributes: Object.fromEntries(
      Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
    status: { code: facts.status, ...(facts.status === 2 ? { message: facts.message } : {}) },
    events:
      facts.exception === undefined
        ? []
        : [
            {
              name: "exception",
              attributes: { "exception.type": facts.exception, "exception.message": facts.message },
            },
          ],
  };
}

interface TraceFacts {
  readonly service: string;
  readonly environment: string | undefined;
  readonly spans: readonly TestSpan[];
  /** A better version of the second span, which began at another time. */
  readonly later: TestSpan | undefined;
  readonly state: (typeof evaluationStates)[number] | undefined;
  readonly scores: readonly { readonly metric: (typeof metricNames)[number]; readonly score: number | null }[];
}

const traceFacts: fc.Arbitrary<TraceFacts> = fc.record({
  service: pick(pools.services),
  environment: maybe(pick(["production", "staging"])),
  spans: fc
    .integer({ min: 1, max: 5 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => spanOf(n)))),
  later: maybe(spanOf(1)),
  state: maybe(pick(evaluationStates)),
  scores: fc.uniqueArray(
    fc.record({ metric: pick(metricNames), score: fc.option(pick([0, 0.05, 0.15, 0.3, 0.5, 0.95, 1])) }),
    { selector: ({ metric }) => metric },
  ),
});

const traceCount = 120;
let stored: { readonly traceId: string; readonly trace: MatchableTrace }[] = [];

beforeAll(async () => {
  const traces = fc.sample(traceFacts, { numRuns: traceCount, seed: 20261123 });
  for (const [index, facts] of traces.entries()) await store(index, facts);
  stored = await readStored();
}, 120_000);

async function store(index: number, { service, environment, spans, later, state, scores }: TraceFacts): Promise<void> {
  // Half of the ids begin alike, so that a beginning may name many traces.
  const traceId =
    `${index % 2 === 0 ? "abcd" : "12345678"}${index.toString(16).padStart(32, "0")}`.slice(0, 8) +
    (index + 1).toString(16).padStart(24, "0");
  const origin = {
    service,
    ...(environment === undefined ? {} : { resource: { "deployment.environment.name": environment } }),
  };
  await storeOtlpJson(pool, projectId, otlpRequest(traceId, spans, origin));
  if (later !== undefined) await storeOtlpJson(pool, projectId, otlpRequest(traceId, [later], origin));
  if (state === undefined) return;
  await writeEvaluationSummary(pool, projectId, traceId as TraceId, {
    evaluationId: newUuid(),
    state,
    chip: null,
    judgeName: "stand-in",
    isStandIn: true,
    scores,
    finishedAt: null,
  });
}

type Row = Readonly<Record<string, unknown>>;

/** What the writer stored, as `matches` takes it. */
async function readStored() {
  const traces = await pool.query<Row>("SELECT * FROM trace WHERE project_id = $1", [projectId]);
  const spans = await pool.query<Row>("SELECT * FROM span WHERE project_id = $1", [projectId]);
  const byTrace = new Map<string, Row[]>();
  for (const row of newestOnly(spans.rows)) {
    const known = byTrace.get(String(row.trace_id));
    if (known === undefined) byTrace.set(String(row.trace_id), [row]);
    else known.push(row);
  }
  return traces.rows.map((row) => ({
    traceId: hex(row.trace_id),
    trace: { fields: traceFieldsOf(row), spans: (byTrace.get(String(row.trace_id)) ?? []).map(matchableSpan) },
  }));
}

/** Of the rows of one span the one that ended last; the seeds have no two that end at once. */
function newestOnly(rows: readonly Row[]): Row[] {
  const best = new Map<string, Row>();
  for (const row of rows) {
    const key = `${String(row.trace_id)} ${String(row.span_id)}`;
    const other = best.get(key);
    if (other === undefined || endOf(row) > endOf(other)) best.set(key, row);
  }
  return [...best.values()];
}

function endOf({ start_time, start_time_ns, duration_ns, attribute_count, content_hash }: Row): number {
  if (duration_ns === null) return Number(attribute_count) + Number(content_hash) / 2 ** 65;
  return (start_time as Date).getTime() * 1e6 + Number(start_time_ns) + Number(duration_ns);
}

const hex = (uuid: unknown) => String(uuid).replaceAll("-", "");
const number = (value: unknown) => (value === null ? null : Number(value));
const field = (value: unknown) => value as FieldValue;

function traceFieldsOf(row: Row): Record<string, FieldValue> {
  const [input, output] = [number(row.input_tokens), number(row.output_tokens)];
  const isIncomplete = row.has_root === false || Number(row.orphan_count) > 0;
  const states = [
    ...(row.status !== 2 && row.is_running === false && !isIncomplete ? ["ok"] : []),
    ...(row.status === 2 ? ["error"] : []),
    ...(isIncomplete ? ["incomplete"] : []),
    ...(row.is_running === true ? ["running"] : []),
    ...(row.status === 0 ? ["unset"] : []),
  ];
  const { scores = [] } = (row.evaluation ?? {}) as { scores?: { metric: string; score: number | null }[] };
  return {
    application: field(row.application),
    name: field(row.name),
    status: states,
    duration: Number(row.duration_ns) / 1e6,
    tokens: input === null && output === null ? null : (input ?? 0) + (output ?? 0),
    input_tokens: input,
    output_tokens: output,
    cost: number(row.cost),
    spans: number(row.span_count),
    errors: number(row.error_count),
    model: field(row.models),
    span: field(row.span_names),
    session: field(row.session_id),
    user: field(row.user_id),
    environment: field(row.environment),
    error: field(row.error_message),
    trace: hex(row.trace_id),
    evaluation: field(row.evaluation_state),
    ...Object.fromEntries(scores.map(({ metric, score }) => [`score.${metric}`, score])),
  };
}

function matchableSpan(row: Row): MatchableSpan {
  const status = ["unset", "ok", "error"][Number(row.status)] ?? "unset";
  return {
    fields: {
      name: field(row.name),
      kind: kindFromNumber(Number(row.kind)),
      status: row.duration_ns === null ? [status, "running"] : status,
      duration: row.duration_ns === null ? null : Number(row.duration_ns) / 1e6,
      service: field(row.service),
      model: field(row.model),
      provider: field(row.provider),
      input_tokens: number(row.input_tokens),
      output_tokens: number(row.output_tokens),
      cached_tokens: number(row.cache_read_tokens),
      reasoning_tokens: number(row.reasoning_tokens),
      ttft: number(row.ttft_ms),
      cost: number(row.cost),
      error_type: field(row.error_type),
      error: field(row.error_message),
    },
    attributes: {},
    resource: { attributes: {} },
    texts: [],
  };
}

/** Queries whose values occur in the traces as often as not. */
function rowQuery(scope: Scope, depth: number): fc.Arbitrary<Query> {
  const fields = scope === "trace" ? traceFields : spanFields;
  const clause = pick(fields.map(({ name }) => name)).chain((name) =>
    pick(operatorsOf[findField(name, scope)?.type ?? "text"]).chain((operator) => {
      const [minLength, maxLength] = operator === "exists" ? [0, 0] : operator === "in" ? [2, 4] : [1, 1];
      return fc
        .array(valueFor(name, scope, operator === "~"), { minLength, maxLength })
        .map((values): Query => ({ type: "clause", field: name, operator, values }));
    }),
  );
  if (depth === 0) return clause;
  const inner = rowQuery(scope, depth - 1);
  const items = fc.array(inner, { minLength: 2, maxLength: 3 });
  const branches: fc.Arbitrary<Query>[] = [
    clause,
    items.map((list): Query => ({ type: "and", items: list })),
    items.map((list): Query => ({ type: "or", items: list })),
    inner.map((item): Query => ({ type: "not", item })),
  ];
  if (scope === "trace") branches.push(rowQuery("span", depth - 1).map((item): Query => ({ type: "has", item })));
  return fc.oneof(...branches);
}

function valueFor(name: string, scope: Scope, isPart: boolean): fc.Arbitrary<Value> {
  const known = findField(name, scope);
  switch (known?.type) {
    case "choice":
      return pick(known.choices ?? []);
    case "id":
      return pick(["abcd", "1", "1234567800", "abcd0000000000000000000000000001", "f"]);
    case "duration":
      return pick([0, 0.1, 1.5, 33.3, 250, 1_999.999999, 2_000, 2_000.000001, 5_000, 1e300]);
    case "score":
      return pick([0, 0.05, 0.15, 0.3, 0.30000000000000004, 0.5, 0.95, 1]);
    case "cost":
      return pick([0, 0.00001, 0.0025, 0.03, 1]);
    case "count":
      return pick([0, 1, 2, 5, 7, 10, 505, 1_000, 20_000, Number.MAX_SAFE_INTEGER]);
    default: {
      const all = [...pools.names, ...pools.services, ...pools.users, ...pools.models, ...pools.errors];
      const texts = [...all, "production", "s1", "ReadTimeout", "openai", "nothing"];
      return isPart
        ? pick([...texts.filter((text) => text !== ""), "o", "_", "%", "\\", "ÄRGER", "款", "TIME"])
        : pick(texts);
    }
  }
}

async function found(query: Query): Promise<string[]> {
  const { items } = await listTraces(pool, projectId, { ...range, query, limit: 200 });
  return items.map(({ traceId }) => traceId).sort();
}

function expected(query: Query): string[] {
  return stored
    .filter(({ trace }) => matches(query, trace))
    .map(({ traceId }) => traceId)
    .sort();
}

describe("SQL finds exactly the traces that the definition accepts", () => {
  test("for random queries whose values occur", async () => {
    expect(stored).toHaveLength(traceCount);
    let some = 0;
    await fc.assert(
      fc.asyncProperty(rowQuery("trace", 3), async (query) => {
        const parsed = parseQuery(printQuery(query));
        expect(parsed).toMatchObject({ ok: true });
        const wanted = expected(query);
        if (wanted.length > 0 && wanted.length < traceCount) some += 1;
        expect(await found(query)).toEqual(wanted);
        if (parsed.ok && parsed.query !== undefined) expect(await found(parsed.query)).toEqual(wanted);
      }),
      { numRuns: 400 },
    );
    // Otherwise the two could agree by finding nothing.
    expect(some).toBeGreaterThan(80);
  }, 120_000);

  test("for any query of the language that asks for no contents", async () => {
    const queries = anyQuery("trace", 2).filter((query) => !hasContentClause(query));
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        expect(await found(query)).toEqual(expected(query));
      }),
      { numRuns: 200 },
    );
  }, 120_000);

  test.each(["duration", "tokens", "cost"] as const)(
    "in the order of %s, both ways, page by page",
    async (by) => {
      await fc.assert(
        fc.asyncProperty(rowQuery("trace", 1), fc.boolean(), async (query, isDescending) => {
          const seen: string[] = [];
          const sort = { field: by, isDescending };
          let cursor: string | null = null;
          let last: string | null = null;
          do {
            const at = cursor === null ? {} : { cursor };
            const page = await listTraces(pool, projectId, { ...range, query, sort, limit: 17, ...at });
            seen.push(...page.items.map(({ traceId }) => traceId));
            cursor = page.nextCursor;
            last = page.prevCursor;
          } while (cursor !== null);
          const keyOf = new Map(stored.map(({ traceId, trace }) => [traceId, Number(trace.fields[by] ?? -1)]));
          const way = isDescending ? -1 : 1;
          const order = (a: string, b: string) => way * ((keyOf.get(a) ?? 0) - (keyOf.get(b) ?? 0) || (a < b ? -1 : 1));
          expect(seen).toEqual(expected(query).sort(order));
          const back: string[] = seen.slice(Math.floor((seen.length - 1) / 17) * 17);
          while (last !== null) {
            const page = await listTraces(pool, projectId, {
              ...range,
              query,
              sort,
              limit: 17,
              cursor: last,
              isBackward: true,
            });
            back.unshift(...page.items.map(({ traceId }) => traceId));
            last = page.hasPrevious ? page.prevCursor : null;
          }
          expect(back).toEqual(seen);
        }),
        { numRuns: 40 },
      );
    },
    120_000,
  );
});

test("a clause about contents is no condition on rows, wherever it stands", () => {
  const content: Query[] = [
    { type: "text", text: "refund" },
    { type: "clause", field: "attributes.a", operator: "exists", values: [] },
    { type: "clause", field: "resource.attributes.a", operator: "=", values: ["x"] },
  ];
  for (const query of content) {
    for (const tree of [query, { type: "not", item: query } as const, { type: "has", item: query } as const]) {
      expect(() => traceCondition(tree, newParameterList())).toThrow(ContentClause);
    }
  }
});

test("a tree that the parser would not have made is refused with its clause", async () => {
  const clause = (name: string, operator: string, ...values: Value[]) =>
    ({ type: "clause", field: name, operator, values }) as Query;
  const wrong: Query[] = [
    clause("colour", "=", "red"),
    clause("status", "=", "broken"),
    clause("status", "~", "o"),
    clause("duration", "=", "2s"),
    clause("duration", "in", 1, 2),
    clause("application", ">", 2),
    clause("application", "=", "a", "b"),
    clause("application", "in"),
    clause("tokens", ">", Number.NaN),
    { type: "has", item: clause("spans", ">", 1) },
    { type: "has", item: { type: "has", item: clause("kind", "=", "LLM") } },
  ];
  for (const query of wrong) {
    await expect(listTraces(pool, projectId, { ...range, query, limit: 1 })).rejects.toMatchObject({
      code: "request.invalid",
      field: "q",
    });
  }
});
