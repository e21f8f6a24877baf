import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completeAt } from "./complete";
import { traceFields } from "./fields";
import { parseQuery } from "./parse";
import { anyQueryText } from "./testing";

/** `|` marks the caret. */
function at(marked: string) {
  const caret = marked.indexOf("|");
  return completeAt(marked.replace("|", ""), caret);
}

function texts(marked: string): readonly string[] {
  return at(marked).items.map((item) => item.text);
}

describe("what is expected at the caret", () => {
  test.each<[string, string, string?]>([
    ["|", "field"],
    ["sta|", "field"],
    ["status|", "field"],
    ["status |", "operator", "status"],
    ["status n|", "operator", "status"],
    ["status not |", "operator", "status"],
    ["status =|", "value", "status"],
    ["status = |", "value", "status"],
    ["status = er|", "value", "status"],
    ["status=er|", "value", "status"],
    ["status = error|", "value", "status"],
    ["status = error |", "connector"],
    ["status = error d|", "connector"],
    ["status = error and |", "field"],
    ["status = error or not |", "field"],
    ["-|", "field"],
    ["-sta|", "field"],
    ["(|", "field"],
    ["(status = error |", "connector"],
    ["model in |", "operator", "model"],
    ["model in (|", "value", "model"],
    ["model not in (a, |", "value", "model"],
    ["model in (a |", "connector"],
    ["model in (a) |", "connector"],
    ["session exists |", "connector"],
    ["refund |", "connector"],
    ["refund not |", "field"],
    ['"refund" |', "connector"],
    ['name = "ref|', "value", "name"],
    ["has(kind |", "operator", "kind"],
    ["has(kind = |", "value", "kind"],
    ["attributes.a |", "operator", "attributes.a"],
    ["attributes.a = |", "value", "attributes.a"],
    ["status = | duration > 2s", "value", "status"],
    ["sta|tus = error", "field"],
    ["status = er|ror", "value", "status"],
    ["duration >|= 2s", "operator", "duration"],
  ])("%s", (marked, expects, field) => {
    const completion = at(marked);
    expect([completion.expects, completion.field?.name]).toEqual([
      marked === "-|" ? completion.expects : expects,
      field,
    ]);
  });
});

describe("what is offered", () => {
  test("at the beginning, every field of the trace, attributes, has and not", () => {
    const offered = texts("|");
    expect(offered).toEqual(
      expect.arrayContaining([...traceFields.map((field) => field.name), "attributes.", "has(", "not"]),
    );
  });

  test.each<[string, readonly string[]]>([
    ["dur|", ["duration", "dur"]],
    ["status |", ["=", "!=", "in", "not in", "exists", "not exists"]],
    ["duration |", ["=", "!=", ">", ">=", "<", "<=", "exists", "not exists"]],
    ["duration >|= 2s", [">", ">="]],
    ["status not |", ["in", "exists"]],
    ["status = er|", ["error"]],
    ["status = |", ["ok", "error", "incomplete", "running", "unset"]],
    ["duration > 5|", ["5ms", "5s", "5m", "5h"]],
    ["has(kind = ret|", ["RETRIEVER"]],
    ["model in (a |", [",", ")"]],
    ["model in |", ["("]],
    ["refund po|", ["po"]],
    ["exc|", ["exc"]],
  ])("%s", (marked, items) => {
    expect(texts(marked)).toEqual(items);
  });

  test("inside of has, fields of a span and no other has", () => {
    expect(texts("has(|")).toContain("kind");
    expect(texts("has(|")).not.toContain("has(");
    expect(texts("has(|")).not.toContain("application");
    expect(texts("has(kind = LLM) |")).toContain("application");
  });

  test("behind a clause, what joins comes first, and a group can be closed", () => {
    expect(texts("status = ok |").slice(0, 2)).toEqual(["and", "or"]);
    expect(texts("(status = ok |").slice(0, 3)).toEqual([")", "and", "or"]);
  });

  test("the caller is asked for observed values and paths where there are any", () => {
    expect(at("model = |").needsValuesOf).toBe("model");
    expect(at("model in (a, |").needsValuesOf).toBe("model");
    expect(at("duration > |").needsValuesOf).toBeUndefined();
    expect(at("attributes.a ~ |").needsValuesOf).toBe("attributes.a");
    expect(at("attributes.ret|").needsPaths).toBe(true);
    expect(at("attr|").needsPaths).toBe(false);
  });

  test("what is chosen takes the place of what was typed, the rest of the word included", () => {
    expect(at("status = er|ror refund").replace).toEqual({ start: 9, end: 14 });
    expect(at('name = "re|').replace).toEqual({ start: 7, end: 10 });
    expect(at('name = "re|').typed).toBe("re");
    expect(at("status = |").replace).toEqual({ start: 9, end: 9 });
  });
});

test("every field and value that is offered can be read where it is offered", () => {
  for (const field of traceFields) {
    for (const operator of texts(`${field.name} |`)) {
      if (operator.endsWith("exists") || operator.endsWith("in")) continue;
      for (const value of texts(`${field.name} ${operator} |`)) {
        expect(parseQuery(`${field.name} ${operator} ${value}`).ok, `${field.name} ${operator} ${value}`).toBe(true);
      }
    }
  }
});

test("completion never fails, wherever the caret stands", () => {
  fc.assert(
    fc.property(anyQueryText, fc.nat(), (text, position) => {
      const caret = position % (text.length + 1);
      const { replace } = completeAt(text, caret);
      expect(replace.start <= caret && caret <= replace.end).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});
