import type { JsonValue } from "@plumbline/base/json";
import { parsePath } from "@plumbline/span/extraction/path";
import { walk } from "@plumbline/span/extraction/walk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonRows, placeId } from "./json-rows";
import { choiceFor, countValues, ruleOfPick } from "./span-pick";

const document: JsonValue = {
  name: "VectorStoreRetriever",
  attributes: {
    output: { value: '{"documents":[{"text":"seven days"},{"text":"address"}]}' },
    retrieval: { documents: [{ document: { content: "a" } }, { document: { content: "b" } }] },
  },
};
const content = { path: ["attributes", "retrieval", "documents", 1, "document", "content"] };

describe("a picked value", () => {
  test("becomes the path of this entry or of all entries", () => {
    expect(ruleOfPick("Retriever", content, "one")).toEqual({
      rule: { spanName: "Retriever", jsonPathInSpan: "attributes.retrieval.documents[1].document.content" },
      refusal: undefined,
      indices: "[1]",
    });
    const all = ruleOfPick("Retriever", content, "all").rule;
    expect(all.jsonPathInSpan).toBe("attributes.retrieval.documents[*].document.content");
    expect(countValues(document, all)).toBe(2);
  });

  test("inside JSON text is addressed by two paths", () => {
    const place = { path: ["attributes", "output", "value"], valuePath: ["documents", 0, "text"] };
    const { rule } = ruleOfPick("Retriever", place, "all");
    expect(rule).toMatchObject({ jsonPathInSpan: "attributes.output.value", jsonPathInSpanValue: "documents[*].text" });
    expect(countValues(document, rule)).toBe(2);
  });

  test("names the branch of a value that is leaf and branch at once", () => {
    expect(ruleOfPick("S", { path: ["attributes", "llm", "$self"] }, "one").rule.jsonPathInSpan).toBe("attributes.llm");
  });

  test("says so when no path may address it", () => {
    expect(ruleOfPick("S", { path: ["trace_id"] }, "one").refusal).toMatch(/starts with/);
  });

  test("is one value for Query and Answer, every entry for Context", () => {
    expect([choiceFor("query", "all"), choiceFor("answer", undefined)]).toEqual(["one", "one"]);
    expect([choiceFor("context", undefined), choiceFor("context", "one")]).toEqual(["all", "one"]);
  });

  test("is found again by its own path, whatever the keys are called", () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    const key = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom("a b", "a'b", "x[0]", "-1", "$", "\n", "__proto__"),
    );
    const json = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(key, tie("node"), { maxKeys: 3 }),
      ),
    })).node;
    fc.assert(
      fc.property(fc.dictionary(key, json, { minKeys: 1, maxKeys: 4 }), (attributes) => {
        const whole = { attributes } as JsonValue;
        for (const row of leaves(whole)) {
          // A key with a dot, and a number as a key of an object, may be found by a longer or flatter key first.
          const steps = row.path.map(String);
          if (steps.some((step) => step.includes(".") || step === "$self" || /^\d+$/.test(step)) || steps.length > 30)
            continue;
          const { rule } = ruleOfPick("s", row, "one");
          const parsed = parsePath(rule.jsonPathInSpan, { allowWildcard: false });
          expect(parsed.ok, rule.jsonPathInSpan).toBe(true);
          if (parsed.ok)
            expect(walk(whole, parsed.path.steps, "document").found.map((found) => found.value)).toEqual([row.value]);
        }
      }),
    );
  });
});

/** Every leaf of a document, by opening whatever can be opened. */
function leaves(whole: JsonValue) {
  const open = new Set<string>();
  for (let opened = -1; opened !== open.size; ) {
    opened = open.size;
    for (const row of jsonRows(whole, { open, shown: new Map() })) if (row.kind !== "json-text") open.add(placeId(row));
  }
  return jsonRows(whole, { open, shown: new Map() }).filter((row) => row.kind === "leaf" && row.value !== null);
}
