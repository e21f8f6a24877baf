import { describe, expect, test } from "vitest";
import { exceptionOf, type FailureRow, findFailure } from "./root-cause";
import { attributesOf, readTestSpan } from "./testing";

function row(
  spanId: string,
  parentSpanId: string | null,
  status: FailureRow["status"],
  start: number,
  end: number | null = start + 1,
): FailureRow {
  return {
    spanId,
    parentSpanId,
    name: spanId,
    status,
    offsetUs: start,
    durationNs: end === null ? null : (end - start) * 1000,
  };
}

const ids = (rows: readonly FailureRow[]) => rows.map((found) => found.spanId);

describe("the failure that explains a trace", () => {
  test("is where the error was raised, with what it broke and what came before", () => {
    const failure = findFailure([
      row("root", null, "error", 0, 100),
      row("agent", "root", "error", 5, 95),
      row("search", "agent", "ok", 10, 20),
      row("plan", "agent", "ok", 21, 30),
      row("tool", "agent", "error", 40, 60),
      row("later", "agent", "unset", 70, 80),
    ]);
    expect(failure?.origin.spanId).toBe("tool");
    expect(ids(failure?.broke ?? [])).toEqual(["agent", "root"]);
    expect(failure?.handledBy).toBeUndefined();
    expect(ids(failure?.before ?? [])).toEqual(["plan", "search"]);
    expect(failure?.others).toEqual([]);
  });

  test("is the first that reached the top, not an earlier one that was handled", () => {
    const failure = findFailure([
      row("root", null, "error", 0, 100),
      row("retry", "root", "ok", 1, 30),
      row("attempt", "retry", "error", 2, 10),
      row("answer", "root", "error", 40, 90),
      row("second", "answer", "error", 60, 70),
      row("first", "answer", "error", 45, 50),
    ]);
    expect(failure?.origin.spanId).toBe("first");
    expect(ids(failure?.others ?? [])).toEqual(["attempt", "second"]);
  });

  test("is a handled one where nothing reached the top", () => {
    const failure = findFailure([row("root", null, "ok", 0, 100), row("call", "root", "error", 10)]);
    expect([failure?.origin.spanId, failure?.handledBy?.spanId, failure?.broke]).toEqual(["call", "root", []]);
  });

  test("an orphan that failed counts as having reached the top", () => {
    const failure = findFailure([
      row("root", null, "ok", 0, 50),
      row("call", "root", "error", 1, 2),
      row("orphan", "gone", "error", 20),
    ]);
    expect(failure?.origin.spanId).toBe("orphan");
  });

  test("is undefined where nothing failed; rings end", () => {
    expect(findFailure([row("root", null, "unset", 0)])).toBeUndefined();
    expect(findFailure([row("a", "b", "error", 0), row("b", "a", "error", 1)])?.origin.spanId).toBe("b");
  });

  test("a chain of 100,000 failed spans has one origin, at its end", () => {
    const chain = Array.from({ length: 100_000 }, (_, index) =>
      row(`${index}`, index === 0 ? null : `${index - 1}`, "error", index),
    );
    expect(findFailure(chain)?.broke).toHaveLength(99_999);
  });
});

test("the exception is that of the last exception event, the status message stands in for its message", () => {
  const event = (type: string, message?: string) => ({
    name: "exception",
    timeUnixNano: 1n,
    attributes: attributesOf({
      "exception.type": type,
      ...(message === undefined ? {} : { "exception.message": message }),
    }),
    droppedAttributesCount: 0,
  });
  const read = (events: ReturnType<typeof event>[]) =>
    readTestSpan({}, { events, status: { code: 2, message: "status says" } }).document;
  expect(exceptionOf(read([event("First", "one"), event("Last", "two")]))).toEqual({ type: "Last", message: "two" });
  expect(exceptionOf(read([event("Last")]))).toEqual({ type: "Last", message: "status says" });
  expect(exceptionOf(read([]))).toEqual({ message: "status says" });
  expect(exceptionOf(readTestSpan({}).document)).toBeUndefined();
});
