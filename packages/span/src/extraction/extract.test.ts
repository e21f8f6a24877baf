import type { JsonValue } from "@plumbline/base/json";
import { describe, expect, test } from "vitest";
import type { ReadSpan } from "../document/types";
import { attributesOf, readTestSpan } from "../testing";
import { extract } from "./extract";
import { extractedCharsMax } from "./to-text";
import type { ExtractionField, ExtractionRule, FieldResult } from "./types";

const retriever = readTestSpan(
  {
    "openinference.span.kind": "RETRIEVER",
    "input.value": '{"text":["Does the tent need a groundsheet?"],"top_k":2}',
    "retrieval.documents.0.document.id": "tent-4",
    "retrieval.documents.0.document.score": 0.9,
    "retrieval.documents.0.document.content": "The floor is sewn in.",
    "retrieval.documents.0.document.metadata": '{"file.name":"tents.md","page":9007199254740993}',
    "retrieval.documents.1.document.content": "A groundsheet is optional.",
    "retrieval.documents.1.document.score": 0.4,
    "retrieval.documents.1.document.metadata": '{"file.name":"extras.md","page":2}',
    metadata: '{"tenant":"shop","ab.test":"B"}',
    "output.value": "unused",
  },
  { name: "search", spanId: "00000000000000b1" },
);

function field(name: ExtractionField, spans: readonly ReadSpan[], ...rules: ExtractionRule[]): FieldResult {
  return extract(spans, { query: [], answer: [], context: [], [name]: rules })[name];
}

function rule(
  jsonPathInSpan: string,
  jsonPathInSpanValue?: string,
  parts: Partial<ExtractionRule> = {},
): ExtractionRule {
  return {
    spanName: "search",
    jsonPathInSpan,
    ...(jsonPathInSpanValue === undefined ? {} : { jsonPathInSpanValue }),
    ...parts,
  };
}

function texts(result: FieldResult): readonly string[] | string {
  return result.status === "ok" ? result.values.map((value) => value.text) : result.miss.status;
}

const one = (path: string, valuePath?: string) => texts(field("query", [retriever], rule(path, valuePath)));
const many = (path: string, valuePath?: string) => texts(field("context", [retriever], rule(path, valuePath)));

