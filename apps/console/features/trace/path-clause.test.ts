import { parseQuery } from "@plumbline/query/parse";
import { describe, expect, test } from "vitest";
import { filterOf, queryPathOf } from "./path-clause";

function row(
  path: readonly (string | number)[],
  value: string | number | boolean | null,
  valuePath?: readonly string[],
) {
  return { path, value, kind: "leaf" as const, ...(valuePath === undefined ? {} : { valuePath }) };
}

describe("a value of the tree as a filter", () => {
  test("names its path, any entry of a list, and the value in its type", () => {
    expect(filterOf(row(["attributes", "retrieval", "documents", 3, "document", "score"], 0.5))).toBe(
      "attributes.retrieval.documents[*].document.score = 0.5",
    );
    expect(filterOf(row(["attributes", "cache", "hit"], true))).toBe("attributes.cache.hit = true");
    expect(filterOf(row(["resource", "attributes", "host", "name"], "web-1"))).toBe(
      "resource.attributes.host.name = web-1",
    );
  });

  test("asks for a long text by how it begins, and only whether an empty value is there", () => {
    const long = filterOf(row(["attributes", "input", "value"], `${"refund policy ".repeat(30)}`));
    expect(long).toMatch(/^attributes\.input\.value ~ "refund policy/);
    expect(long?.length).toBeLessThan(170);
    expect(filterOf(row(["attributes", "input", "value"], ""))).toBe("attributes.input.value exists");
  });

  test("of the span itself asks for a span", () => {
    expect(filterOf(row(["name"], "lookup"))).toBe("has(name = lookup)");
    expect(filterOf(row(["status", "code"], "ERROR"))).toBe("has(status = error)");
  });

  test("is not offered where a query has no word for it", () => {
    for (const path of [["span_id"], ["attributes"], ["events", 0, "name"], ["resource"]])
      expect(filterOf(row(path, "x")), path.join()).toBeUndefined();
    expect(filterOf(row(["attributes", "output", "value"], "x", ["documents"]))).toBeUndefined();
  });

  test("can be run: the query language reads every one of them", () => {
    const rows = [
      row(["attributes", "a b", "c.d", 0], 'say "x" (or y)'),
      row(["attributes", "tag", "$self"], "and"),
      row(["attributes", "zahl"], -1.5e-7),
      row(["kind"], "LLM"),
      row(["attributes", "中文"], "订单 还有货吗？"),
    ];
    for (const value of rows)
      expect(parseQuery(filterOf(value) ?? ""), JSON.stringify(value.path)).toMatchObject({ ok: true });
  });
});

test("the path of a column leaves out which entry it was", () => {
  expect(queryPathOf({ path: ["attributes", "a", 2, "b"] })).toBe("attributes.a[*].b");
  expect(queryPathOf({ path: ["name"] })).toBeUndefined();
});
