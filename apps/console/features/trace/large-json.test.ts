import { describe, expect, test } from "vitest";
import { type JsonView, jsonRows, placeId } from "./json-rows";
import { LargeJson, type MemberCache } from "./large-json";

const rows = Array.from({ length: 60_000 }, (_, id) => ({ id, text: "x".repeat(140) }));
const document = { attributes: { payload: JSON.stringify({ rows, note: "end" }), prose: `{${"y".repeat(200_000)}}` } };

function view(...places: readonly Parameters<typeof placeId>[0][]): JsonView {
  return { open: new Set([placeId({ path: ["attributes"] }), ...places.map(placeId)]), shown: new Map() };
}

describe("JSON of ten megabytes in a text", () => {
  const path = ["attributes", "payload"];

  test("is offered to be opened without being parsed", () => {
    const cache: MemberCache = new Map();
    expect(jsonRows(document, view(), cache).map(({ label, kind }) => [label, kind])).toEqual([
      ["attributes", "object"],
      ["payload", "json-text"],
      ["prose", "json-text"],
    ]);
    expect(cache.size).toBe(0);
  });

  test("opens entry by entry, and what is small is parsed as it is seen", () => {
    const cache: MemberCache = new Map();
    const opened = jsonRows(document, view({ path }, { path, valuePath: ["rows"] }), cache);
    const inside = opened.filter(({ valuePath }) => valuePath !== undefined);
    expect(inside.map(({ label, kind, childCount }) => [label, kind, childCount])).toEqual([
      ["rows", "array", 60_000],
      ["0", "object", 2],
      ["1", "object", 2],
      ["2", "object", 2],
      ["3 … 59999", "more", 59_997],
      ["note", "leaf", 0],
    ]);
    expect(inside[0]?.value).toBeInstanceOf(LargeJson);
    expect(inside[1]?.value).toEqual(rows[0]);
  });

  test("that is none after all becomes a plain text when somebody tries", () => {
    const [row] = jsonRows(document, view({ path: ["attributes", "prose"] })).filter(({ label }) => label === "prose");
    expect(row).toMatchObject({ kind: "leaf", isOpen: false });
  });
});