describe("where a path leads", () => {
  test("every document by a wildcard", () => {
    expect(many("attributes.retrieval.documents[*].document.content")).toEqual([
      "The floor is sewn in.",
      "A groundsheet is optional.",
    ]);
  });

  test("the text itself, and inside its JSON by either path", () => {
    expect(one("attributes.input.value")).toEqual(['{"text":["Does the tent need a groundsheet?"],"top_k":2}']);
    expect(one("attributes.input.value", "text[0]")).toEqual(["Does the tent need a groundsheet?"]);
    expect(one("attributes.input.value.text[0]")).toEqual(["Does the tent need a groundsheet?"]);
  });

  test("an exact flat key", () => {
    expect(one("attributes.retrieval.documents.1.document.score")).toEqual(["0.4"]);
    expect(one("attributes['retrieval.documents.1.document.score']")).toEqual(["0.4"]);
  });

  test("keys with dots inside JSON text: longest literal first, quoted exactly", () => {
    expect(many("attributes.retrieval.documents[*].document.metadata", "['file.name']")).toEqual([
      "tents.md",
      "extras.md",
    ]);
    expect(many("attributes.retrieval.documents[*].document.metadata.file.name")).toEqual(["tents.md", "extras.md"]);
    expect(one("attributes.metadata.ab.test")).toEqual(["B"]);
  });

  test("an integer beyond 2^53 keeps its digits", () => {
    expect(one("attributes.retrieval.documents[0].document.metadata.page")).toEqual(["9007199254740993"]);
  });

  test("roots beside the attributes", () => {
    const span = readTestSpan(
      { "gen_ai.retrieval.documents": '[{"content":"d1"},{"content":"d2"}]', "openinference.span.kind": "RETRIEVER" },
      {
        name: "search",
        status: { code: 2, message: "broken pipe" },
        events: [
          {
            name: "exception",
            timeUnixNano: 1n,
            attributes: attributesOf({ "exception.message": "first" }),
            droppedAttributesCount: 0,
          },
          {
            name: "exception",
            timeUnixNano: 2n,
            attributes: attributesOf({ "exception.message": "second" }),
            droppedAttributesCount: 0,
          },
        ],
      },
      { "service.name": "shop" },
    );
    const read = (path: string) => texts(field("context", [span], rule(path)));
    expect(read("name")).toEqual(["search"]);
    expect(read("status.message")).toEqual(["broken pipe"]);
    expect(read("events[*].attributes.exception.message")).toEqual(["first", "second"]);
    expect(read("resource.attributes.service.name")).toEqual(["shop"]);
    expect(read("normalised.documents[*].content")).toEqual(["d1", "d2"]);
    expect(read("normalised.kind")).toEqual(["RETRIEVER"]);
  });

  test.each<[string, Record<string, JsonValue>, string, JsonValue[]]>([
    ["a leaf above other keys, and the keys", { p: "whole", "p.0.content": "x", "p.name": "n" }, "p", ["whole"]],
    ["an item under a leaf", { p: "whole", "p.0.content": "x", "p.name": "n" }, "p[0].content", ["x"]],
    ["a name under a leaf", { p: "whole", "p.0.content": "x", "p.name": "n" }, "p.name", ["n"]],
    ["a literal dotted key beside a nested one", { kv: { "a.b": 1, a: { b: 2 } } }, "kv.a.b", ["1"]],
    ["the nested one, quoted", { kv: { "a.b": 1, a: { b: 2 } } }, "kv['a']['b']", ["2"]],
    [
      "a shorter key where the longest leads nowhere",
      { kv: { "a.b": { x: 1 }, a: { b: { c: 3 } } } },
      "kv.a.b.c",
      ["3"],
    ],
    ["a structured value under its exact key", { m: { a: 1 }, "m.d": 3 }, "m", ['{"a":1}']],
    ["its dotted child", { m: { a: 1, d: 2 }, "m.d": 3 }, "m.d", ["3"]],
    [
      "a dotted key inside a value, beside an attribute of the same spelling",
      { m: { "file.name": "in" }, "m.file.name": "out" },
      "m['file.name']",
      ["in"],
    ],
    ["that attribute", { m: { "file.name": "in" }, "m.file.name": "out" }, "m.file.name", ["out"]],
    ["an object key by [n]", { "s.200": "ok", "s.404": "gone" }, "s[404]", ["gone"]],
    ["a key with empty steps", { "x..y": "odd" }, "['x..y']", ["odd"]],
    ["a key with brackets and spaces", { "a b[0].c": "odd" }, "['a b[0]'].c", ["odd"]],
    ["the same key quoted whole", { "a b[0].c": "odd" }, "['a b[0].c']", ["odd"]],
    ["a step inside the JSON text of an odd key", { "x..y": '{"in":"side"}' }, "['x..y'].in", ["side"]],
    ["prototype names", { "constructor.name": "mine", toString: "text" }, "constructor.name", ["mine"]],
    ["no inherited property of parsed JSON", { j: "{}" }, "j.toString", []],
    ["none above it either", { j: '{"a":{}}' }, "j.a.constructor", []],
    ["no inherited property", { a: {} }, "a.constructor.name", []],
    ["JSON text encoded twice", { j: JSON.stringify('{"a":"deep"}') }, "j.a", ["deep"]],
    ["a JSON text inside a JSON text", { j: JSON.stringify({ inner: '{"a":"deep"}' }) }, "j.inner.a", ["deep"]],
    ["own __proto__ inside JSON text", { j: '{"__proto__":{"x":"own"}}' }, "j.__proto__.x", ["own"]],
  ])("%s", (_, attributes, path, expected) => {
    const span = readTestSpan(attributes, { name: "search" });
    const result = field("query", [span], rule(path.startsWith("[") ? `attributes${path}` : `attributes.${path}`));
    expect(result.status === "ok" ? texts(result) : []).toEqual(expected);
  });

  test("gaps keep positions, and [*] passes over them", () => {
    const span = readTestSpan({ "d.0.t": "zero", "d.3.t": "three" }, { name: "search" });
    expect(texts(field("context", [span], rule("attributes.d[*].t")))).toEqual(["zero", "three"]);
    expect(texts(field("query", [span], rule("attributes.d[3].t")))).toEqual(["three"]);
    expect(texts(field("query", [span], rule("attributes.d[1].t")))).toBe("path_missing");
  });

  test("a list with holes has no empty documents", () => {
    const span = readTestSpan({ list: ["one", null, "two"] }, { name: "search" });
    expect(texts(field("context", [span], rule("attributes.list[*]")))).toEqual(["one", "two"]);
  });

  test("[*] over an object takes its values, numbered keys in order", () => {
    const span = readTestSpan({ "m.b": "B", "m.10": "ten", "m.2": "two" }, { name: "search" });
    expect(texts(field("context", [span], rule("attributes.m[*]")))).toEqual(["two", "ten", "B"]);
  });

  test("each value says which span and which concrete path it came from", () => {
    const result = field(
      "context",
      [retriever],
      rule("attributes.retrieval.documents[*].document.metadata", "['file.name']"),
    );
    expect(result).toMatchObject({
      status: "ok",
      ruleIndex: 0,
      spansNamed: 1,
      values: [
        {
          source: {
            spanId: "00000000000000b1",
            spanName: "search",
            path: "attributes.retrieval.documents[0].document.metadata",
            valuePath: "['file.name']",
          },
        },
        { source: { path: "attributes.retrieval.documents[1].document.metadata" } },
      ],
    });
  });
});

