import { describe, expect, test } from "vitest";
import { findField, operatorsOf, spanFields, traceFields } from "./fields";
import { parseQuery } from "./parse";
import { printQuery } from "./print";
import type { Operator, Query, Value } from "./query";
import { exampleValue } from "./read-value";

const clause = (field: string, operator: Operator, ...values: Value[]): Query => ({
  type: "clause",
  field,
  operator,
  values,
});
const and = (...items: Query[]): Query => ({ type: "and", items });
const or = (...items: Query[]): Query => ({ type: "or", items });
const not = (item: Query): Query => ({ type: "not", item });
const has = (item: Query): Query => ({ type: "has", item });
const text = (words: string): Query => ({ type: "text", text: words });

const failed = clause("status", "=", "error");
const slow = clause("duration", ">", 2_000);

describe("the grammar", () => {
  test.each<[string, Query | undefined]>([
    ["", undefined],
    ["  \n ", undefined],
    ["status = error", failed],
    ["status=error", failed],
    ["STATUS = Error", failed],
    ['status = "error"', failed],
    ["((status = error))", failed],
    ["status = error duration > 2s", and(failed, slow)],
    ["status = error AND duration > 2s", and(failed, slow)],
    ["status=error and(duration>2s)", and(failed, slow)],
    ["status = error or duration > 2s", or(failed, slow)],
    ["(status = error or duration > 2s) refund", and(or(failed, slow), text("refund"))],
    ["refund or status = error duration > 2s", or(text("refund"), and(failed, slow))],
    ["refund or (status = error or duration > 2s)", or(text("refund"), failed, slow)],
    ["refund and (status = error and duration > 2s)", and(text("refund"), failed, slow)],
    ["not status = error", not(failed)],
    ["-status = error", not(failed)],
    ["not not status = error", failed],
    ["--status=error", failed],
    ["not (status = error duration > 2s)", not(and(failed, slow))],
    ["-(status = error or duration > 2s)", not(or(failed, slow))],
    ["not status = error duration > 2s", and(not(failed), slow)],
    ["status != error", not(failed)],
    ["not status != error", failed],
    ["application ~ rag", clause("application", "~", "rag")],
    ["application !~ rag", not(clause("application", "~", "rag"))],
    ["model in (gpt-4o, qwen-max)", clause("model", "in", "gpt-4o", "qwen-max")],
    ["model in(gpt-4o,qwen-max)", clause("model", "in", "gpt-4o", "qwen-max")],
    ["model in (gpt-4o, gpt-4o)", clause("model", "=", "gpt-4o")],
    ["model not in (a, b)", not(clause("model", "in", "a", "b"))],
    ["not model not in (a, b)", clause("model", "in", "a", "b")],
    ["model IN (a, b)", clause("model", "in", "a", "b")],
    ["session exists", clause("session", "exists")],
    ["session not exists", not(clause("session", "exists"))],
    ["has(kind = LLM duration > 2s)", has(and(clause("kind", "=", "LLM"), slow))],
    ["HAS (kind = llm)", has(clause("kind", "=", "LLM"))],
    ["not has(refund)", not(has(text("refund")))],
    ["-has(refund or -policy)", not(has(or(text("refund"), not(text("policy")))))],
  ])("%s", (query, tree) => {
    expect(parseQuery(query)).toEqual({ ok: true, query: tree });
  });
});

describe("text", () => {
  test.each<[string, Query]>([
    ["refund", text("refund")],
    ["refund   policy", text("refund policy")],
    ['"refund policy"', text("refund policy")],
    ['refund "policy"', and(text("refund"), text("policy"))],
    ['"a" "b"', and(text("a"), text("b"))],
    ["refund and policy", and(text("refund"), text("policy"))],
    ["refund -policy", and(text("refund"), not(text("policy")))],
    ["not refund policy", not(text("refund policy"))],
    ["refund status = error policy", and(text("refund"), failed, text("policy"))],
    ["退款政策", text("退款政策")],
    ["退款　政策", text("退款 政策")],
    ["ＡＢＣ（测试）", text("ＡＢＣ（测试）")],
    ["سياسة الاسترداد", text("سياسة الاسترداد")],
    ["well-known gpt-4o", text("well-known gpt-4o")],
    ["hello, world", text("hello, world")],
    ["documents in context", text("documents in context")],
    ["the file has exists", text("the file has exists")],
    ["a - b", text("a - b")],
    ["https://example.org/a?b", text("https://example.org/a?b")],
    ['"and"', text("and")],
    [String.raw`"say \"hi\" \\ \u9000\n"`, text('say "hi" \\ 退')],
    ["application = rag status", and(clause("application", "=", "rag"), text("status"))],
    ["5", text("5")],
  ])("%s", (query, tree) => {
    expect(parseQuery(query)).toEqual({ ok: true, query: tree });
  });
});

