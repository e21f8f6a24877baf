import type { ProjectId } from "@plumbline/base/ids";
import { newUuid } from "@plumbline/base/ids";
import type { JsonValue } from "@plumbline/base/json";
import { useTestDatabase } from "@plumbline/db/testing";
import { decodeTraces } from "@plumbline/otlp/decode-traces";
import { protobufFromJsonValue } from "@plumbline/otlp/json-traces";
import { type MatchableSpan, type MatchableTrace, matches } from "@plumbline/query/matches";
import type { Clause, Query } from "@plumbline/query/query";
import { spanTexts } from "@plumbline/query/span-texts";
import { buildSpanDocument } from "@plumbline/span/document/span-document";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { listTraces } from "../read/list-traces";
import { storeOtlpJson } from "../testing";
import { indexProject } from "./index-project";
import { createRandomSpans, type RandomSpan, vocabulary } from "./testing-random-traces";

const database = await useTestDatabase();
const projectId = newUuid() as ProjectId;
const baseMs = Date.UTC(2026, 10, 20, 12);
const range = { from: new Date(baseMs - 1_000), to: new Date(baseMs + 3_600_000) };
const random = createRandomSpans(11, baseMs);

function requestOf(spans: readonly RandomSpan[]): object {
  const resource = {
    attributes: [
      { key: "service.name", value: { stringValue: "shop" } },
      { key: "deploy.tier", value: { stringValue: "5" } },
    ],
  };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "test" }, spans }] }] };
}

/** What was stored, by trace and span: a later version of a span replaces the one before. */
const stored = new Map<string, Map<string, MatchableSpan>>();

async function store(spans: readonly RandomSpan[]): Promise<void> {
  await storeOtlpJson(database.pool, projectId, requestOf(spans));
  for (const { resource, scopeSpans } of decodeTraces(protobufFromJsonValue(requestOf(spans) as JsonValue))) {
    for (const { scope, spans: decoded } of scopeSpans) {
      for (const span of decoded) {
        const document = buildSpanDocument(span, resource, scope, { kind: "UNKNOWN" });
        const trace = stored.get(span.traceId) ?? new Map<string, MatchableSpan>();
        stored.set(span.traceId, trace);
        trace.set(span.spanId, {
          fields: { name: span.name, service: "shop" },
          attributes: document.attributes,
          resource: document.resource,
          texts: [...spanTexts(span)].map(({ text }) => text),
        });
      }
    }
  }
}

function expected(query: Query): string[] {
  return [...stored]
    .filter(([, spans]) => matches(query, matchableOf(spans)))
    .map(([traceId]) => traceId)
    .sort()
    .reverse();
}

function matchableOf(spans: ReadonlyMap<string, MatchableSpan>): MatchableTrace {
  return { fields: { application: "shop", spans: spans.size }, spans: [...spans.values()] };
}