describe("a miss is never replaced by anything", () => {
  const miss = (result: FieldResult) => (result.status === "missed" ? result.miss : undefined);

  test("no span of that name, with near names", () => {
    expect(miss(field("query", [retriever], { ...rule("attributes.input.value"), spanName: "serch" }))).toEqual({
      field: "query",
      status: "span_missing",
      message: "Query: no span of this trace is named “serch”. Did you mean search?",
      spanName: "serch",
      path: "attributes.input.value",
      spansNamed: 0,
      suggestions: ["search"],
    });
  });

  test.each([
    ["attributes.input.valu", "attributes.input.value"],
    ["attributes.outptu.value", "attributes.output.value"],
    ["attributes.retrieval.docs[0].content", "attributes.retrieval.documents[0].document.content"],
    ["attributes.retrieval.documents[7].document.content", "attributes.retrieval.documents[0].document.content"],
  ])("a path that is close to one: %s", (path, near) => {
    const found = miss(field("query", [retriever], rule(path)));
    expect(found?.status).toBe("path_missing");
    expect(found?.suggestions[0]).toBe(near);
    expect(found?.message).toContain(`Did you mean ${near}`);
  });

  test("a wildcard path gets wildcard suggestions", () => {
    const found = miss(field("context", [retriever], rule("attributes.retrieval.document[*].document.content")));
    expect(found?.suggestions[0]).toBe("attributes.retrieval.documents[*].document.content");
  });

  test("text that is not JSON, with its first 80 characters", () => {
    for (const value of ["{'a': 1}", '{"a": "cut off', "prose ".repeat(40), "5"]) {
      const span = readTestSpan({ "input.value": value }, { name: "search" });
      const found = miss(field("query", [span], rule("attributes.input.value", "a")));
      expect(found).toMatchObject({ status: "not_json", excerpt: value.slice(0, 80) });
      expect(texts(field("query", [span], rule("attributes.input.value.a")))).toBe("not_json");
    }
  });

  test("empty values", () => {
    for (const value of ["", "  \n", null, [], {}] as const) {
      const span = readTestSpan({ "input.value": value }, { name: "search" });
      expect(texts(field("query", [span], rule("attributes.input.value")))).toBe("empty");
    }
    const span = readTestSpan({ "d.0.t": "", "d.1.t": " " }, { name: "search" });
    expect(texts(field("context", [span], rule("attributes.d[*].t")))).toBe("empty");
  });

  test("a path that cannot be read, [*] outside Context among them", () => {
    expect(
      miss(field("answer", [retriever], rule("attributes.retrieval.documents[*].document.content"))),
    ).toMatchObject({
      status: "path_invalid",
      message:
        "Answer: JsonPathInSpan cannot be read. Position 31: [*] is allowed in Context only. At position 31, name one item, such as [0].",
    });
    expect(miss(field("query", [retriever], rule("attributes.input.value", "text[")))).toMatchObject({
      status: "path_invalid",
      message: expect.stringContaining("JsonPathInSpanValue cannot be read. Position 6:"),
    });
  });

  test("a field without any rule", () => {
    expect(miss(field("query", [retriever]))).toMatchObject({
      status: "path_invalid",
      message: expect.stringContaining("Name a span and a path."),
    });
  });

  test("the first rule that finds a value wins; else the one that came furthest is told", () => {
    const first = rule("attributes.nope");
    expect(field("query", [retriever], first, rule("attributes.input.value", "text[0]"))).toMatchObject({
      status: "ok",
      ruleIndex: 1,
    });
    const both = field("query", [retriever], { ...first, spanName: "gone" }, first);
    expect(miss(both)).toMatchObject({ status: "path_missing", spanName: "search" });
  });

  test("more than 1,000 values are refused, not cut", () => {
    const span = readTestSpan({ list: Array.from({ length: 1_001 }, (_, index) => `d${index}`) }, { name: "search" });
    expect(miss(field("context", [span], rule("attributes.list[*]")))).toMatchObject({
      status: "many_matches",
      message: expect.stringContaining("more than 1000 values"),
    });
    expect(miss(field("context", [span], rule("attributes.list")))?.status).toBe("many_matches");
  });
});

