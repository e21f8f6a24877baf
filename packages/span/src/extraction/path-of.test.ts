import type { JsonValue } from "@plumbline/base/json";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonText } from "../json-text";
import { readTestSpan } from "../testing";
import { extract } from "./extract";
import { type Location, pathOf } from "./path-of";

const span = readTestSpan({
  "input.value": '{"text":["Where?"],"file.name":"a.md"}',
  "retrieval.documents.0.document.content": "one",
  "retrieval.documents.1.document.content": "two",
  "retrieval.documents.1.document.metadata": '{"chunks":[{"id":"c1"}]}',
  "gen_ai.prompt": "leaf",
  "gen_ai.prompt.name": "n",
  "a b.x": 1,
  kv: { "a.b": 1, a: { b: 2 }, "-1": 3 },
});

describe("the path of a click in the JSON tree", () => {
  test.each<[Location, string, string | undefined]>([
    [["name"], "name", undefined],
    [
      ["attributes", "retrieval", "documents", 1, "document", "content"],
      "attributes.retrieval.documents[1].document.content",
      undefined,
    ],
    [["attributes", "input", "value"], "attributes.input.value", undefined],
    [["attributes", "input", "value", "text", 0], "attributes.input.value", "text[0]"],
    [["attributes", "input", "value", "file.name"], "attributes.input.value", "['file.name']"],
    [["attributes", "gen_ai", "prompt", "$self"], "attributes.gen_ai.prompt", undefined],
    [["attributes", "a b", "x"], "attributes['a b'].x", undefined],
    [["attributes", "kv", "a.b"], "attributes.kv['a.b']", undefined],
    [["attributes", "kv", "a", "b"], "attributes['kv']['a']['b']", undefined],
    [["attributes", "kv", "-1"], "attributes.kv['-1']", undefined],
  ])("%j", (location, jsonPathInSpan, jsonPathInSpanValue) => {
    const picked = pathOf(span.document, location);
    expect([picked?.jsonPathInSpan, picked?.jsonPathInSpanValue]).toEqual([jsonPathInSpan, jsonPathInSpanValue]);
  });

  test("list positions can be toggled to [*], inside JSON text too", () => {
    const location = ["attributes", "retrieval", "documents", 1, "document", "metadata", "chunks", 0, "id"];
    expect(pathOf(span.document, location)?.listPositions).toEqual([3, 7]);
    expect(pathOf(span.document, location, new Set([3, 7]))).toMatchObject({
      jsonPathInSpan: "attributes.retrieval.documents[*].document.metadata",
      jsonPathInSpanValue: "chunks[*].id",
    });
    expect(pathOf(span.document, ["attributes", "kv"], new Set([1]))?.jsonPathInSpan).toBe("attributes.kv");
  });

  test("there is no path to what no root reaches or what is not there", () => {
    expect(pathOf(span.document, ["trace_id"])).toBeUndefined();
    expect(pathOf(span.document, ["attributes"])).toBeUndefined();
    expect(pathOf(span.document, ["attributes", "nope"])).toBeUndefined();
    expect(pathOf(span.document, ["name", "length"])).toBeUndefined();
  });
});

test("the path of any leaf, clicked anywhere, extracts that leaf", () => {
  const key = fc.constantFrom("a", "b", "a.b", "0", "1", "-1", "x y", "it's", "$", "constructor", "\\", "");
  const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom("u", "v", "w"),
      fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
      fc
        .uniqueArray(fc.tuple(key, tie("tree")), { selector: ([name]) => name, minLength: 1, maxLength: 4 })
        .map((entries) => Object.fromEntries(entries)),
      fc.array(tie("tree"), { minLength: 1, maxLength: 2 }).map((value) => JSON.stringify(value)),
    ),
  }));
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("k", "k.a", "k.0", "k.1", "m.b", "weird key"), tree, { minKeys: 1, maxKeys: 3 }),
      (attributes) => {
        const read = readTestSpan(attributes, { name: "s" });
        for (const { location, value } of leavesOf(read.document.attributes, ["attributes"])) {
          const picked = pathOf(read.document, location);
          if (picked === undefined) throw new Error(`no path for ${JSON.stringify(location)}`);
          const { listPositions, ...paths } = picked;
          const result = extract([read], { query: [{ spanName: "s", ...paths }], answer: [], context: [] }).query;
          const text = result.status === "ok" ? result.values[0]?.text : result.miss.message;
          if (text !== value) throw new Error(`${JSON.stringify({ location, paths, text, value })}`);
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

function* leavesOf(value: JsonValue, location: Location): Iterable<{ location: Location; value: string }> {
  if (typeof value === "string") {
    const inner = parseJsonText(value);
    if (inner === undefined) yield { location, value };
    else yield* leavesOf(inner, location);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) for (const [index, child] of value.entries()) yield* leavesOf(child, [...location, index]);
  else for (const [name, child] of Object.entries(value)) yield* leavesOf(child, [...location, name]);
}
