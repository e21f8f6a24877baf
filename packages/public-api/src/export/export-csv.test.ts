import { expect, test } from "vitest";
import { csvCell } from "./export-csv";

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =HYPERLINK(1)", "=cmd|' /C calc'!A0"])(
  "%j would be run by a spreadsheet, and is text",
  (text) => {
    const cell = csvCell(text).replace(/^"|"$/g, "");
    expect(cell.startsWith("'")).toBe(true);
  },
);

test("what is no formula is written as it is; numbers stay numbers, and nothing stays empty", () => {
  expect([csvCell("a=b"), csvCell("退款"), csvCell(-5), csvCell(0), csvCell(true), csvCell(null)]).toEqual([
    "a=b",
    "退款",
    "-5",
    "0",
    "true",
    "",
  ]);
});

test("commas and quotes are quoted, and a value never spreads over lines", () => {
  expect(csvCell('say "hi", now')).toBe('"say ""hi"", now"');
  expect(csvCell("one\r\ntwo\nthree")).toBe("one two three");
});
