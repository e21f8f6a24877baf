import { expect, test } from "vitest";
import { isCode, isForTests, listFiles, readText } from "./source-files";

const files = listFiles();
const code = files.filter(isCode);

/** A file of Next's own routing may lie deeper: its path is the address. */
function isRoute(file: string): boolean {
  return file.startsWith("apps/console/app/");
}

test("no source file is longer than 400 lines, no test longer than 600", () => {
  const tooLong = [...code, ...files.filter((file) => file.endsWith(".css"))]
    .map((file) => ({ file, lines: readText(file).split("\n").length - 1 }))
    .filter(({ file, lines }) => lines > (isForTests(file) ? 600 : 400));
  expect(tooLong).toEqual([]);
});

test("nine in ten source files have at most 220 lines", () => {
  const lengths = code
    .filter((file) => !isForTests(file))
    .map((file) => readText(file).split("\n").length - 1)
    .sort((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length * 0.9)]).toBeLessThanOrEqual(220);
});

test("no file lies deeper than five segments, except Next routes", () => {
  const deep = files.filter(
    (file) => file.split("/").length > 5 && !isRoute(file) && !/\/fixtures\/|__snapshots__/.test(file),
  );
  expect(deep).toEqual([]);
});

test("base has at most ten files", () => {
  const base = code.filter((file) => file.startsWith("packages/base/src/") && !isForTests(file));
  expect(base.length).toBeLessThanOrEqual(10);
});

test("source files are named in kebab-case", () => {
  const odd = code.filter((file) => !isRoute(file) && !/^[a-z0-9.-]+$/.test(file.split("/").at(-1) ?? ""));
  expect(odd).toEqual([]);
});

test("no file or folder is called util, helper, common, shared or manager", () => {
  const drawers = code.filter(
    (file) => /(^|[/.-])(utils?|helpers?|common|shared|manager)([/.-]|$)/.test(file) && !isRoute(file),
  );
  // "Shared" is the noun of the product's share links in these files; it names no drawer.
  expect(drawers.filter((file) => !/shared-(trace|span|frame|gate)/.test(file))).toEqual([]);
});

test("nothing is left to do in the source, and nothing is switched off without a reason", () => {
  const mark = new RegExp(["TO", "DO|FIX", "ME|@ts-", "ignore|@ts-", "nocheck|biome-ignore(?![^\\n]*: \\S)"].join(""));
  expect(code.filter((file) => !file.startsWith("scripts/checks/") && mark.test(readText(file)))).toEqual([]);
});
