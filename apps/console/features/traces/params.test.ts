import { expect, test } from "vitest";
import { clauseProblem, withClause } from "./clauses";
import { formatTraceParams, parseTraceParams, queryKeyOf, type TraceParams, toApiQuery } from "./params";

const full: TraceParams = {
  range: { kind: "between", fromMs: Date.parse("2026-11-22T03:45:00Z"), toMs: Date.parse("2026-11-22T09:45:00Z") },
  clauses: [
    { field: "application", values: ["订单 & <助手>, beta"] },
    { field: "status", values: ["error", "running"] },
    { field: "name", values: ["POST /v1/chat?x=1#y"] },
    { field: "trace", values: ["4f1c09e2"] },
    { field: "session", values: ["sess_8801"] },
    { field: "user", values: ["u,20417"] },
    { field: "result", values: ["not_extracted"] },
  ],
  isLive: true,
  peek: "4f1c09e2a7d84b61b3c0f5a81d6e9b2e",
  evaluate: "4f1c09e2a7d84b61b3c0f5a81d6e9b2e",
  evaluation: "01939f4e-0000-7000-8000-000000000001",
};

test("the whole state of the page survives its address", () => {
  const search = new URLSearchParams(formatTraceParams(full)).toString();
  expect(parseTraceParams(new URLSearchParams(search))).toEqual(full);
});

test("the plain page has a plain address", () => {
  expect(formatTraceParams(parseTraceParams(new URLSearchParams()))).toEqual([]);
});

test("the same state has one address, whatever the order of the parameters was", () => {
  const one = parseTraceParams(new URLSearchParams("status=error&application=a&range=1h"));
  const other = parseTraceParams(new URLSearchParams("range=1h&application=a&status=error,error"));
  expect(formatTraceParams(one)).toEqual(formatTraceParams(other));
});

test("what is selected or open does not change the query that is run", () => {
  const bare = { ...full, peek: undefined, evaluate: undefined, evaluation: undefined, isLive: false };
  expect(queryKeyOf(bare)).toBe(queryKeyOf(full));
});

test("clauses reach the API under its own names", () => {
  expect(toApiQuery(full.clauses, { fromMs: 0, toMs: 1000 })).toEqual({
    from: "1970-01-01T00:00:00.000Z",
    to: "1970-01-01T00:00:01.000Z",
    application: "订单 & <助手>, beta",
    status: "error,running",
    name: "POST /v1/chat?x=1#y",
    traceId: "4f1c09e2",
    sessionId: "sess_8801",
    userId: "u,20417",
    evaluation: "not_extracted",
  });
});

test("a clause that cannot be run says what is wrong and what may be written, and is kept", () => {
  const { clauses } = parseTraceParams(new URLSearchParams("status=broken&trace=xyz&application=a"));
  expect(clauses.map(clauseProblem)).toEqual([
    undefined,
    "“broken” is no status. Use ok, error, incomplete, running, unset.",
    "“xyz” is no trace id. Write 4 to 32 hex digits.",
  ]);
});

test("a field has one clause, and setting it to nothing removes it", () => {
  const clauses = withClause(withClause([], "status", ["error"]), "application", ["a"]);
  expect(clauses.map((clause) => clause.field)).toEqual(["application", "status"]);
  expect(withClause(clauses, "application", ["b"])[0]?.values).toEqual(["b"]);
  expect(withClause(clauses, "application", [])).toEqual([{ field: "status", values: ["error"] }]);
});
