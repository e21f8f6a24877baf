import { expect, test } from "vitest";
import { formatTraceParams, parseTraceParams, queryKeyOf, type TraceParams, toApiQuery, viewSearchOf } from "./params";

const full: TraceParams = {
  range: { kind: "between", fromMs: Date.parse("2026-11-22T03:45:00Z"), toMs: Date.parse("2026-11-22T09:45:00Z") },
  q: 'application = "订单 & <助手>, beta" (status = error or duration > 2s) has(kind = LLM) "a&b=c#d"',
  sort: "-duration",
  columns: [
    { id: "name", widthPx: 240 },
    { id: "attributes.user.plan" },
    { id: 'attributes["a,b"].c' },
    { id: "time" },
  ],
  isLive: true,
  view: "01939f4e-0000-7000-8000-000000000001",
  at: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd",
  peek: "4f1c09e2a7d84b61b3c0f5a81d6e9b2e",
  evaluate: "4f1c09e2a7d84b61b3c0f5a81d6e9b2e",
  evaluation: "01939f4e-0000-7000-8000-000000000001",
};
const parse = (search: string) => parseTraceParams(new URLSearchParams(search));

test("the whole state of the page survives its address", () => {
  const search = new URLSearchParams(formatTraceParams(full)).toString();
  expect(parse(search)).toEqual(full);
});

test("the plain page has a plain address", () => {
  expect(formatTraceParams(parse(""))).toEqual([]);
});

test("links from before there was a query stay good: their parameters become clauses", () => {
  expect(parse("application=rag node&status=error,running&name=POST /v1&result=not_extracted").q).toBe(
    'application = "rag node" status in (error, running) span = "POST /v1" evaluation = not_extracted',
  );
  expect(parse("trace=4f1c09e2&session=s1&user=u,20417").q).toBe('trace = 4f1c09e2 session = s1 user = "u,20417"');
  expect(parse("status=error&q=duration > 2s or cost > 1").q).toBe("status = error (duration > 2s or cost > 1)");
});

test("the same state has one address, however it was written", () => {
  const one = parse("q=status=error  model in (a)&range=1h");
  const other = parse("range=1h&q=status = error and model = a");
  expect(formatTraceParams(one)).toEqual(formatTraceParams(other));
});

test("a query that cannot be read is kept as it was written", () => {
  expect(parse("q=duration >= 2 sekunden status = error").q).toBe("duration >= 2 sekunden status = error");
  expect(parse("status=foo").q).toBe("status = foo");
});

test("what is selected or open does not change the query that is run; the order does", () => {
  const bare = { ...full, peek: undefined, evaluate: undefined, evaluation: undefined, isLive: false, at: undefined };
  expect(queryKeyOf(bare)).toBe(queryKeyOf(full));
  expect(queryKeyOf({ ...bare, sort: "duration" })).not.toBe(queryKeyOf(full));
});

test("the query reaches the API as text, and no query as nothing", () => {
  const window = { fromMs: 0, toMs: 1000 };
  const range = { from: "1970-01-01T00:00:00.000Z", to: "1970-01-01T00:00:01.000Z" };
  expect(toApiQuery(full, window)).toEqual({ ...range, q: full.q });
  expect(toApiQuery({ q: "" }, window)).toEqual(range);
});

test("a saved view keeps the query, the order, the columns and the range, and nothing that is open", () => {
  const kept = parse(viewSearchOf(full));
  const { range, q, sort, columns } = full;
  expect(kept).toEqual({ ...parse(""), range, q, sort, columns });
});
