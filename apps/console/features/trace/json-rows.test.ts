import type { JsonValue } from "@plumbline/base/json";
import { describe, expect, test } from "vitest";
import { isSamePathElsewhere, type JsonView, jsonInText, jsonRows, openAtFirst, placeId } from "./json-rows";

const document: JsonValue = {
  name: "VectorStoreRetriever",
  attributes: {
    output: { value: '{"documents":[{"text":"seven days"}]}' },
    retrieval: { documents: [{ document: { content: "a" } }, { document: { content: "b" } }] },
  },
  events: [],
  resource: { attributes: { "service.name": "kb" } },
};

const everything: JsonView = { open: new Set(), shown: new Map() };
function viewOpen(...places: (readonly (string | number)[])[]): JsonView {
  return { ...everything, open: new Set(places.map((path) => placeId({ path }))) };
}

describe("the tree of a span document", () => {
  test("shows the first level closed, with the count of what is inside", () => {
    expect(jsonRows(document, everything).map((row) => [row.label, row.kind, row.childCount])).toEqual([
      ["name", "leaf", 0],
      ["attributes", "object", 2],
      ["events", "array", 0],
      ["resource", "object", 1],
    ]);
  });

  test("opens JSON that is kept as text in place and addresses it by a second path", () => {
    const at = ["attributes", "output", "value"];
    const open = new Set([
      placeId({ path: ["attributes"] }),
      placeId({ path: ["attributes", "output"] }),
      placeId({ path: at }),
      placeId({ path: at, valuePath: ["documents"] }),
      placeId({ path: at, valuePath: ["documents", 0] }),
    ]);
    const rows = jsonRows(document, { open, shown: new Map() });
    expect(rows.find((row) => row.kind === "json-text")?.path).toEqual(at);
    expect(rows.find((row) => row.value === "seven days")).toMatchObject({
      path: at,
      valuePath: ["documents", 0, "text"],
      depth: 5,
    });
  });

  test("folds the rest of a long array and shows more of it on demand", () => {
    const long: JsonValue = { vector: Array.from({ length: 1536 }, (_, index) => index) };
    const closed = jsonRows(long, viewOpen(["vector"]));
    expect(closed).toHaveLength(1 + 3 + 1);
    expect(closed.at(-1)).toMatchObject({ kind: "more", label: "3 … 1535", childCount: 1533 });
    const more = jsonRows(long, { ...viewOpen(["vector"]), shown: new Map([[placeId({ path: ["vector"] }), 1536]]) });
    expect(more).toHaveLength(1 + 1536);
  });

  test("treats a key named like a prototype member as an ordinary key", () => {
    const hostile = JSON.parse('{"__proto__":{"constructor":"x"}}') as JsonValue;
    const rows = jsonRows(hostile, viewOpen(["__proto__"]));
    expect(rows.map((row) => row.label)).toEqual(["__proto__", "constructor"]);
  });

  test("opens level by level within its budget and leaves the resource closed", () => {
    const open = openAtFirst(document, 40);
    expect(open.has(placeId({ path: ["attributes", "retrieval", "documents", 0] }))).toBe(true);
    expect(open.has(placeId({ path: ["resource"] }))).toBe(false);
    expect(openAtFirst(document, 6)).toEqual(new Set([placeId({ path: ["attributes"] })]));
  });
});

describe("JSON in text", () => {
  test("is an object or array with content, never a number, a word or broken JSON", () => {
    expect(jsonInText(' {"a":1}')).toEqual({ a: 1 });
    for (const text of ["1", '"x"', "{}", "[]", "{broken", "plain"]) expect(jsonInText(text)).toBeUndefined();
  });
});

describe("the same path in other entries", () => {
  const content = (index: number) => ({ path: ["documents", index, "content"] });
  test("differs in indices only", () => {
    expect(isSamePathElsewhere(content(0), content(1))).toBe(true);
    expect(isSamePathElsewhere(content(0), content(0))).toBe(false);
    expect(isSamePathElsewhere(content(0), { path: ["documents", 1, "id"] })).toBe(false);
    expect(isSamePathElsewhere(content(0), { path: ["documents", "1", "content"] })).toBe(false);
  });
  test("is looked for inside JSON text too", () => {
    const inText = (index: number) => ({ path: ["value"], valuePath: [index, "text"] });
    expect(isSamePathElsewhere(inText(0), inText(3))).toBe(true);
    expect(isSamePathElsewhere(inText(0), { path: ["value"] })).toBe(false);
  });
});