describe("several spans of one name", () => {
  const at = (seconds: number, text: JsonValue) =>
    readTestSpan(
      { text },
      {
        name: "search",
        spanId: `000000000000000${seconds}`,
        startTimeUnixNano: 1_790_000_000_000_000_000n + BigInt(seconds) * 1_000_000_000n,
      },
    );
  const spans = [at(3, "third"), at(1, "first"), at(2, "second")];

  test("Query reads the first, Answer the last, Context all, by start time", () => {
    expect(texts(field("query", spans, rule("attributes.text")))).toEqual(["first"]);
    expect(texts(field("answer", spans, rule("attributes.text")))).toEqual(["third"]);
    expect(texts(field("context", spans, rule("attributes.text")))).toEqual(["first", "second", "third"]);
    expect(texts(field("query", spans, rule("attributes.text", undefined, { pick: "last" })))).toEqual(["third"]);
    expect(field("query", spans, rule("attributes.text"))).toMatchObject({ spansNamed: 3 });
  });

  test("Query and Answer need exactly one value", () => {
    expect(texts(field("query", spans, rule("attributes.text", undefined, { pick: "all" })))).toBe("many_matches");
    expect(texts(field("query", [at(1, "only")], rule("attributes.text", undefined, { pick: "all" })))).toEqual([
      "only",
    ]);
  });
});

describe("values that are no text", () => {
  test("numbers, booleans and objects become text and say so", () => {
    const span = readTestSpan({ n: 5, b: false, o: { a: [1] } }, { name: "search" });
    for (const [path, text] of [
      ["n", "5"],
      ["b", "false"],
      ["o", '{"a":[1]}'],
    ]) {
      expect(field("query", [span], rule(`attributes.${path}`))).toMatchObject({
        values: [{ text, notices: ["type_coerced"] }],
      });
    }
  });

  test("a list at the end of a Context path is a list of documents", () => {
    const span = readTestSpan({ docs: ["one", null, { c: 2 }], "input.value": '{"d":["x","y"]}' }, { name: "search" });
    expect(field("context", [span], rule("attributes.docs"))).toMatchObject({
      values: [
        { text: "one", notices: [], source: { path: "attributes.docs[0]" } },
        { text: '{"c":2}', notices: ["type_coerced"], source: { path: "attributes.docs[2]" } },
      ],
    });
    expect(field("context", [span], rule("attributes.input.value", "d"))).toMatchObject({
      values: [{ text: "x", source: { path: "attributes.input.value", valuePath: "d[0]" } }, { text: "y" }],
    });
  });

  test("a text over 1 MB is cut and says so", () => {
    const span = readTestSpan({ big: "é".repeat(extractedCharsMax + 5) }, { name: "search" });
    const result = field("query", [span], rule("attributes.big"));
    expect(result).toMatchObject({ values: [{ notices: ["truncated"] }] });
    expect(texts(result)[0]).toHaveLength(extractedCharsMax);
  });
});