describe("values", () => {
  test.each<[string, Query]>([
    ["duration > 300ms", clause("duration", ">", 300)],
    ["duration > 1.5m", clause("duration", ">", 90_000)],
    ["duration > 1h", clause("duration", ">", 3_600_000)],
    ["duration > 250us", clause("duration", ">", 0.25)],
    ["duration > 250µs", clause("duration", ">", 0.25)],
    ["duration >= .5s", clause("duration", ">=", 500)],
    ["duration <= 1.005s", clause("duration", "<=", 1_005)],
    ["tokens > 10k", clause("tokens", ">", 10_000)],
    ["tokens > 10K", clause("tokens", ">", 10_000)],
    ["tokens > 1.5M", clause("tokens", ">", 1_500_000)],
    ["tokens = 9007199254740991", clause("tokens", "=", 9_007_199_254_740_991)],
    ["cost > $0.05", clause("cost", ">", 0.05)],
    ["cost > 0.05", clause("cost", ">", 0.05)],
    ["score.correctness < 50%", clause("score.correctness", "<", 0.5)],
    ["score.hit_rate = 1", clause("score.hit_rate", "=", 1)],
    ["trace = 4BF92F35-77b3", clause("trace", "=", "4bf92f3577b3")],
    ['name = ""', clause("name", "=", "")],
    ["name = a=b<c", clause("name", "=", "a=b<c")],
    ["name = GET:/a?b=c&d", clause("name", "=", "GET:/a?b=c&d")],
    ["name = -5", clause("name", "=", "-5")],
    ["name = 5", clause("name", "=", "5")],
    ["name = 订单（测试）", clause("name", "=", "订单（测试）")],
    [String.raw`name = C:\temp`, clause("name", "=", String.raw`C:\temp`)],
    ['name = "and"', clause("name", "=", "and")],
    ["evaluation = not-extracted", clause("evaluation", "=", "not_extracted")],
    ["attributes.a.b = 5", clause("attributes.a.b", "=", 5)],
    ["attributes.a.b = -0.5", clause("attributes.a.b", "=", -0.5)],
    ["attributes.a.b = 1e3", clause("attributes.a.b", "=", 1_000)],
    ['attributes.a.b = "5"', clause("attributes.a.b", "=", "5")],
    ["attributes.a.b = 05", clause("attributes.a.b", "=", "05")],
    ["attributes.a.b = 12345678901234567890", clause("attributes.a.b", "=", "12345678901234567890")],
    ["attributes.a.b = TRUE", clause("attributes.a.b", "=", true)],
    ["attributes.a.b ~ 5", clause("attributes.a.b", "~", "5")],
    ["attributes.a.b in (1, x, true)", clause("attributes.a.b", "in", 1, "x", true)],
    ["attributes.a[*].b[0] exists", clause("attributes.a[*].b[0]", "exists")],
    ["attributes['a b']=1", clause("attributes['a b']", "=", 1)],
    ['attributes["a=b (c)"].d > 1', clause("attributes['a=b (c)'].d", ">", 1)],
    ["attributes.会话.名 = x", clause("attributes.会话.名", "=", "x")],
    ["resource.attributes.host.name != x", not(clause("resource.attributes.host.name", "=", "x"))],
  ])("%s", (query, tree) => {
    expect(parseQuery(query)).toEqual({ ok: true, query: tree });
  });

  test.each([...traceFields, ...spanFields.map((field) => ({ ...field, isOfSpan: true }))])(
    "$name takes every operator of its type, also negated",
    (field) => {
      for (const operator of operatorsOf[field.type]) {
        const value = field.choices?.[0] ?? exampleValue[field.type];
        const inner = operator === "exists" ? "exists" : operator === "in" ? `in (${value})` : `${operator} ${value}`;
        for (const prefix of ["", "not "]) {
          const query =
            "isOfSpan" in field ? `has(${prefix}${field.name} ${inner})` : `${prefix}${field.name} ${inner}`;
          expect(parseQuery(query).ok, query).toBe(true);
        }
      }
    },
  );
});

describe("canonical text", () => {
  test.each<[string, string]>([
    ["status=error   and duration>=90000ms", "status = error duration >= 90s"],
    ["-a", "not a"],
    ["refund policy", '"refund policy"'],
    ['refund "policy"', '"refund" "policy"'],
    ["refund or policy", "refund or policy"],
    ["a b or c", '"a b" or c'],
    ["status = error duration > 2s or cost > 1", "(status = error duration > 2s) or cost > 1"],
    ["not (a or b)", "not (a or b)"],
    ["not duration > 2s", "not duration > 2s"],
    ["not application ~ x", "application !~ x"],
    ["not session exists", "session not exists"],
    ["not model in (a, b)", "model not in (a, b)"],
    ["tokens > 10000", "tokens > 10k"],
    ["tokens > 4096", "tokens > 4096"],
    ["duration > 0.5s", "duration > 500ms"],
    ["duration > 1500ms", "duration > 1.5s"],
    ["duration > 60s", "duration > 1m"],
    ["duration > 0.25ms", "duration > 250us"],
    ["duration > 0s", "duration > 0ms"],
    ["cost > $0.10", "cost > 0.1"],
    ["score.ndcg > 75%", "score.ndcg > 0.75"],
    ['name = "a b"', 'name = "a b"'],
    ['name = "a,b"', 'name = "a,b"'],
    ['name = "a\tb"', String.raw`name = "a\tb"`],
    ['name = "\u202ea"', String.raw`name = "\u202ea"`],
    ['attributes["a"].b = "5"', `attributes['a'].b = "5"`],
    ["has((kind = LLM) and (duration > 1s))", "has(kind = LLM duration > 1s)"],
  ])("%s", (query, canonical) => {
    const parsed = parseQuery(query);
    expect(parsed.ok && printQuery(parsed.query)).toBe(canonical);
  });

  test("no query is no text", () => {
    expect(printQuery(undefined)).toBe("");
  });
});

test("a path is a field in both places, and no other name is one in a place where it does not belong", () => {
  expect(findField("attributes.a", "span")?.type).toBe("any");
  expect(findField("attributes", "trace")).toBeUndefined();
  expect(findField("kind", "trace")).toBeUndefined();
  expect(findField("application", "span")).toBeUndefined();
});
