import type { CutValue } from "@plumbline/public-api/cut-values";
import { describe, expect, test } from "vitest";
import { type JsonRow, type JsonView, jsonRows, largeInside, memberKey, noLargeValues, placeId } from "./json-rows";
import { findEntries, LargeJson } from "./large-json";

const rows = Array.from({ length: 60_000 }, (_, id) => ({ id, text: "x".repeat(140) }));
const document = { attributes: { payload: JSON.stringify({ rows, note: "end" }), prose: `{${"y".repeat(200_000)}}` } };

function view(...places: readonly Parameters<typeof placeId>[0][]): JsonView {
  return { open: new Set([placeId({ path: ["attributes"] }), ...places.map(placeId)]), shown: new Map() };
}

describe("JSON of ten megabytes in a text", () => {
  const path = ["attributes", "payload"];

  test("is offered to be opened without being parsed", () => {
    expect(jsonRows(document, view()).map(({ label, kind }) => [label, kind])).toEqual([
      ["attributes", "object"],
      ["payload", "json-text"],
      ["prose", "json-text"],
    ]);
  });

  test("opens entry by entry, and what is small is parsed as it is seen", async () => {
    const opened = await openedRows(view({ path }, { path, valuePath: ["rows"] }));
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

  test("that is none after all becomes a plain text when somebody tries", async () => {
    const opened = await openedRows(view({ path: ["attributes", "prose"] }));
    expect(opened.find(({ label }) => label === "prose")).toMatchObject({ kind: "leaf", isOpen: false });
  });

  test("is scanned in steps, between which the page answers", async () => {
    let turns = 0;
    const large = new LargeJson(document.attributes.payload, "object", 0, document.attributes.payload.length);
    const entries = await findEntries(large, async () => {
      turns += 1;
    });
    expect(entries?.length).toBe(2);
    const numbers = `[${"1,".repeat(2_000_000)}1]`;
    await findEntries(new LargeJson(numbers, "array", 0, numbers.length), async () => {
      turns += 1;
    });
    expect(turns).toBeGreaterThan(1);
  });
});

/** The rows once the entries of everything that is open were found, as the page does it. */
async function openedRows(view: JsonView): Promise<readonly JsonRow[]> {
  const large = noLargeValues();
  for (;;) {
    const found = jsonRows(document, view, large);
    const missing = found.filter((row) => row.isOpen && largeInside(row) && !large.members.has(memberKey(row)));
    if (missing.length === 0) return found;
    for (const row of missing) {
      const inside = largeInside(row);
      if (inside !== undefined) large.members.set(memberKey(row), await findEntries(inside));
    }
  }
}

describe("a value that came cut", () => {
  const whole = JSON.stringify({ answer: [1, 2, 3], note: "x".repeat(500) });
  const short = { attributes: { text: whole.slice(0, 20), prose: "words and", list: [1, 2, 3] } };
  const cutText = (key: string) => ({
    path: ["document", "attributes", key],
    type: "text" as const,
    bytes: 530,
    chars: 530,
    shownChars: 20,
  });
  const cuts = new Map<string, CutValue>([
    [placeId({ path: ["attributes", "text"] }), cutText("text")],
    [placeId({ path: ["attributes", "prose"] }), cutText("prose")],
    [
      placeId({ path: ["attributes", "list"] }),
      { path: ["document", "attributes", "list"], type: "list" as const, entries: 9, shownEntries: 3 },
    ],
  ]);
  const open = view({ path: ["attributes", "text"] }, { path: ["attributes", "list"] });

  test("can be opened where it begins like JSON, and a list says how much is missing", () => {
    const found = jsonRows(short, open, { ...noLargeValues(), cuts });
    expect(found.map(({ label, kind, childCount, cut }) => [label, kind, childCount, cut?.type])).toEqual([
      ["attributes", "object", 3, undefined],
      ["text", "json-text", 1, "text"],
      ["prose", "leaf", 0, "text"],
      ["list", "array", 9, "list"],
      ["0", "leaf", 0, undefined],
      ["1", "leaf", 0, undefined],
      ["2", "leaf", 0, undefined],
      ["3 … 8", "more", 6, "list"],
    ]);
  });

  test("is like any other once it was read", () => {
    const wholes = new Map([[placeId({ path: ["attributes", "text"] }), whole]]);
    const found = jsonRows(short, open, { ...noLargeValues(), cuts, wholes });
    expect(found.filter(({ valuePath }) => valuePath !== undefined).map(({ label, kind }) => [label, kind])).toEqual([
      ["answer", "array"],
      ["note", "leaf"],
    ]);
    expect(found.find(({ label }) => label === "text")?.cut).toBeUndefined();
  });
});
