import { parseQuery } from "@plumbline/query/parse";
import { expect, test } from "vitest";
import { idSearch } from "./id-search";

test("words are looked for in ids, whatever they are", () => {
  expect(idSearch(" sess_88 ", ["session", "user"])).toBe("session ~ sess_88 or user ~ sess_88");
  for (const text of ["not", "a, b", "50% off", "预订", "back\\slash", "--"]) {
    const query = idSearch(text, ["user"]) ?? "";
    const parsed = parseQuery(query);
    expect(parsed.ok ? parsed.query : query).toEqual({ type: "clause", field: "user", operator: "~", values: [text] });
  }
});

test("a query stays one, and nothing stays nothing", () => {
  expect(idSearch("status = error", ["user"])).toBe("status = error");
  expect(idSearch("  ", ["user"])).toBeUndefined();
});
