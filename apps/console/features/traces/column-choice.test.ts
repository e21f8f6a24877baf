import { expect, test } from "vitest";
import { columnLimits, defaultColumns, formatColumns, parseColumns, pathsOf, shownColumns } from "./column-choice";
import { columnsCookie, columnsCookieName, parseColumnsCookie } from "./column-memory";
import { movedColumn } from "./table-head";

const ids = (columns: readonly { readonly id: string }[]) => columns.map(({ id }) => id);

test("columns and their widths survive the address, paths with commas and quotes among them", () => {
  const columns = [
    { id: "name", widthPx: 240 },
    { id: `attributes["a,b"]['c:d']` },
    { id: "attributes.x[*].y", widthPx: 90 },
  ];
  expect(parseColumns(formatColumns(columns))).toEqual(columns);
});

test("what is no column is left out, twice the same counts once, and nothing at all means the usual ones", () => {
  expect(ids(parseColumns("name,size,name,attributes,attributes.a") ?? [])).toEqual(["name", "attributes.a"]);
  expect(parseColumns("size")).toBeUndefined();
  expect(parseColumns(null)).toBeUndefined();
});

test("widths and the number of paths stay within their limits", () => {
  expect(parseColumns("name:1,input:9999")?.map(({ widthPx }) => widthPx)).toEqual([
    columnLimits.widthPxMin,
    columnLimits.widthPxMax,
  ]);
  const many = Array.from({ length: 20 }, (_, index) => `attributes.a${index}`).join();
  expect(parseColumns(many)).toHaveLength(columnLimits.pathsMax);
});

test("a path alone is added to the columns there are, before the end of the row", () => {
  const shown = ids(shownColumns([{ id: "attributes.user.plan" }], undefined));
  expect(shown).toHaveLength(defaultColumns.length + 1);
  expect(shown.indexOf("attributes.user.plan")).toBe(shown.indexOf("result") - 1);
  expect(ids(shownColumns([{ id: "attributes.a" }], [{ id: "name" }]))).toEqual(["name", "attributes.a"]);
});

test("a list with a built-in column is the whole choice; without one the remembered columns are shown", () => {
  expect(ids(shownColumns([{ id: "name" }, { id: "attributes.a" }], defaultColumns))).toEqual(["name", "attributes.a"]);
  expect(ids(shownColumns(undefined, [{ id: "time" }]))).toEqual(["time"]);
  expect(shownColumns(undefined, undefined)).toBe(defaultColumns);
});

test("only paths are asked of the API", () => {
  expect(pathsOf([{ id: "name" }, { id: "attributes.a" }, { id: "resource.attributes.host.name" }])).toEqual([
    "attributes.a",
    "resource.attributes.host.name",
  ]);
});

test("the browser remembers columns for a project, and forgets them", () => {
  const columns = [{ id: "name", widthPx: 200 }, { id: "attributes.a;b" }];
  const cookie = columnsCookie("default", columns);
  const [, value] = /^plumbline-columns-default=([^;]*); path=/.exec(cookie) ?? [];
  expect(parseColumnsCookie(value)).toEqual(columns);
  expect(columnsCookie("default", undefined)).toContain("max-age=0");
  expect(columnsCookieName("a;b=c")).toBe("plumbline-columns-abc");
  expect(parseColumnsCookie("%E0%A4%A")).toBeUndefined();
});

test("a column is moved to the place of another one, both ways", () => {
  const columns = [{ id: "a" }, { id: "b" }, { id: "c" }];
  expect(ids(movedColumn(columns, "a", "c"))).toEqual(["b", "c", "a"]);
  expect(ids(movedColumn(columns, "c", "a"))).toEqual(["c", "a", "b"]);
  expect(movedColumn(columns, "x", "a")).toBe(columns);
});