/** All pages of a list. */
async function listed(query: Query, limit = 25): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await listTraces(database.pool, projectId, { ...range, query, limit, ...(cursor ? { cursor } : {}) });
    expect(page.searchedBackTo).toBeUndefined();
    found.push(...page.items.map(({ traceId }) => traceId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

const { words, chinese, arabic } = vocabulary;
const anyText = fc
  .array(
    fc.constantFrom(...words, ...chinese, ...arabic, "refun", "款政", "سياسه", "abc", "policy refund", "nRefund"),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => parts.join(" "));
const text = anyText.map((value): Query => ({ type: "text", text: value }));
const fields = [
  "attributes.user.tier",
  "attributes.retrieval.documents[*].score",
  "attributes.retrieval.documents[0].score",
  "attributes.retrieval.documents[*].id",
  "attributes.retrieval",
  "attributes.meta",
  "attributes.meta.question",
  "attributes.meta.inner.score",
  "attributes.meta.inner.tags[*]",
  "attributes.meta.raw[0]",
  "attributes.meta.a",
  "attributes.meta[*]",
  "attributes.meta.b.c",
  "attributes.meta['7']",
  "attributes.tags[*]",
  "attributes.tags[1]",
  "attributes.tags.$self",
  "attributes.n",
  "attributes.missing",
  "resource.attributes.deploy.tier",
];
const clause = fc
  .oneof(
    fc.record({ field: fc.constantFrom(...fields), operator: fc.constant("exists" as const), values: fc.constant([]) }),
    fc.record({
      field: fc.constantFrom(...fields),
      operator: fc.constantFrom("=" as const, "in" as const),
      values: fc.array(
        fc.oneof(
          anyText,
          fc.constantFrom<string | number | boolean>(5, 0.3, -2, 1000, true, false, "5", "true", "05", ""),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
    fc.record({
      field: fc.constantFrom(...fields),
      operator: fc.constant("~" as const),
      values: fc.tuple(fc.oneof(anyText, fc.constantFrom("efun", " refund ", "0.3", "款"))),
    }),
    fc.record({
      field: fc.constantFrom(...fields),
      operator: fc.constantFrom(">" as const, ">=" as const, "<" as const, "<=" as const),
      values: fc.tuple(fc.constantFrom(0.3, 0.29, 5, -2.25, 999)),
    }),
  )
  .map(
    (made): Query =>
      ({ type: "clause", ...made, values: made.operator === "=" ? made.values.slice(0, 1) : made.values }) as Clause,
  );
const rowClause = fc.constantFrom<Query>(
  { type: "clause", field: "application", operator: "=", values: ["shop"] },
  { type: "clause", field: "spans", operator: ">", values: [2] },
);
const spanClause = fc.constantFrom<Query>({ type: "clause", field: "name", operator: "=", values: ["chat"] });

function trees(leaf: fc.Arbitrary<Query>): fc.Arbitrary<Query> {
  return fc.letrec<{ tree: Query }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.record({
        type: fc.constantFrom("and" as const, "or" as const),
        items: fc.array(tie("tree"), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ type: fc.constant("not" as const), item: tie("tree") }),
    ),
  })).tree;
}
const has = trees(fc.oneof(text, clause, spanClause)).map((item): Query => ({ type: "has", item }));
const query = fc
  .tuple(
    trees(
      fc.oneof(
        { weight: 3, arbitrary: text },
        { weight: 3, arbitrary: clause },
        { weight: 1, arbitrary: has },
        { weight: 1, arbitrary: rowClause },
      ),
    ),
    fc.oneof(text, clause),
  )
  .map(([tree, content]): Query => ({ type: "or", items: [tree, { type: "and", items: [content, tree] }] }));

async function agrees(numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, clause, has, query), async (asked) => {
      expect(await listed(asked)).toEqual(expected(asked));
    }),
    { numRuns, seed: 5 },
  );
}

beforeAll(async () => {
  for (let trace = 0; trace < 60; trace++) {
    await store(Array.from({ length: 1 + (trace % 4) }, (_, place) => random.span(trace, place)));
  }
});

const indexAll = () => indexProject(database.pool, projectId, { segmentSpans: 20, waitMsMax: 0, settleMs: 0 });

test("a search finds what the definition of the language finds, before anything is indexed", async () => {
  await agrees(60);
}, 120_000);

test("it finds the same in the index", async () => {
  const { segments, spans } = await indexAll();
  expect(segments).toBeGreaterThan(4);
  expect(spans).toBe([...stored.values()].reduce((sum, trace) => sum + trace.size, 0));
  await agrees(150);
}, 120_000);

test("it finds the same while late spans, better versions and new traces are not indexed yet, and when they are", async () => {
  await store([random.span(3, 9), random.span(17, 9)]);
  const again = random.span(20, 0);
  await store([{ ...again, endTimeUnixNano: String(BigInt(again.endTimeUnixNano) + 9_000_000n) }]);
  await store([random.span(70, 0), random.span(70, 1)]);
  await agrees(70);
  await indexAll();
  await agrees(70);
}, 120_000);
